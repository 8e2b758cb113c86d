"""What an installation needs before it can import, and who imports."""

from django.db import connection

from tests.intake.conftest import MONDAY
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Level, Role
from weisu.intake import services
from weisu.intake.mapping_file import load
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.policies import queries as policy_queries
from weisu.policies import services as policies
from weisu.tickets.replay import replay
from weisu.vault import keys

IMPORTER = Principal("import", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
ADMIN = Principal("admin", ActorKind.ADMINISTRATOR, frozenset({Role.ADMINISTRATOR}))
ROOT = "990000"


def prepare() -> None:
    """One root region, the national rules, keys."""
    org_queries.forget()
    policy_queries.forget()
    keys.forget()
    keys.create(has_rows=False)
    org.create_region(ROOT, name="示范省", level=Level.PROVINCE, by=ADMIN, now=MONDAY)
    policies.bootstrap_national(by=ADMIN, now=MONDAY)


def check_replay() -> None:
    """Folding the log gives exactly the rows that are there."""
    if not connection.needs_rollback:
        found = replay()
        assert found["different"] == 0, found["which"]


def run(path, mapping, **more):
    """Import a file by a mapping (its name, or the mapping itself)."""
    known = load(mapping) if isinstance(mapping, str) else mapping
    return services.import_file(path, mapping=known, **{"by": IMPORTER, "now": MONDAY} | more)
