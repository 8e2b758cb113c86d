"""What readers of the pages keep for themselves."""
