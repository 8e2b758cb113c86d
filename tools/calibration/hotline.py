"""The rates of a whole hotline, from the log of a simulated city: who asks, how, and what becomes of it."""

import json
from collections import Counter
from pathlib import Path

from tools.calibration.records import COLUMNS, is_past
from weisu import lake

KINDS = ("inquiry", "complaint", "assistance", "suggestion")


def of_lake(root: Path) -> dict[str, float]:
    """Every rate by the name it has in published.csv; shares of tickets, each ticket counted once."""
    seen: dict[str, set[str]] = {}
    missed = 0
    for table in lake.read(root, columns=COLUMNS):
        for row in table.to_pylist():
            missed += row["type"] == "contact.missed"
            for mark in _marks(row):
                seen.setdefault(mark, set()).add(row["ticket_id"])
    return _rates({mark: len(tickets) for mark, tickets in seen.items()}, missed)


def _marks(row: dict[str, str]) -> list[str]:
    """What an event tells about its ticket."""
    payload = json.loads(row["payload"])
    marks = [row["type"]]
    if row["type"] == "ticket.registered":
        marks += [row["kind"], row["channel"]]
    if row["type"] == "reply.submitted" and any(is_past(clock) for clock in payload.get("clocks", ())):
        marks.append("late")
    if row["type"] == "ticket.merged" or payload.get("relation") == "repeat_of":
        marks.append("repeat")
    if payload.get("outcome") == "answered":
        marks += [f"{name} {payload[name]}" for name in ("solved", "satisfied") if name in payload]
    return marks


def _rates(counts: dict[str, int], missed: int) -> dict[str, float]:
    of = Counter(counts)
    asked, dispatched, closed = of["ticket.registered"], of["ticket.dispatched"], of["ticket.closed"]
    return {
        "direct": of["ticket.answered"] / asked,
        **{kind: of[kind] / asked for kind in KINDS},
        "complaint": (of["complaint"] + of["tipoff"]) / asked,
        "phone": of["phone"] / asked,
        "connected": of["phone"] / (of["phone"] + missed),
        "dispatched": dispatched / asked,
        "returned": of["ticket.return_requested"] / dispatched,
        "extended": of["extension.granted"] / dispatched,
        "repeated": of["repeat"] / dispatched,
        "late": of["late"] / closed,
        "reopened": of["ticket.reopened"] / closed,
        "rated": of["rating.given"] / (closed + of["ticket.answered"]),
        "solved": of["solved yes"] / (of["solved yes"] + of["solved no"]),
        "satisfied": of["satisfied yes"] / (of["satisfied yes"] + of["satisfied no"]),
    }
