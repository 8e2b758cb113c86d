"""`weisu work`: the worker, until it is told to stop."""

import argparse
from typing import Any

from weisu.cli.output import say
from weisu.cli.readiness import require_ready
from weisu.jobs.worker import Worker


def add_to(nouns: Any) -> None:
    """`weisu work`."""
    parser = nouns.add_parser("work", help="react to the clock and to the log")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    require_ready()
    say("Working.")
    Worker().run()
    return 0
