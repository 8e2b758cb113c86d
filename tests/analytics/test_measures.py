"""Every measure on Ibis and DuckDB equals a naive loop over events, on random lives: by unit, by month, as a whole."""

import math
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.analytics.expected import CALENDARS, CONTACTS, ORACLE, STAGES, WORKING, is_anomalous, is_complex, now
from tests.analytics.logs import OFFSET_US, lake_of, lived, rows_of
from tests.analytics.oracle import told_of
from tests.cast import UNITS, policy_of
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.dimensions import write_dimensions
from weisu.analytics.metric import Asked, Shape
from weisu.analytics.period import Period
from weisu.analytics.rules import Linking, Strata, counting
from weisu.analytics.star import Star
from weisu.analytics.subjects import subject
from weisu.domain.instants import to_us
from weisu.domain.worktime import OfficeSpan
from weisu.lake.columns import ROW

PERIOD = Period.of("2026-01..2026-06")
NATIONAL = counting(policy_of("national"))
RULES = [
    NATIONAL._replace(minimum_n=1),
    NATIONAL._replace(
        minimum_n=1,
        follow_up=NATIONAL.follow_up._replace(partly_solved=0.5, neutral=0.8, refused="not_met", unreachable="outside"),
        linking=(Linking(7, 40, 50, 98, 100), Linking(30, 45, 50, 95, 100)),
        strata=Strata(complex_parts=2, complex_reopens=0, anomalous_dispatches=2, anomalous_reopens=1),
        answering=NATIONAL.answering._replace(within_seconds=14),
        contact=NATIONAL.contact._replace(evidence=False),
    ),
]
EARLY = (OfficeSpan.parse("07:30-11:00"), OfficeSpan.parse("15:00-18:15"))
ELSEWHERE = {UNITS["chengbei"].region_code: replace(policy_of("national").calendar, office_hours=EARLY)}


def month_of(at_us):
    return f"{datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at_us + OFFSET_US):%Y-%m}"


def expected(key, told, asked, by):
    """The rows of the naive function in the period, by group."""
    start, end = PERIOD.bounds(OFFSET_US)
    groups = defaultdict(list)
    for row in ORACLE[key](told, asked):
        if row.at_us is not None and start <= row.at_us < end:
            groups[tuple({"unit": row.unit, "month": month_of(row.at_us)}[name] for name in by)].append(row)
    return groups


ACROSS_TICKETS = ("in_hand", *(f"{name}_{days}" for name in ("durable", "repeated") for days in (7, 30, 90)))
"""Measures in which a ticket counts for what happened to others, so that no group of tickets has them on its own."""


def stratum_of(one, asked):
    return "complex" if is_complex(one, asked) else "anomalous" if is_anomalous(one, asked) else "routine"


OF_TICKET = {
    "stratum": stratum_of,
    "region": lambda one, asked: now(one, "region"),
    "category": lambda one, asked: now(one, "category"),
    "channel": lambda one, asked: one.events[0].channel,
}
"""What a ticket is, told from its events alone."""


def by_what_tickets_are(key, told, asked, name):
    """The rows of the naive function for the tickets of each kind alone."""
    groups = defaultdict(list)
    for one in told:
        groups[OF_TICKET[name](one, asked)].append(one)
    return {(group,): expected(key, some, asked, ()).get((), []) for group, some in groups.items()}


def value_of(metric, rows, rule):
    counted = [row for row in rows if row.counts or (row.base and metric.shape == Shape.RATE)]
    if metric.shape == Shape.RATE and counted:
        return sum(row.value for row in rows) / len(counted)
    if not counted:
        return None
    if metric.shape == Shape.PER_PEOPLE:
        return None  # Nobody lives anywhere in these logs.
    if metric.shape == Shape.MEDIAN:
        return half_gone([(row.value, row.code) for row in counted])
    if metric.shape == Shape.DURABLE:
        return not_back(
            [(row.value, row.code) for row in counted], metric.days * 86_400, rule.linking_within(metric.days)
        )
    total = sum(row.value for row in counted)
    return total if metric.shape == Shape.COUNT else total / len(counted)


def half_gone(waits):
    """When the share still waiting first falls to half or below; between two instants when it is half exactly."""
    still, times = 1.0, sorted({wait for wait, code in waits if code})
    for place, at in enumerate(times):
        risk = sum(wait >= at for wait, _ in waits)
        still *= 1 - sum(wait == at and code for wait, code in waits) / risk
        if math.isclose(still, 0.5, rel_tol=1e-9):
            return (at + times[place + 1]) / 2 if place + 1 < len(times) else at
        if still < 0.5:
            return at
    return None


def not_back(waits, until, linking):
    """One less the share that came back by then, the withdrawn no longer able to, and links as good as they are."""
    longest = max(wait for wait, _ in waits)
    still, back = 1.0, {1: 0.0, 2: 0.0, 3: 0.0}
    for at in sorted({wait for wait, code in waits if code}):
        risk = sum(wait >= at for wait, _ in waits)
        for cause in back if at <= until else ():
            back[cause] += still * sum(wait == at and code == cause for wait, code in waits) / risk
        still *= 1 - sum(wait == at and code > 0 for wait, code in waits) / risk
    if until > longest and still > 1e-12:
        return None
    return 1 - back[1] - ((1 - back[1]) * truly(back[2] / (1 - back[1]), linking) if back[1] < 1 else 0)


def truly(apparent, linking):
    """The true share of repeats behind a linker, between none and all."""
    if not linking:
        return apparent
    right, silent = linking.linked / linking.repeats, linking.left_alone / linking.others
    return min(1, max(0, (apparent + silent - 1) / (right + silent - 1)))


# A smaller seed is no smaller life, so nothing is shrunk.
@settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 2**32), rule=st.sampled_from(RULES), name=st.sampled_from(sorted(OF_TICKET)))
def test_every_measure_equals_the_naive_loop(tmp_path_factory, seed, rule, name):
    events = lived(seed, tickets=25, months=5)
    lake = lake_of(tmp_path_factory.mktemp("lake"), events)
    build(lake, offset_us=OFFSET_US)
    write_dimensions(lake, policy_of("national"), ELSEWHERE)
    CALENDARS.update(ELSEWHERE, national=policy_of("national").calendar)
    star, told, said = Star(lake), told_of(events), {event.type for event in events}
    _count_working(events)
    try:
        asked = Asked(rule, star.as_of_us)
        for key in METRICS:
            for by in ((), ("unit", "month") if METRICS[key].charged else ("month",)):
                _check(star, key, expected(key, told, asked, by), asked, by, said)
            if key not in ACROSS_TICKETS and "ticket_id" in subject(METRICS[key].table).columns:
                _check(star, key, by_what_tickets_are(key, told, asked, name), asked, (name,), said)
    finally:
        star.close()


def _count_working(events):
    WORKING.clear()
    CONTACTS[:] = [event for event in events if not event.ticket_id]
    place = ROW.get_field_index("working_s")
    for event, row in zip(events, rows_of(events), strict=True):
        key = (event.ticket_id, event.from_status)
        WORKING[key] = WORKING.get(key, 0) + row[place]
    WORKING.update({(e.ticket_id, s): WORKING.get((e.ticket_id, s), 0) for e in events for s in _stages()})


def _stages():
    return STAGES


def _check(star, key, wanted, asked, by, said):
    metric = METRICS[key]
    found = ask(star, metric, PERIOD, by=by, rule_on=lambda day: asked.rule)
    if found[0].why == "not_in_log":
        assert not set(metric.needs) <= said
        return
    got = {tuple(one.by.values()): one for one in found}
    assert {group for group, rows in wanted.items() if any(row.counts or row.base for row in rows)} <= set(got), key
    for group, one in got.items():
        rows = wanted.get(group, [])
        counted = sum(row.base if metric.shape == Shape.RATE else row.counts for row in rows)
        assert one.n == counted, (key, by, group)
        value = value_of(metric, rows, asked.rule)
        assert (one.value is None) == (value is None), (key, by, group, one, value)
        if value is not None:
            assert one.value == pytest.approx(value, abs=1e-9), (key, by, group)
        if metric.base is not None and metric.shape != Shape.RATE and sum(row.base for row in rows):
            _check_silence(one, rows, (key, by, group))
        _check_interval(metric, one, (key, by, group))


def _check_silence(one, rows, where):
    """Of those who should have answered: how many did, and what it would be if all others had said no."""
    base = sum(row.base for row in rows)
    assert one.base == base, where
    assert one.coverage == pytest.approx(one.n / base), where
    least = sum(row.value for row in rows if row.counts) / base
    assert one.lower == (None if one.value is None else pytest.approx(least)), where


def _check_interval(metric, one, where):
    """Around the value; of a plain share Wilson's."""
    if one.value is None or metric.shape == Shape.COUNT:
        return
    if one.low is not None and one.high is not None:
        assert one.low <= one.value + 1e-9, where
        assert one.value <= one.high + 1e-9, where
    if metric.shape == Shape.SHARE:
        z, n, p = 1.959963984540054, one.n, one.value
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        ends = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
        assert (one.low, one.high) == pytest.approx(ends, abs=1e-9), where


def test_random_lives_reach_every_measure_and_of_every_share_both_answers():
    """Or the equality above would be one of nothing with nothing."""
    counted, met = defaultdict(int), defaultdict(float)
    CALENDARS.update(ELSEWHERE, national=policy_of("national").calendar)
    for seed, rule in product(range(6), RULES):
        events = lived(seed, tickets=25, months=5)
        told, until = told_of(events), to_us(events[-1].occurred_at)
        _count_working(events)
        for key in METRICS:
            rows = expected(key, told, Asked(rule, until), ()).get((), [])
            counted[key] += sum(row.counts or row.base for row in rows)
            met[key] += sum(row.value for row in rows if row.counts)

    assert [key for key in METRICS if counted[key] < 3] == []
    shares = [key for key, metric in METRICS.items() if metric.shape == Shape.SHARE]
    assert [key for key in shares if not 0 < met[key] < counted[key]] == []


def test_every_measure_has_a_naive_twin():
    assert sorted(METRICS) == sorted(ORACLE)
