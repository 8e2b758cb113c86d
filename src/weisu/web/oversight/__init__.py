"""Pages of those who watch the time and the looks into the vault."""
