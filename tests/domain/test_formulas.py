"""Formulas of a pack: what they compute, what they refuse, and what they tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.domain.formulas import parse

UNITS = {"on_time": "share", "满意率": "share", "waited": "seconds", "tickets": "tickets", "factor": "number"}


@pytest.mark.parametrize(
    ("text", "values", "points"),
    [
        ("clamp((on_time - 75%) * 1 point / 1%, 0 points, 20 points)", {"on_time": 0.95}, 20),
        ("clamp((on_time - 75%) * 1 point / 1%, 0 points, 20 points)", {"on_time": 0.80}, 5),
        ("clamp((on_time - 75%) * 1 point / 1%, 0 points, 20 points)", {"on_time": 0.50}, 0),
        ("clamp(25 points - 0.5 points / 1% * (98% - 满意率), 12.5 points, 25 points)", {"满意率": 0.75}, 13.5),
        ("round((on_time - 75%) * 1 point / 1%, 0.01 points)", {"on_time": 0.8333333}, 8.33),
        ("round(factor * 1 point, 0.01 points)", {"factor": 0.125}, 0.13),
        ("round(-(factor * 1 point), 0.01 points)", {"factor": 0.125}, -0.13),
        ("step(满意率, 95%, 0 points, 10 points)", {"满意率": 0.95}, 10),
        ("step(满意率, 95%, 0 points, 10 points)", {"满意率": 0.9499}, 0),
        ("10 points - max(waited - 5 days, 0 days) / 1 day * 2 points", {"waited": 6.5 * 86_400}, 7),
        ("min(tickets / 100 tickets, 5) * 1 point", {"tickets": 250}, 2.5),
        ("factor * factor * 2 points", {"factor": 3}, 18),
        ("10 points - 2 points - 3 points", {}, 5),
        ("12 points / 2 / 3", {}, 2),
        ("1 point + 2 * 3 points", {}, 7),
        ("-2 points * -factor", {"factor": 4}, 8),
    ],
)
def test_points_come_out_as_the_rule_says(text, values, points):
    assert parse(text, UNITS).value(values) == pytest.approx(points, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("20 points - on_time", "joins points (20 points) with share (on_time)"),
        ("(on_time - 75) * 1 point / 1%", "write 75%"),
        ("on_time", "gives share; it must give points"),
        ("1 point / on_time * 1%", "on_time is no constant"),
        ("1 point / (2 - 2)", "nothing is divided by 0"),
        ("round(1 point, 0 points)", "nothing is divided by 0"),
        ("on_tme * 1 point", "did you mean 'on_time'?"),
        ("floor(1 point)", "unknown name 'floor'"),
        ("clamp(1 point, 0 points)", "clamp takes 3 to 3 terms, not 2"),
        ("step(on_time, 95%, 0, 10 points)", "joins a plain number (0) with points (10 points)"),
        ("step(on_time, 5 points, 0 points, 10 points)", "joins share (on_time) with points (5 points)"),
        ("1 point 2 points", "an operator is missing here (column 9"),
        ("(1 point", "')' is missing here (column 9"),
        ("", "is missing here (column 1"),
        ("1 point & 2", "'&' has no meaning in a formula"),
        ("__import__('os')", "has no meaning in a formula"),
        ("10000000000 * 1 point", "lies beyond"),
        ("(" * 30 + "1 point" + ")" * 30, "more than 20 deep"),
        ("1 point + " * 60 + "1 point", "make two parts of it"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(text, told):
    with pytest.raises(ValueError, match=".") as refused:
        parse(text, UNITS)

    assert told in str(refused.value)


def test_a_unit_that_nobody_knows_is_refused_with_the_nearest_one():
    with pytest.raises(ValueError, match=r"did you mean 'share'\?"):
        parse("1 point", {"x": "shares"})


def test_an_evaluation_tells_every_step():
    steps = parse("clamp((on_time - 75%) * 1 point / 1%, 0 points, 20 points)", UNITS).steps({"on_time": 0.80})

    assert [(step.text, step.unit, round(step.value, 9)) for step in steps] == [
        ("on_time - 75%", "share", 0.05),
        ("(on_time - 75%) * 1 point", "points × share", 0.05),
        ("((on_time - 75%) * 1 point) / 1%", "points", 5),
        ("clamp((((on_time - 75%) * 1 point) / 1%), 0 points, 20 points)", "points", 5),
    ]


def _binary(terms):
    return st.tuples(terms, st.sampled_from("+-*"), terms).map(lambda two: f"({two[0]} {two[1]} {two[2]})")


def _divided(terms):
    return st.tuples(terms, st.integers(1, 9)).map(lambda two: f"({two[0]} / {two[1]})")


def _chosen(terms):
    pairs = st.tuples(terms, terms).map(", ".join)
    return st.tuples(st.sampled_from(["min", "max"]), pairs).map(lambda two: f"{two[0]}({two[1]})")


SUMS = st.recursive(
    st.sampled_from(["x", "y", "2", "0.25", "-x", "-3"]),
    lambda terms: _binary(terms) | _divided(terms) | _chosen(terms),
    max_leaves=12,
)


@given(text=SUMS, x=st.integers(-50, 50), y=st.integers(-50, 50))
def test_arithmetic_is_what_everybody_else_computes(text, x, y):
    names = {"x": "number", "y": "number"}
    formula = parse(text, names, gives=None)
    by_python = eval(text, {"x": x, "y": y, "min": min, "max": max})

    assert formula.value({"x": x, "y": y}) == pytest.approx(by_python)
    assert parse(str(formula.root), names, gives=None).value({"x": x, "y": y}) == pytest.approx(by_python)
