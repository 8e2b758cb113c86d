"""`weisu calls FILE`: what the telephone exchange wrote down of its calls enters the log."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from weisu.cli.output import add_json, show
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Role
from weisu.intake import services
from weisu.tickets.triggers import ensure_ready


def add_to(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("calls", help="take in the calls that a telephone exchange wrote down")
    parser.add_argument(
        "file",
        type=Path,
        help="CSV or workbook with the columns contact, at, result and, if known, waited_seconds, outcome, region",
    )
    parser.add_argument("--region", default="", metavar="CODE", help="where calls belong that name none; else the root")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take in every call, or none."""
    ensure_ready()
    by = Principal("exchange", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
    found = services.take_in_calls(arguments.file, region=arguments.region, by=by, now=datetime.now(UTC))
    lines = [f"{count:,} {result}" for result, count in sorted(found.calls.items())]
    show(arguments, {"calls": dict(found.calls), "new": found.new}, [*lines, f"{found.new:,} of them new to the log"])
    return 0
