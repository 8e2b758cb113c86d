"""`weisu event-log`: take in the event log of another system, and measure its process."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from weisu.cli.output import add_json, show

SHOWN = 10


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun and its verbs."""
    words = "take in and measure the event logs of other systems (XES, OCEL, CSV)"
    verbs = nouns.add_parser("event-log", help=words, description=words).add_subparsers(required=True, metavar="VERB")
    verb = verbs.add_parser("take-in", help="one Parquet table of case, activity, time and group from a foreign log")
    verb.add_argument("file", type=Path, metavar="FILE", help="an .xes, .json (OCEL 2.0) or .csv file, .gz or not")
    verb.add_argument("--out", type=Path, required=True, metavar="PARQUET", help="the table to write")
    verb.add_argument(
        "--case", default="", metavar="NAME", help="the type of object (OCEL) or column (CSV) of the case"
    )
    verb.add_argument(
        "--org", default="", metavar="NAME", help="the type of object (OCEL) or column (CSV) of the group"
    )
    verb.set_defaults(run=_take_in)
    add_json(verb)
    verb = verbs.add_parser("measure", help="variants, what follows what, what is done again")
    verb.add_argument("table", type=Path, metavar="PARQUET", help="a table that take-in wrote")
    verb.set_defaults(run=_measure)
    add_json(verb)


def _take_in(arguments: argparse.Namespace) -> int:
    from weisu.analytics.event_logs.taking import take_in

    taken = take_in(arguments.file, arguments.out, case=arguments.case, org=arguments.org)
    lines = [f"{arguments.out} holds {taken.rows} events."]
    if taken.left_out:
        lines.append(f"Left out, being of no case: {taken.left_out}; --case names another type of object.")
    show(arguments, {"table": str(arguments.out), "events": taken.rows, "left_out": taken.left_out}, lines)
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    from weisu.analytics.event_logs.measuring import measured

    found = measured(arguments.table)
    show(arguments, found._asdict() | {"edges": [edge._asdict() for edge in found.edges]}, _lines(found))
    return 0


def _lines(found: Any) -> Iterable[str]:
    yield f"{found.events} events of {found.cases} cases, {found.activities} activities."
    yield f"{found.variants} variants, {len(found.edges)} edges, {found.steps} steps."
    for edge in found.edges[:SHOWN]:
        yield f"{edge.n}\t{edge.source} → {edge.target}\t{edge.median_s:,.0f} s"
    for activity, cases in list(found.reworked.items())[:SHOWN]:
        yield f"again in {cases} cases: {activity}"
