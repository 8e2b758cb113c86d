"""What machines may ask; every answer is JSON, every request carries a key."""
