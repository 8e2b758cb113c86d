"""What the benches of the trunk are made of: material to measure with, and one measurement a module."""
