"""Who is told of what happened, and that a limit is near or past: followers of the log, and what they send."""
