"""Simulated cities beside published ones: the same statistics of both, with the source of every published number."""
