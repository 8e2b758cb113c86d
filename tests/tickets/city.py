"""Demo City in a database: regions, units, rules and keys of the cast."""

from django.db import connection

from tests.tickets import cast
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.policies import files
from weisu.policies import queries as policy_queries
from weisu.policies.models import PackVersion
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
    texts = files.read_shipped("national")
    PackVersion.objects.create(
        pack="national",
        extends="",
        region="",
        level="national",
        title="",
        label="",
        content_hash="x",
        files=dict(texts),
        change_text="",
        proposed_by="a",
        proposed_at=cast.MONDAY,
        published_by="b",
        published_at=cast.MONDAY,
        is_bootstrap=True,
    )


def check_replay() -> None:
    """The law of the log: folding it gives exactly the rows that are there."""
    if not connection.needs_rollback:
        found = replay()
        assert found["different"] == 0, found["which"]
