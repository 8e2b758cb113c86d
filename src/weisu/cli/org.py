"""`weisu org`: the organisation to a workbook and back, with a review of differences before anything is applied."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from weisu.cli.output import add_json, show
from weisu.domain.errors import MissingPapers
from weisu.org import sheets
from weisu.org.queries import principal
from weisu.org.review import ADDED, CHANGED, ENDED, UNKNOWN, Difference, Review, compare
from weisu.org.services import export_workbook, import_workbook

SAID = {ADDED: "added", CHANGED: "changed", ENDED: "ended", UNKNOWN: "not in the file, left as it is"}


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun and its verbs."""
    verbs = nouns.add_parser("org", help="regions, units, posts, staff, desks, roster as a workbook").add_subparsers(
        required=True, metavar="VERB"
    )
    out = verbs.add_parser("export", help="write everything to a new workbook (it holds names of staff)")
    out.set_defaults(run=_export)
    taken = verbs.add_parser("import", help="say what a workbook would change; --apply does it")
    taken.add_argument("--apply", action="store_true", help="apply what the review says; needs --by")
    taken.set_defaults(run=_import)
    for parser in (out, taken):
        parser.add_argument("file", metavar="FILE", type=Path, help="the workbook")
        parser.add_argument("--by", default="", metavar="PERSON", help="staff id of whoever signs")
        add_json(parser)


def _export(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    counts = export_workbook(arguments.file, by=principal(_signer(arguments), now), now=now)
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    show(arguments, {"file": str(arguments.file), "rows": counts}, [f"{arguments.file}: {told}."])
    return 0


def _import(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    if arguments.apply:
        review = import_workbook(arguments.file, by=principal(_signer(arguments), now), now=now)
    else:
        review = compare(sheets.read(arguments.file), now)
    show(arguments, review.as_dict() | {"applied": arguments.apply}, _told(review, applied=arguments.apply))
    return 1 if review.bad else 0


def _signer(arguments: argparse.Namespace) -> str:
    if not arguments.by:
        raise MissingPapers("Say who signs: --by STAFF_ID.", missing=["by"])
    return str(arguments.by)


def _told(review: Review, *, applied: bool) -> Iterator[str]:
    for each in review.differences:
        place = f"row {each.line}" if each.line else "-"
        yield f"{each.sheet:8} {place:8} {SAID[each.what]}: {each.key}{_changes(each)}"
    for bad in review.bad:
        yield f"{bad.sheet:8} row {bad.line:<4} cannot be taken: {bad.reason}"
    counts = ", ".join(f"{len(review.of(what))} {what}" for what in SAID)
    yield f"{review.rows} rows read: {counts}, {len(review.bad)} wrong."
    if not applied:
        yield "Nothing was written; --apply --by PERSON does it."


def _changes(each: Difference) -> str:
    changed = [
        f"{name} {each.was[name] or '-'} -> {value or '-'}"
        for name, value in each.becomes.items()
        if each.was and each.was[name] != value
    ]
    return f" ({'; '.join(changed)})" if changed else ""
