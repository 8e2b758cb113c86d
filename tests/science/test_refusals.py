"""A method answers with finite numbers or refuses in words, whatever small, empty or one-sided data it is given."""

import warnings
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import (
    bunching,
    chart_rules,
    competing_risks,
    cox,
    density,
    directly_follows,
    event_log,
    false_discovery,
    funnel,
    heaping,
    intervals,
    laney,
    linkage_error,
    log_rank,
    nonresponse,
    overdispersion,
    pooling,
    ppi,
    random_intercept,
    rank_sets,
    rankability,
    recurrence,
    regression,
    risk_adjusted_cusum,
    shrinkage,
    survival,
    temporal_profile,
    xmr,
)
from weisu.science.arrays import Malformed, NotEnough

SMALL = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 1), st.integers(0, 3)), min_size=0, max_size=25
)
WINDOW = bunching.Window(0, 1, 4, 4, order=2)


def chance():
    return np.random.default_rng(1)


def constant(a):
    return np.ones((len(a), 1))


def curve(a, e):
    return survival.kaplan_meier(survival.tally(a, e))


def incidence(a, g):
    return competing_risks.aalen_johansen(competing_risks.tally(a, np.minimum(g, 2), 2))


def scale_of(a, n):
    return overdispersion.share(np.minimum(a, n), n)


def watched(a, e, g):
    return recurrence.stretches(np.zeros(len(a)), np.add(a, 1), e, g)


METHODS = {
    "wilson": lambda a, b, e, g: intervals.wilson(np.minimum(a, b), b),
    "clopper_pearson": lambda a, b, e, g: intervals.clopper_pearson(np.minimum(a, b), b),
    "difference": lambda a, b, e, g: intervals.difference(np.minimum(a, b), b, e, np.add(e, 1)),
    "garwood": lambda a, b, e, g: intervals.garwood(a, b),
    "ratio_limits": lambda a, b, e, g: funnel.ratio_limits(b),
    "share_limits": lambda a, b, e, g: funnel.share_limits(b, e),
    "overdispersion": lambda a, b, e, g: overdispersion.limits(scale_of(a, b), overdispersion.spread(scale_of(a, b))),
    "ratio_of_counts": lambda a, b, e, g: overdispersion.spread(overdispersion.ratio_of_counts(a, b)),
    "pooling": lambda a, b, e, g: pooling.reml(a, b),
    "rates_of": lambda a, b, e, g: shrinkage.rates_of(a, b),
    "equal_variances": lambda a, b, e, g: shrinkage.equal_variances(a, 1.0),
    "false_discovery": lambda a, b, e, g: false_discovery.adjusted(e),
    "logistic": lambda a, b, e, g: regression.logistic(constant(a), e),
    "poisson": lambda a, b, e, g: regression.poisson(np.column_stack([constant(a), g]), a, np.add(b, 1)),
    "random_intercept": lambda a, b, e, g: random_intercept.fit(constant(a), np.minimum(a, b), b, g),
    "expected_ranks": lambda a, b, e, g: rankability.expected_ranks(a, b),
    "rank_sets": lambda a, b, e, g: rank_sets.rank_sets(a[:5], b[:5], chance=chance()),
    "xmr": lambda a, b, e, g: xmr.xmr(a),
    "chart_rules": lambda a, b, e, g: chart_rules.rules(a, xmr.xmr(a)),
    "p_prime": lambda a, b, e, g: laney.p_prime(np.multiply(a, 3), np.add(a, b) * 3),
    "u_prime": lambda a, b, e, g: laney.u_prime(a, b),
    "cusum": lambda a, b, e, g: risk_adjusted_cusum.scores(e, np.add(a, 1) / 20, odds_ratio=2),
    "survival": lambda a, b, e, g: survival.at(curve(a, e), 3),
    "band": lambda a, b, e, g: survival.band(curve(a, e), scale=survival.Scale.LOG_LOG),
    "restricted_mean": lambda a, b, e, g: survival.restricted_mean(curve(a, e), 3),
    "log_rank": lambda a, b, e, g: log_rank.log_rank(survival.tally(a, e), survival.tally(b, e)),
    "competing_risks": lambda a, b, e, g: competing_risks.at(incidence(a, g), 3),
    "recurrence": lambda a, b, e, g: recurrence.at(watched(a, e, g), [1, 2]),
    "cox": lambda a, b, e, g: cox.fit(watched(a, e, g), np.transpose([b])),
    "ppi": lambda a, b, e, g: ppi.share(ppi.mean(e, np.divide(a, 12), np.divide(b, 12))),
    "ppi_normal": lambda a, b, e, g: ppi.normal(ppi.mean(a, b, g)),
    "nonresponse": lambda a, b, e, g: nonresponse.bounds(np.minimum(a, b), b, np.add(b, g)),
    "by_effort": lambda a, b, e, g: nonresponse.by_effort(np.minimum(a, b), b, 5),
    "linkage_error": lambda a, b, e, g: linkage_error.true_share((sum(e), len(e)), (sum(e), len(e)), (9, 10)),
    "bunching": lambda a, b, e, g: bunching.interval(a[:9], WINDOW, chance=chance(), draws=5),
    "density": lambda a, b, e, g: density.jump(a, 6),
    "neighbours": lambda a, b, e, g: density.neighbours(a, b),
    "heaping": lambda a, b, e, g: heaping.whipple(a),
    "directly_follows": lambda a, b, e, g: with_ends(directly_follows.edges(event_log.event_log(g, e, a))),
    "temporal_profile": lambda a, b, e, g: temporal_profile.profile(event_log.event_log(g, e, a)),
}


def with_ends(edges):
    """The interval around a median of fewer than six times has no ends, and says so by infinity: those are left out."""
    many = edges.n >= 6
    assert np.isinf(edges.low[~many]).all()
    return edges._replace(low=edges.low[many], high=edges.high[many])


def numbers_in(answer):
    """Every number of an answer, however it is nested."""
    if isinstance(answer, tuple):
        return [number for part in answer for number in numbers_in(part)]
    return np.ravel(answer).astype(float).tolist() if isinstance(answer, np.ndarray | float | int) else []


@pytest.mark.parametrize("name", METHODS)
@given(rows=SMALL)
def test_small_data_give_finite_numbers_or_a_refusal_in_words(name, rows):
    columns = [np.array(column, dtype=np.int64) for column in (zip(*rows, strict=True) if rows else [()] * 4)]
    with warnings.catch_warnings(), suppress(NotEnough, Malformed):
        warnings.simplefilter("error")
        assert np.isfinite(numbers_in(METHODS[name](*columns))).all()
