"""`weisu account`: open a sign-in, help somebody who cannot get in."""

import argparse
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from weisu.cli.output import add_json, show
from weisu.cli.vault import OPERATOR

PASSWORD_BYTES = 9


def add_to(nouns: Any) -> None:
    """Declare the noun and its verbs."""
    verbs = nouns.add_parser("account", help="open a sign-in, lift a lockout").add_subparsers(
        required=True, metavar="VERB"
    )
    opened = _verb(verbs, "open", "give a person a sign-in, or a new first password", _open)
    opened.add_argument("--name", required=True, help="the name to sign in with")
    _verb(verbs, "lift", "end a lockout before its time", _lift)
    _verb(verbs, "reset-second-step", "for a lost telephone; make sure who asks", _reset)


def _verb(verbs: Any, name: str, what: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=what)
    parser.add_argument("staff", help="the id of the person")
    parser.set_defaults(run=run)
    add_json(parser)
    return parser


def _open(arguments: argparse.Namespace) -> int:
    from weisu.accounts import services

    password = secrets.token_urlsafe(PASSWORD_BYTES)
    services.open_sign_in(arguments.staff, name=arguments.name, password=password, by=OPERATOR, now=datetime.now(UTC))
    lines = [f"{arguments.name}  {password}", "Hand it over in person: at the first sign-in an own one is chosen."]
    show(arguments, {"name": arguments.name, "password": password}, lines)
    return 0


def _lift(arguments: argparse.Namespace) -> int:
    from weisu.accounts import services

    services.lift(arguments.staff, by=OPERATOR, now=datetime.now(UTC))
    show(arguments, {"lifted": arguments.staff}, [f"{arguments.staff} may sign in again."])
    return 0


def _reset(arguments: argparse.Namespace) -> int:
    from weisu.accounts import services

    services.reset_second_step(arguments.staff, by=OPERATOR, now=datetime.now(UTC))
    lines = [
        f"{arguments.staff} signs in with the password, and sets up the second step anew where a post asks for it."
    ]
    show(arguments, {"reset": arguments.staff}, lines)
    return 0
