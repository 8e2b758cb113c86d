"""Settings, environment and URLs: the outermost ring."""
