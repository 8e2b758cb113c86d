"""`weisu key`: keys for machines."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from weisu.cli.arguments import whole
from weisu.cli.output import add_json, show
from weisu.cli.vault import OPERATOR
from weisu.domain.vocabulary import Role

DAYS = 90
MOST_DAYS = 366


def add_to(nouns: Any) -> None:
    """Declare the noun and its verbs."""
    verbs = nouns.add_parser("key", help="keys for machines").add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a key for one post; its text is shown once")
    create.add_argument("staff", help="the id of the person it acts for")
    create.add_argument("--role", required=True, choices=[role.value for role in Role], help="the post's role")
    create.add_argument("--unit", default="", help="the post's unit, where the person holds that role at several")
    create.add_argument("--label", required=True, help="what the key is for")
    create.add_argument(
        "--days",
        type=whole(1, MOST_DAYS),
        default=DAYS,
        help=f"how long it lasts (default {DAYS}, at most {MOST_DAYS})",
    )
    create.set_defaults(run=_create)
    every = verbs.add_parser("list", help="every key: for whom, until when")
    every.set_defaults(run=_list)
    revoke = verbs.add_parser("revoke", help="open nothing with it from now on")
    revoke.add_argument("key", help="the key's id: the part between the underscores")
    revoke.set_defaults(run=_revoke)
    for parser in (create, every, revoke):
        add_json(parser)


def _create(arguments: argparse.Namespace) -> int:
    from weisu.accounts import services

    now = datetime.now(UTC)
    expires_at = now + timedelta(days=arguments.days)
    text = services.create_key(
        arguments.staff,
        role=Role(arguments.role),
        unit=arguments.unit,
        label=arguments.label,
        expires_at=expires_at,
        by=OPERATOR,
        now=now,
    )
    lines = [text, f"Keep it now: it is not shown again. It ends on {expires_at:%Y-%m-%d}."]
    show(arguments, {"key": text, "expires_at": expires_at.isoformat()}, lines)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from weisu.accounts import queries

    now = datetime.now(UTC)
    keys = [
        {
            "id": key.id,
            "label": key.label,
            "staff": key.post.staff_id,
            "role": key.post.role,
            "unit": key.post.unit_id or "",
            "expires_at": key.expires_at.isoformat(timespec="minutes"),
            "state": "revoked" if key.revoked_at else "expired" if key.expires_at <= now else "in force",
        }
        for key in queries.every_key()
    ]
    lines = ["  ".join(key.values()) for key in keys] or ["There are no keys."]
    show(arguments, {"keys": keys}, lines)
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    from weisu.accounts import services

    services.revoke_key(arguments.key, by=OPERATOR, now=datetime.now(UTC))
    show(arguments, {"revoked": arguments.key}, [f"{arguments.key} opens nothing any more."])
    return 0
