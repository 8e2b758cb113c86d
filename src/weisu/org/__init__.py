"""Who there is: regions, handling units, staff and the posts they hold, each for a span of time."""
