"""Partial templates that several readers share."""
