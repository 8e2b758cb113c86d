"""Whether weisu may run: tables up to date, the log's triggers in place, every key there."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weisu.domain.errors import LogBroken
from weisu.tickets import triggers
from weisu.vault import queries as vault


def require_ready() -> None:
    """Refuse to serve or to work on a database that is not what it must be.

    Raises: LogBroken, naming what is missing.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LogBroken("The database is not prepared, or of an older version; run `weisu setup`.")
    triggers.ensure_ready()
    problems = vault.problems()
    if problems:
        raise LogBroken(" ".join(problems))
