"""The rules of the house that no ready-made checker knows."""
