"""Event logs of anybody: taken in from XES, OCEL 2.0 and CSV, kept as Parquet, measured; and ours handed out.

    from weisu.analytics.event_logs.taking import take_in        a foreign log into one Parquet table
    from weisu.analytics.event_logs.general import read_log      that table as `weisu.science` measures it
    from weisu.analytics.event_logs.xes import write_xes         our log for other tools, without anybody's data

A foreign log never enters the tickets' own log: it was decided under rules that nobody here knows.
"""
