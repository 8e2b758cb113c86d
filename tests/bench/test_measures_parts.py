"""The star is held against SQL written by hand: both must build the same tables, and the SQL must answer."""

from pathlib import Path

import pytest


@pytest.fixture
def lake(tmp_path):
    from tools.bench.parts.large_logs import write_lake

    write_lake(tmp_path / "lake", 400)
    return tmp_path / "lake"


def test_the_hand_written_tables_are_the_tables_of_the_star(lake, tmp_path: Path):
    from tools.bench.measures import differences
    from tools.bench.parts import star_by_hand
    from weisu.analytics.build import build

    build(lake, offset_us=0, at_once=1_500)
    star_by_hand.build(lake, tmp_path / "hand")

    assert differences(lake, tmp_path / "hand") == []


def test_every_hand_written_question_is_answered(lake, tmp_path):
    from tools.bench.parts import measures_by_hand, star_by_hand

    star_by_hand.build(lake, tmp_path / "hand")

    assert measures_by_hand.ask_all(tmp_path / "hand", 1_800_000_000_000_000) > 100


def test_a_large_log_says_of_every_ticket_what_one_written_row_by_row_says(lake, tmp_path):
    import duckdb

    from tools.bench.parts.logs import write_lake

    write_lake(tmp_path / "row-by-row", 400)
    made_up = "event_id, ticket_id, prev_hash, hash, occurred_at, recorded_at"
    order = "ORDER BY ALL"
    said = [
        duckdb.sql(f"SELECT * EXCLUDE (seq, {made_up}) FROM '{root}/events/*/*.parquet' {order}").fetchall()
        for root in (lake, tmp_path / "row-by-row")
    ]
    assert len(said[0]) > 4_000
    assert said[0] == said[1]


def test_the_ids_of_a_large_log_tell_its_tickets_apart_and_its_order_is_that_of_time(lake):
    import duckdb

    log = f"'{lake}/events/*/*.parquet'"
    tickets, events = duckdb.sql(f"SELECT count(DISTINCT ticket_id), count(DISTINCT event_id) FROM {log}").fetchone()
    assert tickets == 400
    assert events == duckdb.sql(f"SELECT max(seq) FROM {log}").fetchone()[0]
    late = "occurred_us < lag(occurred_us) OVER (ORDER BY seq)"
    lost = "version <> 1 + coalesce(lag(version) OVER (PARTITION BY ticket_id ORDER BY seq), 0)"
    unchained = "prev_hash <> coalesce(lag(hash) OVER (PARTITION BY ticket_id ORDER BY seq), '')"
    for wrong in (late, lost, unchained):
        rows = duckdb.sql(f"SELECT {wrong} AS is_wrong FROM {log}")
        assert rows.filter("is_wrong").fetchall() == []
