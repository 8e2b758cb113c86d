"""`weisu demo`: Demo City, ready to try in a browser."""

import argparse
import os
import time
from datetime import UTC, datetime
from typing import Any

from weisu.cli import embedded, together
from weisu.cli.arguments import port
from weisu.cli.output import add_json, say, show
from weisu.cli.serve import HOST, PORT, require_free
from weisu.cli.setup import SETUP, prepare
from weisu.demo import building, sampling, sign_ins
from weisu.tickets import sealing
from weisu.tickets.verify import verify

MONTHS = 12.0


def add_to(nouns: Any) -> None:
    """`weisu demo`."""
    parser = nouns.add_parser("demo", help="an invented city with tickets at every stage of life")
    parser.add_argument("--no-serve", action="store_true", help="build it and end")
    parser.add_argument("--postgres", action="store_true", help="on an embedded PostgreSQL under WEISU_HOME/pg")
    parser.add_argument("--months", type=float, default=MONTHS, help=f"of life behind it (default {MONTHS:g})")
    parser.add_argument("--port", type=port, default=PORT, help=f"port of the pages (default {PORT})")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build what is not there yet, tell the sign-ins, and serve until interrupted."""
    # Everybody may try every role at once; a real installation asks some of them for a second step.
    os.environ.setdefault("WEISU_SECOND_STEP_ROLES", "none")
    if not arguments.no_serve:
        require_free(HOST, arguments.port)
    if arguments.postgres:
        return embedded.run_on_postgres(_without_postgres(arguments))
    facts = build(now=datetime.now(UTC), months=arguments.months)
    facts["address"] = f"http://{HOST}:{arguments.port}/"
    show(arguments, facts, _told(facts, serves=not arguments.no_serve))
    if facts["broken"]:
        say("The log is broken; `weisu events verify` says where.")
        return 1
    return 0 if arguments.no_serve else together.serve(HOST, arguments.port)


def _without_postgres(arguments: argparse.Namespace) -> list[str]:
    switches = [name for name, given in (("--no-serve", arguments.no_serve), ("--json", arguments.json)) if given]
    return ["demo", *switches, "--months", str(arguments.months), "--port", str(arguments.port)]


def build(*, now: datetime, months: float = MONTHS) -> dict[str, Any]:
    """Demo City as it is now: built if it is not there, sealed and verified either way."""
    started = time.monotonic()
    newer = prepare(now=now)["newer_rules"]
    if newer:
        say(newer)
    built_at = building.is_built()
    if built_at is None:
        say("Building Demo City ...")
        building.build(months=months, by=SETUP, now=now, progress=say)
        sampling.draw_months(now=now, progress=say)
    opened = sign_ins.kept() or sign_ins.open_all(by=SETUP, now=now)
    return {
        "already_there": built_at is not None,
        "seconds": round(time.monotonic() - started, 1),
        "sign_ins": [[one.role, one.name, one.password] for one in opened],
        "sign_ins_file": str(sign_ins.path()),
        **checked(now=now),
    }


def checked(*, now: datetime) -> dict[str, Any]:
    """Seal what is not sealed yet, and verify everything."""
    sealing.seal_new(now=now)
    return verify().as_dict()


def _told(facts: dict[str, Any], *, serves: bool) -> list[str]:
    there = "is already there" if facts["already_there"] else f"was built in {facts['seconds']} s"
    lines = [
        f"Demo City {there}: {facts['tickets']} tickets, {facts['events']} events, {len(facts['broken'])} broken.",
        "",
        f"{'role':<20}{'name':<10}password",
        *(f"{role:<20}{name:<10}{password}" for role, name, password in facts["sign_ins"]),
        "",
        f"The sign-ins are kept in {facts['sign_ins_file']}.",
    ]
    return [*lines, f"Open {facts['address']} and sign in; Ctrl-C ends it."] if serves else lines
