"""Pages of those who set the place up: the organisation, and the rules in force."""
