"""Pages of those who read the measures: analysts, leaders, oversight, coordinators."""
