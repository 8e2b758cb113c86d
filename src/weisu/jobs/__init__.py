"""What nobody presses a button for: reactions to the clock and to the log. The clock is a user like any other."""
