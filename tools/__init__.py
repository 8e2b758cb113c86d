"""What only developers need: lint rules, benches, a throw-away PostgreSQL."""
