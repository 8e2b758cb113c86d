"""Every rule of the house finds its bad lines and lets its good ones pass."""

from pathlib import PurePosixPath

import pytest

from tools.lint import sizes
from tools.lint.__main__ import RULES, excused, found_in
from tools.lint.rule import Finding

RETURNS = "src/weisu/tickets/services/returns.py"


def lines(kind):
    return [pytest.param(rule, line, id=f"{rule.name}-{line}") for rule in RULES for line in getattr(rule, kind)]


@pytest.mark.parametrize(("rule", "line"), lines("good_lines"))
def test_a_good_line_passes(rule, line):
    assert not list(rule.findings(PurePosixPath(rule.example), line))


@pytest.mark.parametrize(("rule", "line"), lines("bad_lines"))
def test_a_bad_line_is_found_where_the_rule_looks_and_nowhere_else(rule, line):
    found = list(rule.findings(PurePosixPath(rule.example), line))

    assert [one.rule for one in found] == [rule.name] * len(found) != []
    assert not list(rule.findings(PurePosixPath("docs/reference/example.py"), line))


def test_every_rule_has_a_name_of_its_own_and_lines_that_prove_it():
    assert len({rule.name for rule in RULES}) == len(RULES) == 12
    assert all(rule.bad_lines for rule in RULES)


@pytest.mark.parametrize(
    ("path", "is_free"),
    [
        ("src/weisu/jobs/schedule.py", True),
        ("src/weisu/cli/work.py", True),
        ("src/weisu/web/edge.py", True),
        ("src/weisu/web/unit/views.py", False),
        ("src/weisu/domain/clocks.py", False),
    ],
)
def test_only_the_edges_read_the_clock(path, is_free):
    assert bool(list(found_in(PurePosixPath(path), "now = datetime.now(UTC)\n"))) is not is_free


@pytest.mark.parametrize(
    ("_case", "path", "longest"),
    [
        ("module", "src/weisu/tickets/log.py", 400),
        ("settings", "src/weisu/config/settings.py", 300),
        ("template", "src/weisu/web/unit/templates/unit/send_back.html", 150),
        ("policy", "policy/national/deadlines.toml", 300),
    ],
)
def test_a_file_may_be_this_long_and_no_longer(_case, path, longest):
    assert not list(sizes.findings(PurePosixPath(path), "\n" * longest))
    assert [one.rule for one in sizes.findings(PurePosixPath(path), "\n" * (longest + 1))] == ["size"]


@pytest.mark.parametrize("path", ["policy/national/taxonomy.csv", "src/weisu/tickets/migrations/0001_initial.py"])
def test_tables_and_migrations_may_have_any_length(path):
    assert not list(sizes.findings(PurePosixPath(path), "\n" * 5000))


@pytest.mark.parametrize(
    ("_case", "path", "longest"), [("function", RETURNS, 50), ("view", "src/weisu/web/unit/views.py", 20)]
)
def test_a_function_may_be_this_long_and_no_longer(_case, path, longest):
    def function(lines):
        return "def f():\n" + "    x = 1\n" * (lines - 1)

    assert not list(sizes.findings(PurePosixPath(path), function(longest)))
    assert [one.rule for one in sizes.findings(PurePosixPath(path), function(longest + 1))] == ["size"]


def test_an_exception_excuses_one_rule_in_one_file():
    clock, city = Finding(RETURNS, 3, "no-clock", "…"), Finding(RETURNS, 4, "no-city", "…")

    assert excused([clock, city], f"# why\n\n{RETURNS} no-clock 2026-01-05 Lin: measured in place\n") == [city]


@pytest.mark.parametrize(
    "line", [f"{RETURNS} no-clock 2026-01-05 Lin: long gone", f"{RETURNS} no-clock without a date", "*"]
)
def test_an_exception_that_excuses_nothing_is_a_finding(line):
    assert [one.rule for one in excused([], line)] == ["exceptions"]
