"""Whether an outcome differs between places and groups of requesters by more than chance: plain data in and out.

Every group stands against all others of its kind together. Of plain shares Fisher's exact test tells how likely chance
alone makes a difference so large (Fisher 1935); of measures with weights or censoring the difference in standard
errors, of which the intervals tell. All tests of a page are one family (Benjamini & Hochberg 1995). Nothing is ranked.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import numpy as np
from scipy import stats

from weisu.analytics.asking import ask
from weisu.analytics.catalog import metric_of
from weisu.analytics.metric import Result, Shape
from weisu.insight.kept import Tell
from weisu.insight.questions import Plain, View
from weisu.science.false_discovery import adjusted
from weisu.science.intervals import z_of

OUTCOMES = ("durable_30", "durable_7", "durable_90", "solved", "satisfied", "closure_on_time", "contacted_in_time")
"""What people get out of it, and when: of these groups are compared."""

GROUPS = ("region", "channel", "kind", "anonymity")
"""What the star holds of whoever asked: where, by which door, with what kind of request, named or not."""

Q = 0.05
"""Of the groups that are marked, on average at most this share differs by chance alone."""


def by_groups(view: View, tell: Tell, key: str) -> Plain:
    """An outcome of all, and of every group with whether it differs from the others by more than chance."""
    metric = metric_of(key)
    with closing(view.star()) as star:
        (whole,) = ask(star, metric, view.period, rule_on=view.rule_on)
        found: Plain = {"as_of_us": star.as_of_us, "whole": whole._asdict(), "groups": {}}
        for done, name in enumerate(GROUPS, 1):
            results = ask(star, metric, view.period, by=(name,), rule_on=view.rule_on)
            found["groups"][name] = [_tested(metric.shape, one, results) for one in results if name in one.by]
            tell(done, len(GROUPS))
    _adjust([one for rows in found["groups"].values() for one in rows])
    return found


def _tested(shape: Shape, one: Result, results: Sequence[Result]) -> dict[str, Any]:
    """A group and how likely chance alone makes its difference from the others; `p` None where that is not told."""
    others = [other for other in results if other is not one and other.value is not None]
    p = None if one.value is None or not others else _p(shape, one, others)
    is_higher = p is not None and _mean(others) < (one.value or 0.0)
    return {"found": one._asdict(), "p": p, "q": None, "is_higher": is_higher}


def _p(shape: Shape, one: Result, others: Sequence[Result]) -> float:
    if shape == Shape.SHARE:
        met, n = sum(other.numerator for other in others), sum(other.n for other in others)
        table = [[one.numerator, one.n - one.numerator], [met, n - met]]
        return float(stats.fisher_exact(np.rint(table).astype(int))[1])
    difference = (one.value or 0.0) - _mean(others)
    error = float(np.hypot(_error(one, is_up=difference < 0), _error_of_mean(others, is_up=difference > 0)))
    return float(2 * stats.norm.sf(abs(difference) / error)) if error else float(difference == 0)


def _mean(results: Sequence[Result]) -> float:
    """Of groups together, by how many each has."""
    return sum((one.value or 0.0) * one.n for one in results) / sum(one.n for one in results)


def _error(one: Result, *, is_up: bool) -> float:
    """The standard error on one side of a value: near 0 and 1 an interval is longer towards the middle."""
    value = one.value or 0.0
    length = (one.high or 0.0) - value if is_up else value - (one.low or 0.0)
    return length / z_of(0.95)


def _error_of_mean(results: Sequence[Result], *, is_up: bool) -> float:
    weights = np.array([one.n for one in results]) / sum(one.n for one in results)
    return float(np.sqrt(np.sum((weights * [_error(one, is_up=is_up) for one in results]) ** 2)))


def _adjust(rows: Sequence[dict[str, Any]]) -> None:
    """Give every test the smallest share of false marks at which it would still be marked."""
    told = [row for row in rows if row["p"] is not None]
    if told:
        for row, q in zip(told, adjusted([row["p"] for row in told]).tolist(), strict=True):
            row["q"] = q


def differs(row: Mapping[str, Any]) -> bool:
    """Whether a group is marked."""
    return row["q"] is not None and row["q"] <= Q
