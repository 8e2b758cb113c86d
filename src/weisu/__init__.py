"""weisu (未诉): the open platform for Chinese 12345 government service hotlines."""
