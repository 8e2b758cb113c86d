"""What the reader was told: the inbox."""
