"""The star is held against SQL written by hand: both must build the same tables and give the same answers."""

import pytest


@pytest.fixture
def lake(tmp_path):
    from tools.bench.parts.large_logs import write_lake

    write_lake(tmp_path / "lake", 400)
    return tmp_path / "lake"


@pytest.fixture
def both(tmp_path):
    """Builds the star of a lake and the same by hand; returns where the tables by hand lie."""
    from tools.bench.parts import star_by_hand
    from tools.bench.parts.lives import national
    from weisu.analytics.build import build
    from weisu.analytics.dimensions import write_dimensions

    def make(lake):
        build(lake, offset_us=0, at_once=1_500)
        write_dimensions(lake, national(), {})
        star_by_hand.build(lake, tmp_path / "hand")
        return tmp_path / "hand"

    return make


def differences(lake, hand):
    from tools.bench.measures import differences

    return differences(lake, hand)


def test_what_is_written_by_hand_is_the_star_and_the_answers_of_every_measure(lake, both):
    assert differences(lake, both(lake)) == []


@pytest.mark.parametrize("seed", [1, 5])
def test_it_is_so_of_lives_in_which_everything_happens(seed, tmp_path, both):
    """The log of the bench has no returns in the second place, no silence, no calls; random lives have."""
    from tests.analytics.logs import lake_of, lived

    lake = lake_of(tmp_path / "lake", lived(seed, tickets=40))
    assert differences(lake, both(lake)) == []


WRONGLY = {
    "fct_ticket": "replace(satisfied, 'yes', 'no') AS satisfied, unit_files + 1 AS unit_files, "
    "handling_s + (handling_s > 0)::INT AS handling_s",
    "agg_day": "n + 1 AS n",
    "agg_slot": "slot + 1 AS slot",
}


def test_tables_by_hand_that_say_something_else_are_told_by_table_and_measure(lake, both):
    import duckdb

    hand = both(lake)
    for table, said in WRONGLY.items():
        rows = duckdb.sql(f"SELECT * REPLACE ({said}) FROM '{hand / table}.parquet'").to_arrow_table()
        duckdb.from_arrow(rows).write_parquet(f"{hand / table}.parquet")

    told = [one.split()[0] for one in differences(lake, hand)]
    assert sorted(told) == [
        "agg_day:",
        "agg_slot:",
        "fct_ticket:",
        "files_per_ticket",
        "residence_handling",
        "satisfied",
    ]


def test_every_measure_is_asked_by_hand_once():
    from tools.bench.parts.measures_by_hand import questions
    from weisu.analytics.catalog import METRICS

    assert sorted(key for one in questions(0) for key in one.tells) == sorted(METRICS)


def test_every_hand_written_question_is_answered(lake, both):
    from tools.bench.parts import measures_by_hand

    assert measures_by_hand.ask_all(both(lake)) > 100


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
