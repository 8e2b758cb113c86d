"""Walks in a real browser; `./run test --browser`."""
