"""Condition tables: total, explainable, and never guessing."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.domain.conditions import compile_condition


@pytest.mark.parametrize(
    ("_case", "when", "facts", "holds"),
    [
        ("empty always holds", {}, {}, True),
        ("a value", {"kind": "complaint"}, {"kind": "complaint"}, True),
        ("another value", {"kind": "complaint"}, {"kind": "inquiry"}, False),
        ("a missing fact", {"kind": "complaint"}, {}, False),
        ("a null fact", {"kind": "complaint"}, {"kind": None}, False),
        ("an empty fact is a missing one", {"kind": "*"}, {"kind": ""}, False),
        ("absence can be asked for", {"unit": ""}, {}, True),
        ("presence can be asked for", {"unit": "*"}, {"unit": "water"}, True),
        ("one of a list", {"kind": ["complaint", "tipoff"]}, {"kind": "tipoff"}, True),
        ("a prefix", {"category": "environment.noise.*"}, {"category": "environment.noise.site"}, True),
        ("the head of a prefix", {"category": "environment.noise.*"}, {"category": "environment.noise"}, True),
        ("no prefix of letters", {"category": "environment.noise.*"}, {"category": "environment.noises"}, False),
        ("an hour by night", {"hour": "22:00-06:00"}, {"hour": "23:10"}, True),
        ("an hour by morning", {"hour": "22:00-06:00"}, {"hour": time(5, 59)}, True),
        ("the end is outside", {"hour": "22:00-06:00"}, {"hour": "06:00"}, False),
        ("by day", {"hour": "09:00-12:00"}, {"hour": "09:00"}, True),
        ("no hour at all", {"hour": "09:00-12:00"}, {"hour": "soon"}, False),
        ("a range", {"reopens": {"min": 2, "max": 3}}, {"reopens": 3}, True),
        ("below a range", {"reopens": {"min": 2}}, {"reopens": 1}, False),
        ("words are in no range", {"reopens": {"min": 0}}, {"reopens": "3"}, False),
        ("truth", {"direct": True}, {"direct": True}, True),
        ("one is not true", {"direct": True}, {"direct": 1}, False),
        ("one of many labels", {"labels": "hazard.*"}, {"labels": ("people.elder", "hazard.fire")}, True),
        ("none of many labels", {"labels": "hazard.*"}, {"labels": ()}, False),
        ("all must hold", {"kind": "complaint", "level": "county"}, {"kind": "complaint"}, False),
    ],
)
def test_a_condition_holds_as_read(_case, when, facts, holds):
    assert compile_condition(when).matches(facts) is holds
    assert all(reason.matched for reason in compile_condition(when).explain(facts)) is holds


@pytest.mark.parametrize(
    "when",
    [
        {"hour": "late"},
        {"hour": "09:00-09:00"},
        {"n": {"max": 1, "min": 2}},
        {"n": {"above": 1}},
        {"n": {}},
        {"kind": []},
        {"kind": [["x"]]},
        {"category": "a*b"},
        {"day": {"min": "x"}},
    ],
)
def test_what_cannot_be_read_is_refused(when):
    with pytest.raises(ValueError, match=r"hour|n|kind|category|day"):
        compile_condition(when)


def test_the_explanation_names_what_was_missing():
    [reason] = compile_condition({"kind": "complaint"}).explain({})
    assert reason == ("kind", "complaint", "(missing)", False)


@pytest.mark.parametrize(
    ("one", "two", "disjoint"),
    [
        ({"kind": "a"}, {"kind": "b"}, True),
        ({"kind": "a"}, {"kind": ["a", "b"]}, False),
        ({"kind": "a"}, {"level": "b"}, False),
        ({"category": "a.b.*"}, {"category": "a.c.*"}, True),
        ({"category": "a.*"}, {"category": "a.c"}, False),
        ({"hour": "22:00-06:00"}, {"hour": "06:00-22:00"}, True),
        ({"hour": "22:00-06:00"}, {"hour": "05:00-07:00"}, False),
        ({"n": {"max": 2}}, {"n": {"min": 3}}, True),
        ({"n": {"max": 3}}, {"n": {"min": 3}}, False),
        ({"labels": "a"}, {"labels": "b"}, False),
        ({"to": "*"}, {"to": ""}, True),
        ({}, {}, False),
    ],
)
def test_only_what_is_provably_disjoint_counts_as_such(one, two, disjoint):
    assert compile_condition(one).is_disjoint(compile_condition(two)) is disjoint
    assert compile_condition(two).is_disjoint(compile_condition(one)) is disjoint


codes = st.sampled_from(["", "a", "a.b", "a.b.c", "a.d", "b"])
tests = st.one_of(codes, st.lists(codes, min_size=1, max_size=2), st.sampled_from(["*", "a.*", "a.b.*", "b.*"]))
conditions = st.dictionaries(st.sampled_from(["x", "y"]), tests, max_size=2).map(compile_condition)
facts = st.dictionaries(st.sampled_from(["x", "y"]), st.one_of(st.none(), codes), max_size=2)


@given(conditions, conditions, facts)
def test_disjoint_conditions_never_both_hold(one, two, found):
    assert not (one.is_disjoint(two) and one.matches(found) and two.matches(found))


@given(
    conditions, st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from([1, 1.5, True, b"", {}, [1], object()]))
)
def test_odd_facts_raise_nothing(condition, found):
    assert condition.matches(found) in (True, False)
