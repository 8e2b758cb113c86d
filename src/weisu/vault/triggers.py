"""Tables that are only ever added to: triggers refuse every other write, on SQLite and on PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append only'; END $$;
DROP TRIGGER IF EXISTS {table}_no_change ON {table};
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
"""
SQLITE = """CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"""
NAMES = {"postgresql": ("no_change", "no_truncate"), "sqlite": ("no_update", "no_delete")}


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put the triggers on a table; again is harmless. SQLite drops them whenever it rebuilds the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL.format(table=table))
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
            cursor.execute(SQLITE.format(table=table, act=act))


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers off, for a migration backwards."""
    with connection.cursor() as cursor:
        for name in NAMES[connection.vendor]:
            of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{of_table}")


def missing(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The triggers that should be on a table and are not, or are switched off; start-up refuses to run then."""
    question = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [table])
        there = {row[0] for row in cursor.fetchall()}
    return [f"{table}_{name}" for name in NAMES[connection.vendor] if f"{table}_{name}" not in there]
