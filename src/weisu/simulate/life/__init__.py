"""How one neighbourhood lives: stories of problems, people, hotline and units, told in order of time."""
