"""The star and every measure, beside hand-written SQL for the same; memory, growth, a day's increment, the graph."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from tools.bench.measure import cpu_seconds, median_of, ratio, say
from tools.bench.parts import large_logs, measures_by_hand, process_rival, same_answers, star_and_measures, star_by_hand
from tools.bench.result import Result, at_least, at_most
from weisu import lake as lakes
from weisu.analytics.build import build
from weisu.analytics.graph import directly_follows
from weisu.analytics.star import Star

SMALL, FULL, GROWN = 200_000, 5_000_000, 1_000_000
"""Tickets. What the goals are meant for is `--full`; the small size shows the same ratios in minutes."""

DAYS = 365
ROOM_GB = 60
"""For the log of the largest size, or for what the hand-written SQL spills of the full one."""


def run(full: bool) -> Result:
    """Measure."""
    tickets = FULL if full else SMALL
    with TemporaryDirectory(prefix="weisu-measures-") as directory:
        place = Path(directory)
        lake = place / "lake"
        figures: dict[str, float | int | str] = {"measures_tickets": tickets}
        goals = [at_most("star_ratio", 1.5), at_most("memory_gib", 8), at_most("day_share", 0.02)]
        goals.append(at_least("dfg_ratio", 40))
        if full:
            _require_room(place)
            # First, for nothing smaller foretells it.
            figures["growth_25x"] = _told("growth_25x", round(_growth(place), 1))
            goals.append(at_most("growth_25x", 30))
        say(f"writing a log of {tickets:,} tickets ...")
        events = figures["measures_events"] = large_logs.write_lake(lake, tickets)
        star_ratio, memory_gib = _star_ratio(lake, place / "hand")
        figures["star_ratio"] = _told("star_ratio", round(star_ratio, 2))
        figures["memory_gib"] = _told("memory_gib", round(memory_gib, 2))
        figures["day_share"] = _told("day_share", round(_day_share(place / "days", tickets, events), 4))
        figures["dfg_ratio"] = _told("dfg_ratio", round(_graph_ratio(place, min(tickets, GROWN)), 1))
    return Result(figures, goals)


def _require_room(place: Path) -> None:
    """Raises: SystemExit where a log of 25 million tickets, or what SQL spills of five million, would fill the disk."""
    free_gb = shutil.disk_usage(place).free // 10**9
    if free_gb < ROOM_GB:
        raise SystemExit(
            f"The full size needs {ROOM_GB} GB beside {place}, and {free_gb} are free; name a roomier place in TMPDIR."
        )


def _told(figure: str, value: float) -> float:
    """The value, told to whoever waits: the full size takes hours, and what is found should outlive an interruption."""
    say(f"{figure} {value:g}")
    return value


def _star_ratio(lake: Path, hand: Path) -> tuple[float, float]:
    """CPU of star and measures over CPU of the hand-written SQL, measured in turns; and the most memory of ours, GiB.

    Ours runs in a process of its own, so that its memory is its own.
    """
    memory_gib = []

    def ours() -> float:
        command = [sys.executable, "-m", star_and_measures.__name__, str(lake)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        cpu_s, most_kib = done.stdout.split()
        memory_gib.append(int(most_kib) / 2**20)
        return float(cpu_s)

    def by_hand() -> float:
        begun = cpu_seconds()
        shutil.rmtree(hand, ignore_errors=True)
        star_by_hand.build(lake, hand)
        measures_by_hand.ask_all(hand)
        return cpu_seconds() - begun

    found = ratio(ours, by_hand)
    if different := differences(lake, hand):
        raise AssertionError(f"What is written by hand says something else: {different}")
    return found, max(memory_gib)


COUNTED = "sum(n), sum(n * (hash({}) % 1000003))"
"""Of tables that count: a sum that is equal only if the same was counted, in however many rows."""

COMPARED = {
    "fct_ticket": "count(*), sum(dispatches), sum(closed_us), sum(promise_due_us), sum(handling_s), "
    "count(nullif(first_sent_by, '')), count(stated_on_time)",
    "fct_assignment": "count(*), sum(acknowledged_us), sum(replied_us), sum(closure_due_us), sum(returns_upheld), "
    "sum(contacted_us), sum(contact_shown_us), "
    "count(exclusion), count(sent_by)",
    "fct_transition": "count(*), sum(elapsed_s), sum(working_s)",
    "fct_follow_up": "count(*), count(solved), count(grade)",
    "fct_reading": "count(*), sum(points), sum(reply)",
    "fct_warning": "count(*), sum(hour), count(nullif(to_unit_id, ''))",
    "agg_day": COUNTED.format("at_us::BIGINT, day::BIGINT, hour::BIGINT, type, unit_id, region_code, actor_kind"),
    "agg_call": COUNTED.format("at_us::BIGINT, day::BIGINT, type, unit_id, region_code, outcome, waited_s"),
    "agg_slot": COUNTED.format(
        "at_us::BIGINT, day::BIGINT, prev_type, type, unit_id, slot::BIGINT, working_slot::BIGINT"
    ),
}
"""Sums that are equal only if both built the same tables."""


def differences(lake: Path, hand: Path) -> list[str]:
    """What differs between the star and what is written by hand, in tables and answers.

    Asked once, after the rounds: no part of it is in the CPU that was measured.
    """
    star, found = Star(lake), []
    for table, sums in COMPARED.items():
        ours = star.engine.connection.sql(f"SELECT {sums} FROM {table}").fetchone()
        theirs = duckdb.sql(f"SELECT {sums} FROM '{hand}/{table}.parquet'").fetchone()
        if [int(value or 0) for value in ours or ()] != [int(value or 0) for value in theirs or ()]:
            found.append(f"{table}: {ours} and {theirs}")
    found += same_answers.differences(star, hand)
    star.close()
    return found


def _day_share(lake: Path, tickets: int, events: int) -> float:
    """CPU of bringing in a day over CPU of building the year before it; the median of three last days."""
    day, tables, rest = max(1, events // DAYS), large_logs.tables(tickets), list[pa.Table]()
    lakes.write_tables(lake, large_logs.first_rows(tables, events - 3 * day, rest))
    year = _cpu_of_build(lake)
    days = []
    for _ in range(3):
        lakes.write_tables(lake, large_logs.first_rows(tables, day, rest))
        days.append(_cpu_of_build(lake))
    return median(days) / year


def _cpu_of_build(lake: Path) -> float:
    begun = cpu_seconds()
    build(lake, offset_us=0)
    return cpu_seconds() - begun


def _graph_ratio(place: Path, tickets: int) -> float:
    """CPU of pm4py's graph with times over CPU of ours, both from Parquet files of the same events.

    Of a million tickets at most: the rival holds every event in memory, and would not hold those of five millions.
    """
    lake, path = place / "graph", place / "graph.parquet"
    large_logs.write_lake(lake, tickets)
    paths = ", ".join(f"'{part.path}'" for part in lakes.parts(lake))
    duckdb.sql(
        f"""SELECT ticket_id AS "case", type AS activity, occurred_at AS at FROM read_parquet([{paths}])
            WHERE ticket_id IS NOT NULL ORDER BY seq"""
    ).write_parquet(str(path))
    theirs, count = process_rival.cpu_and_edges(path, place / "pm4py")
    found = directly_follows(lake)
    ours = median_of(lambda: _cpu_of_graph(lake))
    if found.num_rows != count:
        raise AssertionError(f"{found.num_rows} edges here, {count} of pm4py.")
    return theirs / ours


def _cpu_of_graph(lake: Path) -> float:
    # The clock the rival has, too: to look through every process of a machine costs a part of what ours does.
    begun = time.process_time()
    directly_follows(lake)
    return time.process_time() - begun


def _growth(place: Path) -> float:
    """CPU of building the star of 25 times the tickets over CPU of building one of a million."""
    cpu = []
    for times in (1, 25):
        lake = place / f"times-{times}"
        say(f"writing a log of {GROWN * times:,} tickets ...")
        large_logs.write_lake(lake, GROWN * times)
        cpu.append(_cpu_of_build(lake))
        say(f"  {cpu[-1]:.1f} CPU s for {GROWN * times:,} tickets")
        shutil.rmtree(lake)
    return cpu[1] / cpu[0]
