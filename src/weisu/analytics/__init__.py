"""From the log to numbers: the star built from the lake's events, and the measures asked of it.

    from weisu.analytics.build import build          events of a lake into its star, all or only the new ones
    from weisu.analytics.star import Star            the tables (`weisu.analytics.tables` says what a row of each is)
    from weisu.analytics.catalog import METRICS      every measure, one declared object each
    from weisu.analytics.asking import ask           a measure, a period, a grouping: results

Expressions are written once in Ibis and run in DuckDB. There is no database, no framework and no clock in here: what
local time and which rules count is handed in.
"""
