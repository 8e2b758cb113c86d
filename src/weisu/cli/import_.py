"""`weisu import FILE --mapping NAME`: another system's tickets become the past of ours."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from weisu.cli.output import add_json, say, show
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Role
from weisu.intake import services
from weisu.intake.mapping_file import load, shipped
from weisu.intake.services import Tally
from weisu.tickets.sealing import seal_new

SECONDS_BETWEEN_LINES = 1.0


def add_to(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("import", help="import a CSV file or a workbook of past tickets")
    parser.add_argument("file", type=Path, help="CSV (UTF-8, GBK) or workbook (xlsx, xls, ods)")
    parser.add_argument(
        "--mapping", required=True, metavar="NAME", help=f"{', '.join(shipped())}, or the path of a mapping file"
    )
    parser.add_argument("--region", default="", metavar="CODE", help="where the source belongs; the root if not given")
    parser.add_argument("--dry-run", action="store_true", help="write nothing to the database; say what would happen")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import; a row that is refused is no failure of the command."""
    mapping = load(arguments.mapping)
    began = perf_counter()
    outcome = services.import_file(
        arguments.file,
        mapping=mapping,
        region=arguments.region,
        dry_run=arguments.dry_run,
        progress=_Progress(str(arguments.file)),
        by=Principal(f"import:{mapping.id}", ActorKind.SYSTEM, frozenset({Role.SYSTEM})),
        now=datetime.now(UTC),
    )
    if not arguments.dry_run:
        seal_new(now=datetime.now(UTC))
    facts = outcome.as_dict() | {"seconds": round(perf_counter() - began, 3)}
    show(arguments, facts, _lines(facts))
    return 0


class _Progress:
    """At most a line a second on standard error: counts only, never what a row says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.next = 0.0

    def __call__(self, tally: Tally) -> None:
        if perf_counter() >= self.next:
            self.next = perf_counter() + SECONDS_BETWEEN_LINES
            say(
                f"{self.name}: {tally.read} rows read, {tally.registered} registered, "
                f"{tally.already_known} known already, {tally.rejected + tally.conflicts} put aside"
            )


def _lines(facts: dict[str, Any]) -> list[str]:
    would = "would be registered" if facts["dry_run"] else "registered"
    lines = [
        f"Read {facts['read']} rows ({facts['form']}) by the mapping {facts['mapping']}.",
        (
            f"{facts['registered']} {would}, {facts['already_known']} were known already, "
            f"{facts['rejected']} rejected, {facts['conflicts']} in conflict."
        ),
    ]
    if facts["to_review"]:
        met = ", ".join(f"{count} of {kind}" for kind, count in sorted(facts["to_review"].items()))
        lines.append(f"Names met for the first time, to review: {met}; {facts['proposed_joins']} joins proposed.")
    if facts["rejects_file"]:
        lines.append(f"What was not recorded, with line and reason: {facts['rejects_file']} (holds personal data).")
    return lines
