"""One door for every step of the lifecycle: its form is read from the row and the command."""
