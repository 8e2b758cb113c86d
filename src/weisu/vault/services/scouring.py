"""After an erasure: let no page of the database file keep what its rows no longer hold."""

from datetime import datetime

from django.db import connection

from weisu.domain.context import Principal
from weisu.vault.records import record

TABLES = ("vault_text", "vault_requester", "vault_detail", "vault_blind_index")


def scour(*, by: Principal, now: datetime) -> bool:
    """Give back the pages of erased rows; call it outside any transaction. Returns whether all of it could be done.

    SQLite overwrites erased cells itself (`secure_delete`), but its write-ahead log keeps the old pages until it is
    emptied, which waits for readers. PostgreSQL keeps old row versions until they are vacuumed.
    """
    record("scour", "database", [None], by=by, now=now, purpose=connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM {', '.join(TABLES)}")
            return True
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return not cursor.fetchone()[0]
