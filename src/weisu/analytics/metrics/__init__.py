"""The measures: one module a theme, each a tuple `METRICS` of declared objects."""
