"""Pages: one package per reader, each a thin shell around queries and services."""
