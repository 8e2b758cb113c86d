"""Pages for everybody: ask for something, and see what became of it, without an account."""
