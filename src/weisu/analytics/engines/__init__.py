"""What runs the expressions: one module for each engine. DuckDB is the embedded one."""
