"""Signing in, and what people do with their own sign-in."""
