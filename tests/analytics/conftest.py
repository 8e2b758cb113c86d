"""Stars of a few lives, open for questions while a test runs."""

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from weisu import lake as lakes
from weisu.analytics.build import build
from weisu.analytics.star import Star


@pytest.fixture
def open_star(tmp_path):
    """The star of events in the order in which they happened; with `until` it grew by so many of them at a time."""
    opened = []

    def make(events, *, units=(), regions=(), until=()):
        root = tmp_path / f"lake-{len(opened)}"
        events = sorted(events, key=lambda event: event.occurred_at)
        for end in (*until, len(events)):
            lake_of(root, events, until=end)
            lakes.write_snapshot(root, lakes.UNITS, units)
            lakes.write_snapshot(root, lakes.REGIONS, regions)
            build(root, offset_us=OFFSET_US)
        opened.append(Star(root))
        return opened[-1]

    yield make
    for star in opened:
        star.close()
