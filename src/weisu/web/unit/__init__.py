"""Pages of the handling units."""
