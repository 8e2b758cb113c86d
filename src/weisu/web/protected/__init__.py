"""Pages of what may not go everywhere: words to check, contact for units, secret matters."""
