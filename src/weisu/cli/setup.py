"""`weisu setup`: make an empty database, its keys and its first rules; again is harmless."""

import argparse
from datetime import UTC, datetime
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weisu.cli.output import add_json, say, show
from weisu.config import env
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Level, Role
from weisu.org import queries as org
from weisu.org import services as org_services
from weisu.policies import files
from weisu.policies import queries as published
from weisu.policies import services as policies
from weisu.vault import keys
from weisu.vault import queries as vault

SETUP = Principal("setup", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
ROOT = "CN"
ROOT_NAME = "China"


def add_to(nouns: Any) -> None:
    """`weisu setup`."""
    parser = nouns.add_parser("setup", help="prepare an empty database; again is harmless")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prepare, and say what was made."""
    facts = prepare(now=datetime.now(UTC))
    lines = (
        f"Tables are up to date ({facts['migrated']} migrations applied now).",
        f"Keys: {', '.join(facts['keys_made']) or 'all there already'}.",
        f"The national rules are in force as version {facts['policy'][:12]}.",
        *filter(None, [facts["newer_rules"]]),
    )
    show(arguments, facts, lines)
    return 0


def prepare(*, now: datetime) -> dict[str, Any]:
    """Everything a new installation needs, in an order in which a broken run can be repeated."""
    env.create_secret_key()
    migrated = migrate()
    made = keys.create(has_rows=vault.has_rows())
    if not org.root_region():
        org_services.create_region(ROOT, name=ROOT_NAME, level=Level.NATIONAL, by=SETUP, now=now)
    policies.bootstrap_national(by=SETUP, now=now)
    if migrated or made:
        org_services.note("setup", subject=f"{migrated} migrations", by=SETUP, now=now)
    return {
        "migrated": migrated,
        "keys_made": made,
        "root": org.root_region(),
        "policy": published.stack_of(policies.NATIONAL, now)[0].content_hash,
        "newer_rules": newer_rules(now=now),
    }


def newer_rules(*, now: datetime) -> str:
    """How two people publish the national rules of this release, where others are in force; empty where these are."""
    (held,) = published.stack_of(policies.NATIONAL, now)
    shipped = published.parsed(files.read_shipped(policies.NATIONAL)).digest
    if held.content_hash == shipped:
        return ""
    place = files.directory() / policies.NATIONAL
    waiting = [one.id for one in published.open_proposals() if one.content_hash == shipped]
    propose = f"`weisu policy propose {place} --by PERSON` proposes them"
    proposed = f"proposal {waiting[0]} waits" if waiting else propose
    return (
        f"The national rules in force since {held.published_at:%Y-%m-%d} are not those of this release: "
        f"`weisu policy diff {held.id} {place}` shows what is new, {proposed}, and another person puts them in force "
        f"with `weisu policy publish {waiting[0] if waiting else 'ID'} --by PERSON`."
    )


def migrate() -> int:
    """Bring the tables up to date; returns how many migrations that took."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        say(f"Preparing the database ({waiting} migrations) ...")
        call_command("migrate", verbosity=0, interactive=False)
    return waiting
