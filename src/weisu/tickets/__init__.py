"""The event log, the rows folded from it, and one service for each thing a person can ask of a ticket."""
