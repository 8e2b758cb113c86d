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
    version = policies.bootstrap_national(by=SETUP, now=now)
    if migrated or made:
        org_services.note("setup", subject=f"{migrated} migrations", by=SETUP, now=now)
    return {"migrated": migrated, "keys_made": made, "root": org.root_region(), "policy": version.content_hash}


def migrate() -> int:
    """Bring the tables up to date; returns how many migrations that took."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        say(f"Preparing the database ({waiting} migrations) ...")
        call_command("migrate", verbosity=0, interactive=False)
    return waiting
