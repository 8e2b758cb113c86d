"""`weisu`: one file per noun. Each has `add_to(subparsers)`, which sets `run`, a function of the parsed arguments.

A result goes to standard output (with `--json` one object), everything else to standard error. Exit: 0 done, 1 refused
or found something, 2 asked in a way that cannot be answered.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

from weisu.cli.arguments import Parser
from weisu.cli.failures import EXPECTED, Failure, explained
from weisu.cli.output import say


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a foreseeable failure is one sentence and an exit code, never a traceback."""
    given = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weisu.config.settings")
    try:
        arguments = _parser().parse_args(given)
        code = int(arguments.run(arguments) or 0)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _drop_output()
        return 0
    except EXPECTED as error:
        failure = explained(error)
        if failure is None:
            raise
        if isinstance(error, OSError) and not _can_write():
            _drop_output()
        return _told(failure, as_json="--json" in given)


def _can_write() -> bool:
    try:
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _drop_output() -> None:
    """Nothing may be flushed into a closed pipe or a full disk at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(failure: Failure, *, as_json: bool) -> int:
    say(f"weisu: {failure.sentence}")
    if as_json:
        print(json.dumps(failure.facts, ensure_ascii=False, default=str))
    return failure.exit_code


def _parser() -> Parser:
    import django

    django.setup()
    parser = Parser(prog="weisu", description="The open platform for 12345 service hotlines.")
    nouns = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for found in sorted(iter_modules(__path__), key=lambda module: module.name):
        add_to = getattr(import_module(f"{__name__}.{found.name}"), "add_to", None)
        if add_to is not None:
            add_to(nouns)
    return parser
