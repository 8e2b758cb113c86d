"""Whether SQL written by hand computes what it is held up to: every measure's answers, group by group."""

from collections.abc import Iterator, Mapping
from math import isclose
from pathlib import Path

import duckdb

from tools.bench.parts import measures_by_hand
from tools.bench.parts.hand_written import Columns, Question
from tools.bench.parts.lives import national
from tools.bench.parts.star_and_measures import YEAR
from weisu.analytics.asking import question
from weisu.analytics.catalog import METRICS
from weisu.analytics.engines.duckdb import sql_of
from weisu.analytics.metric import Asked, Metric, Shape
from weisu.analytics.rules import counting
from weisu.analytics.star import Star

Sums = Mapping[tuple[str, str], tuple[float, ...]]
"""What was counted and added up, by unit (empty where none answers for it) and month."""

CURVE = "sum(n) AS n, sum(n) FILTER (code > 0) AS total, sum(n * (hash({value}::BIGINT, code::BIGINT) % 1000003))"
"""Durations in short: how many, how many ended, and a sum that is equal only if the same ones were counted."""


def differences(star: Star, hand: Path) -> list[str]:
    """What differs between the answers of the star and those written by hand, or was never asked by hand."""
    asked = Asked(counting(national()), star.as_of_us)
    found, told = list[str](), set[str]()
    with measures_by_hand.opened(hand) as connection:
        for one in measures_by_hand.questions(asked.as_of_us):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {one.sql}")
            for key, columns in one.tells.items():
                told.add(key)
                theirs = _by_hand(connection, one, METRICS[key], columns)
                found += _between(key, _ours(star, METRICS[key], columns, asked), theirs)
    return found + [f"{key}: never asked by hand" for key in METRICS if key not in told]


def _by_hand(connection: duckdb.DuckDBPyConnection, one: Question, metric: Metric, columns: Columns) -> Sums:
    sums = CURVE.format(value="s")
    if not one.is_curve:
        sums = ", ".join(f"sum({name})" for name in columns if name)
    unit = "coalesce(unit, '')" if metric.charged else "''"
    return _sums(connection, f"SELECT {unit}, month, {sums} FROM answer WHERE month {BETWEEN} GROUP BY ALL")


BETWEEN = f"BETWEEN '{YEAR.months[0]}' AND '{YEAR.months[-1]}'"


def _ours(star: Star, metric: Metric, columns: Columns, asked: Asked) -> Sums:
    by = ("unit", "month") if metric.charged else ("month",)
    sql = sql_of(question(metric, YEAR, by, asked, star.mark.offset_us))
    sums = CURVE.format(value="value")
    if metric.shape not in (Shape.MEDIAN, Shape.DURABLE):
        ours = Columns("n", "total", "base", "squares")
        sums = ", ".join(f"sum({name})" for name, wanted in zip(ours, columns, strict=True) if wanted)
    unit = "by_unit" if metric.charged else "''"
    return _sums(star.engine.connection, f"SELECT {unit}, by_month, {sums} FROM ({sql}) GROUP BY ALL")


def _sums(connection: duckdb.DuckDBPyConnection, sql: str) -> Sums:
    """Every group in which anything was counted."""
    rows = connection.sql(sql).fetchall()
    return {(unit, month): tuple(float(one or 0) for one in sums) for unit, month, *sums in rows if any(sums)}


def _between(key: str, ours: Sums, theirs: Sums) -> Iterator[str]:
    """The first group of a measure in which both say something else."""
    for group in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(group, ()), theirs.get(group, ())
        if len(here) != len(there) or not all(map(_is_same, here, there)):
            yield f"{key} {' '.join(filter(None, group))}: {here} here, {there} by hand"
            return


def _is_same(one: float, other: float) -> bool:
    """Counts are whole, and equal; only what a mean or a share of time is made of is rounded."""
    whole = one.is_integer() and other.is_integer()
    return one == other if whole else isclose(one, other, rel_tol=1e-9)
