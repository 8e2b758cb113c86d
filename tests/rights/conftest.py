"""The town, built once for each kind of database; what a test does in it is undone."""

from contextlib import contextmanager

import pytest

BUILT = {}


@contextmanager
def the_town(engine):
    """The town in one engine's database, with everything written inside undone."""
    from tests.rights import town as towns
    from tests.rights.cases import STORIES

    def build() -> None:
        BUILT[engine.store.name] = towns.Town()
        towns.build(BUILT[engine.store.name], STORIES)

    with engine.filled_by(build, "town"):
        towns.forget()
        yield BUILT[engine.store.name]
    towns.forget()


@pytest.fixture
def town(engines, home):
    """The town on SQLite."""
    with the_town(engines["sqlite"]) as town:
        yield town


@pytest.fixture(params=["sqlite", "postgres"])
def each_town(request, engines, home):
    """The town, once in each kind of database."""
    with the_town(engines[request.param]) as town:
        yield town


@pytest.fixture(autouse=True)
def arrival(monkeypatch):
    """Requests arrive in the evening; a test may set another instant."""
    from tests.rights.town import EVENING
    from weisu.web import edge

    at = {"now": EVENING}
    monkeypatch.setattr(edge, "instant", lambda: at["now"])
    return at
