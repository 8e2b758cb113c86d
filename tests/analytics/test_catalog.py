"""The catalogue: every measure is explained in both languages, and none goes below the unit."""

import csv
from importlib import resources

import pytest

from weisu.analytics.asking import BY, subject
from weisu.analytics.catalog import METRICS, metric_of, said, words
from weisu.analytics.metric import Direction, Shape
from weisu.analytics.narrowing import ABOUT_TICKETS, SEEN_IN
from weisu.domain.errors import NotFound
from weisu.domain.policy.checks.scores import NEVER_SCORED
from weisu.domain.shapes import shapes
from weisu.domain.vocabulary import EventType


@pytest.mark.parametrize("key", METRICS)
def test_a_measure_is_named_and_explained_with_an_example_in_both_languages(key):
    for language in ("zh", "en"):
        assert all(text.strip() for text in said(key, language))


def test_nothing_is_explained_that_is_no_measure():
    text = resources.files("weisu.analytics").joinpath("metrics.csv").read_text(encoding="utf-8")
    assert sorted(row["key"] for row in csv.DictReader(text.splitlines())) == sorted(METRICS)


@pytest.mark.parametrize("key", METRICS)
def test_no_measure_scores_a_person(key):
    metric = METRICS[key]
    assert metric.charged in ("", "unit_id", "lead_id", "closed_lead_id", "sent_by", "first_sent_by", "to_unit_id")
    assert not {"person", "actor_id", "staff_id"} & set(subject(metric.table).columns)
    assert not {"person", "actor", "staff", "handler"} & set(BY)


def test_no_measure_waits_for_what_nobody_can_write():
    needed = {str(need) for metric in METRICS.values() for need in metric.needs}

    assert needed <= shapes().keys()


def test_how_much_there_is_to_do_is_never_scored():
    volumes = ["tickets", "parts", "per_ten_thousand", "proactive_share", "complex_share", "in_hand"]
    assert {METRICS[key].direction for key in volumes} == {Direction.NEUTRAL}


def test_what_packs_may_not_score_are_the_neutral_measures_of_units_but_numbers_of_tickets():
    neutral = {key for key, one in METRICS.items() if one.direction == Direction.NEUTRAL and one.charged}
    volumes = {key for key in neutral if METRICS[key].shape == Shape.COUNT}

    assert NEVER_SCORED.keys() == neutral - volumes
    assert volumes == {"tickets", "parts"}


def test_an_unknown_measure_is_refused_with_the_ones_there_are():
    with pytest.raises(NotFound) as refused:
        metric_of("happiness")
    assert "closure_on_time" in refused.value.instead


def test_every_reason_is_a_sentence_in_both_languages():
    for code in ("not_in_log", "no_rows", "nobody_handled", "nobody_answered", "too_few", "reorganised", "half_wait"):
        assert words(code, "zh").endswith("。")
        assert words(code, "en").endswith(".")


def test_whether_an_event_of_tickets_happened_is_told_from_the_tickets_in_sight_alone():
    written = {kind.value for kind in EventType}
    needed = {need for one in METRICS.values() if one.table in (*ABOUT_TICKETS, "path") for need in one.needs}

    assert needed & written <= {str(kind) for kind in SEEN_IN}
