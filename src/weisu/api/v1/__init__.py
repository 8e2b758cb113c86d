"""The first version of the interface; additions only."""
