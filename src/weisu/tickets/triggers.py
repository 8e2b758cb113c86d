"""The log refuses change by itself: UPDATE, DELETE and, on PostgreSQL, TRUNCATE end in an error.

Django rebuilds a SQLite table to alter it and silently loses its triggers, so start-up asks for them every time.
"""

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from weisu.domain.errors import LogBroken

TABLE = "ticket_event"
REFUSAL = "ticket_event is append only: history is corrected by a new event"

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE};
CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse();
DROP TRIGGER IF EXISTS {TABLE}_no_truncate ON {TABLE};
CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse();
"""
NAMES = {
    "postgresql": (f"{TABLE}_no_change", f"{TABLE}_no_truncate"),
    "sqlite": (f"{TABLE}_no_update", f"{TABLE}_no_delete"),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the log; again is harmless. Every migration that touches the table calls this last."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}")
            cursor.execute(
                f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: only a migration backwards, and a test of what verification finds, may do this."""
    with connection.cursor() as cursor:
        for name in NAMES[connection.vendor]:
            where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there, or are switched off."""
    question = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [TABLE])
        there = {row[0] for row in cursor.fetchall()}
        lost = [name for name in NAMES[connection.vendor] if name not in there]
        if connection.vendor == "sqlite" and not cursor.execute("PRAGMA recursive_triggers").fetchone()[0]:
            lost.append("PRAGMA recursive_triggers=ON")
    return lost


def ensure_ready() -> None:
    """Refuse to start over a log that could be changed.

    Raises: LogBroken, naming what is missing.
    """
    lost = missing(default_connection)
    if lost:
        raise LogBroken(
            f"The event log can be changed: {', '.join(lost)} missing.",
            instead=["run `weisu setup`, which puts the triggers back", "then `weisu events verify`"],
        )
