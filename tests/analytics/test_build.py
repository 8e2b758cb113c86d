"""The star: the same events give the same rows, built at once, day by day, or after being killed."""

from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from weisu.analytics import build as building
from weisu.analytics.build import build
from weisu.analytics.merging import due
from weisu.analytics.star import GROWING, TOUCHED, Star, root_of, star_mark
from weisu.lake.errors import LakeBroken


def rows(star: Star, table: str):
    """Every row of a table but which build wrote it; what adds up, added up."""
    beside = {"built", "again"}
    columns = [name for name in star.engine.connection.sql(f'SELECT * FROM "{table}"').columns if name not in beside]
    if table.startswith("agg_"):
        keys = ", ".join(f'"{name}"' for name in columns if name != "n")
        found = star.engine.connection.sql(f'SELECT {keys}, sum(n)::BIGINT FROM "{table}" GROUP BY ALL')
    else:
        found = star.engine.connection.sql(f'SELECT * EXCLUDE (built) FROM "{table}"')
        found = found.select(*(f'"{name}"' for name in columns))
    return sorted(found.fetchall(), key=repr)


def tables(lake):
    star = Star(lake)
    try:
        return {table: rows(star, table) for table in (*TOUCHED, *GROWING)}
    finally:
        star.close()


@pytest.mark.parametrize("seed", range(2))
def test_a_star_built_day_by_day_is_the_star_built_at_once(tmp_path, seed):
    events = lived(seed)
    at_once, by_day = lake_of(tmp_path / "once", events), tmp_path / "days"
    build(at_once, offset_us=OFFSET_US)
    for until in (len(events) // 3, len(events) // 2, len(events) - 5, len(events)):
        build(lake_of(by_day, events, until=until), offset_us=OFFSET_US)

    assert tables(by_day) == tables(at_once)


def test_a_ticket_goes_on_after_builds_that_said_nothing_of_it(tmp_path):
    events = lived(6, tickets=2)
    old = [event for event in events if event.ticket_id == UUID(int=1)]
    half = len(old) // 2
    told = [*old[:half], *(event for event in events if event not in old), *old[half:]]
    at_once, by_parts = lake_of(tmp_path / "once", told), tmp_path / "parts"
    build(at_once, offset_us=OFFSET_US)
    for until in (half, half + len(events) - len(old), len(told)):
        build(lake_of(by_parts, told, until=until), offset_us=OFFSET_US)

    assert tables(by_parts) == tables(at_once)


def test_events_too_many_for_memory_give_the_star_of_those_that_are_few(tmp_path, monkeypatch):
    events = lived(4)
    few, many = lake_of(tmp_path / "few", events), lake_of(tmp_path / "many", events)
    build(few, offset_us=OFFSET_US)
    monkeypatch.setattr(building, "FEW", 0)
    build(many, offset_us=OFFSET_US)

    assert tables(many) == tables(few)


def test_many_small_builds_are_made_one_and_say_the_same(tmp_path):
    events = lived(7, tickets=6)
    at_once, by_drops = lake_of(tmp_path / "once", events), lake_of(tmp_path / "drops", events)
    build(at_once, offset_us=OFFSET_US)
    build(by_drops, offset_us=OFFSET_US, at_once=len(events) // 40)

    assert len(star_mark(by_drops).builds) <= 12
    assert tables(by_drops) == tables(at_once)


@pytest.mark.parametrize(("first", "builds", "most"), [(1, 80, 2), (1, 4_000, 6), (365, 365, 2)])
def test_however_many_builds_there_are_a_row_is_written_again_a_handful_of_times(first, builds, most):
    sizes, again = [first], 0
    for _ in range(builds):
        sizes.append(1)
        if count := due(sizes):
            again += sum(sizes[-count:])
            sizes[-count:] = [sum(sizes[-count:])]

    assert len(sizes) <= 12
    assert again / sum(sizes) <= most


def test_whoever_reads_while_a_build_ends_still_finds_the_files_of_the_old_star(tmp_path):
    events = lived(5)
    lake = lake_of(tmp_path, events, until=50)
    build(lake, offset_us=OFFSET_US)
    reader = Star(lake)
    before = rows(reader, "fct_ticket")
    build(lake_of(tmp_path, events), offset_us=OFFSET_US)

    assert rows(reader, "fct_ticket") == before
    reader.close()


def test_a_build_without_new_events_changes_no_file(tmp_path):
    lake = lake_of(tmp_path, lived(1))
    build(lake, offset_us=OFFSET_US)
    before = {path: path.stat().st_mtime_ns for path in root_of(lake).rglob("*.parquet")}

    done = build(lake, offset_us=OFFSET_US)

    assert done.new == 0
    assert {path: path.stat().st_mtime_ns for path in root_of(lake).rglob("*.parquet")} == before


def test_a_build_killed_before_its_watermark_leaves_the_old_star_and_is_completed_by_the_next(tmp_path, monkeypatch):
    events = lived(2)
    lake = lake_of(tmp_path, events, until=60)
    build(lake, offset_us=OFFSET_US)
    old = tables(lake)
    lake_of(tmp_path, events)
    with monkeypatch.context() as patched:
        patched.setattr(building, "write_star_mark", _killed)
        with pytest.raises(KeyboardInterrupt):
            build(lake, offset_us=OFFSET_US)

    assert tables(lake) == old
    build(lake, offset_us=OFFSET_US)
    at_once = lake_of(tmp_path / "once", events)
    build(at_once, offset_us=OFFSET_US)
    assert tables(lake) == tables(at_once)


def _killed(*_):
    raise KeyboardInterrupt


def test_a_lake_without_a_star_says_how_to_build_one(tmp_path):
    with pytest.raises(LakeBroken, match="weisu metrics --build"):
        Star(lake_of(tmp_path, lived(3)))
