"""`weisu events`: verify the log, replay it, seal it, export it to a lake, load it from one."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from weisu.cli.arguments import Misused
from weisu.cli.output import add_json, say, show

SHOWN = 20


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun and its verbs."""
    verbs = nouns.add_parser("events", help="verify, replay, seal, export and load the event log").add_subparsers(
        required=True, metavar="VERB"
    )
    for name, run, words in (
        ("verify", _verify, "check seals, chains, rows and words; exit 1 when something is broken"),
        ("replay", _replay, "fold every ticket and compare with its rows; --rebuild folds the rows anew"),
        ("seal", _seal, "sign what is not sealed yet"),
        ("export", _export, "bring the lake (Parquet files) up to date"),
        ("load", _load, "put the log of a lake into this empty database, verified"),
    ):
        parser = verbs.add_parser(name, help=words)
        add_json(parser)
        parser.set_defaults(run=run)
        if name == "replay":
            parser.add_argument("--rebuild", action="store_true", help="drop the rows and fold them from the log")
        elif name == "export":
            parser.add_argument("--out", type=Path, metavar="PLACE", help="the lake (lake/ under WEISU_HOME) or file")
            words = "parquet: the lake; xes, ocel: one file for tools of process mining, without anybody's data"
            parser.add_argument("--format", choices=("parquet", "xes", "ocel"), default="parquet", help=words)
        elif name == "load":
            parser.add_argument("lake", type=Path, metavar="DIR", help="a lake that weisu events export made")


def _verify(arguments: argparse.Namespace) -> int:
    from weisu.tickets.verify import verify

    report = verify()
    lines = [
        f"{report.events} events of {report.tickets} tickets; {report.unsealed} not sealed yet.",
        *(f"{_where(f.ticket, f.version, f.seq)}: {f.reason}" for f in report.broken),
        "Nothing is broken." if not report.broken else f"{len(report.broken)} findings.",
    ]
    show(arguments, report.as_dict(), lines)
    return 1 if report.broken else 0


def _where(ticket: str, version: int, seq: int) -> str:
    return f"ticket {ticket}, version {version}, seq {seq}" if ticket else f"seq {seq}"


def _replay(arguments: argparse.Namespace) -> int:
    from weisu.tickets.replay import rebuild, replay
    from weisu.tickets.triggers import ensure_ready

    if arguments.rebuild:
        ensure_ready()
        rebuild()
    found = replay()
    lines = [f"{found['events']} events of {found['tickets']} tickets; {found['different']} differ."]
    lines += [f"{each['ticket']}: {each['reason']}" for each in found["which"][:SHOWN]]
    show(arguments, found, lines)
    return 1 if found["different"] else 0


def _seal(arguments: argparse.Namespace) -> int:
    from weisu.tickets.sealing import seal_new

    made = seal_new(now=datetime.now(UTC))
    facts = {"seals": len(made), "events": sum(seal.count for seal in made)}
    show(arguments, facts, [f"{facts['events']} events sealed in {facts['seals']} seals."])
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from weisu.tickets.export import export

    if arguments.format != "parquet":
        return _hand_out(arguments)
    root = arguments.out or settings.HOME / "lake"
    done = export(root)
    lines = [
        f"{root} holds {done.events} events, {done.new} of them new.",
        f"Beside them {done.units} units, {done.regions} regions and {done.texts} redacted texts.",
    ]
    show(arguments, {"lake": str(root), **done._asdict()}, lines)
    return 0


def _hand_out(arguments: argparse.Namespace) -> int:
    from weisu.tickets.handing_out import hand_out

    if arguments.out is None:
        raise Misused(f"--format {arguments.format} writes one file; name it with --out.")
    tickets, events = hand_out(arguments.out, arguments.format)
    lines = [f"{arguments.out} holds {events} events of {tickets} tickets."]
    show(arguments, {"file": str(arguments.out), "tickets": tickets, "events": events}, lines)
    return 0


def _load(arguments: argparse.Namespace) -> int:
    from weisu.tickets.loading import load
    from weisu.tickets.sealing import seal_new
    from weisu.tickets.triggers import ensure_ready

    ensure_ready()
    say("Checking and loading; nothing is kept unless everything is sound ...")
    done = load(arguments.lake)
    seal_new(now=datetime.now(UTC))
    lines = [
        f"{done['events']} events of {done['tickets']} tickets loaded, each one verified.",
        "Words and people are not in a lake: bring the vault over with the database's own backup.",
    ]
    show(arguments, done, lines)
    return 0
