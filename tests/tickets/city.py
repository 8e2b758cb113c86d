"""Demo City in a database: regions, units, rules and keys of the cast."""

from django.db import connection

from tests.tickets import cast
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.policies import queries as policy_queries
from weisu.policies import services as policies
from weisu.tickets.replay import replay
from weisu.vault import keys


def build_city() -> None:
    """Regions, units and rules of the cast, in the database at hand."""
    org_queries.forget()
    policy_queries.forget()
    keys.forget()
    keys.create(has_rows=False)
    for code, name, level, parent in cast.REGIONS:
        org.create_region(code, name=name, level=level, parent=parent, by=cast.ADMIN, now=cast.MONDAY)
    for unit, name, kind, level, region, parent in cast.UNITS:
        org.create_unit(
            unit, name=name, kind=kind, level=level, region=region, parent=parent, by=cast.ADMIN, now=cast.MONDAY
        )
    policies.bootstrap_national(by=cast.ADMIN, now=cast.MONDAY)


def check_replay() -> None:
    """The law of the log: folding it gives exactly the rows that are there."""
    if not connection.needs_rollback:
        found = replay()
        assert found["different"] == 0, found["which"]
