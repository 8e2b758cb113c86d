"""Demo City: an invented city with a few hundred tickets at every stage of life, all made through the services."""
