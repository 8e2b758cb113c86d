"""Published versions refuse every change, on SQLite and on PostgreSQL."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "policy_version"
REFUSAL = "a published policy version is never changed: publish a new one"

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
SQLITE = f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{{act}} BEFORE {{act}} ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
NAMES = {"postgresql": ("no_change", "no_truncate"), "sqlite": ("no_update", "no_delete")}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on; again is harmless."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            return
        for act in ("update", "delete"):
            cursor.execute(SQLITE.format(act=act))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off, for a migration backwards."""
    of_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in NAMES[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}{of_table}")
