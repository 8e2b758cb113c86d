"""Pages of those who take requests in."""
