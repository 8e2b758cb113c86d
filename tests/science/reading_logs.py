"""Event logs of the real data."""

from datetime import datetime
from pathlib import Path

import numpy as np

from tests.science.reading import text_columns
from weisu.science.event_log import EventLog, event_log


def read_log(path: Path) -> tuple[EventLog, list[str]]:
    """A log in pm4py's columns, and the names of its activities by code; times in seconds."""
    rows = text_columns(path)
    case = np.unique(rows["case:concept:name"], return_inverse=True)[1]
    names, activity = np.unique(rows["concept:name"], return_inverse=True)
    time = [datetime.fromisoformat(text).timestamp() for text in rows["time:timestamp"]]
    return event_log(case, activity, time), names.tolist()
