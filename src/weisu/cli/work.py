"""`weisu work`: the worker, until it is told to stop; `--once` for cron, `--status` for whoever watches it."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from weisu.cli.output import add_json, say, show
from weisu.cli.readiness import require_ready
from weisu.jobs.worker import Worker
from weisu.notices import queries, sending

TOO_FAR_BEHIND = 1_000
TOO_LATE = timedelta(minutes=10)


def add_to(nouns: Any) -> None:
    """`weisu work`."""
    parser = nouns.add_parser("work", help="react to the clock and to the log")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="one pass over everything that is due, then end")
    what.add_argument("--status", action="store_true", help="how far behind the worker is; exit 1 when it is too far")
    what.add_argument("--send-again", action="store_true", help="put unsure and failed notices back into the outbox")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM, or do the one thing asked for."""
    require_ready()
    if arguments.status:
        return status(arguments, now=datetime.now(UTC))
    if arguments.send_again:
        again = sending.send_again(now=datetime.now(UTC))
        show(arguments, {"waiting_again": again}, [f"{again} notices wait again."])
        return 0
    if arguments.once:
        done = Worker().once(now=datetime.now(UTC))
        show(arguments, dict(done), [f"{count} {what}" for what, count in done.items()] or ["Nothing was due."])
        return 0
    say("Working.")
    Worker(say).run()
    say("Stopped.")
    show(arguments, {"stopped": True}, [])
    return 0


def status(arguments: argparse.Namespace, *, now: datetime) -> int:
    """Followers, alarms and outbox; 1 when people would notice."""
    found = queries.health(now=now)
    since = found["waiting_since"]
    late = max(found["behind"].values()) > TOO_FAR_BEHIND or (since is not None and now - since > TOO_LATE)
    trouble = late or bool(found["notices"]["unsure"] or found["notices"]["failed"])
    behind = ", ".join(f"{name} {count} events behind" for name, count in found["behind"].items())
    states = ", ".join(f"{count} {state}" for state, count in found["notices"].items())
    lines = [f"Followers: {behind}.", f"Alarms due: {found['alarms_due']}.", f"Notices: {states}."]
    lines += ["`weisu work --send-again` sends what is unsure or failed once more."] if trouble and not late else []
    show(arguments, found | {"healthy": not trouble}, lines)
    return 1 if trouble else 0
