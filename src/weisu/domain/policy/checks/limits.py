"""Deadlines as a whole: no two rules tie for one ticket, and no clock is started that no rule gives a limit."""

from collections.abc import Iterator
from itertools import combinations

from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, problem


def faults(policy: Policy) -> Iterator[Problem]:
    """What is wrong with the merged limits on one day."""
    yield from _ties(policy)
    yield from _holes(policy)


def _ties(policy: Policy) -> Iterator[Problem]:
    for one, two in combinations(policy.deadline_rules, 2):
        if one.clock == two.clock and one.precedence == two.precedence and not one.when.is_disjoint(two.when):
            text = f"ties with {one.id!r} ({one.source}): both can hold for one ticket; give one of them a rank"
            yield problem(policy.rows["deadline"][two.id].source, two.id, text)


def _holes(policy: Policy) -> Iterator[Problem]:
    """A clock that starts without any rule for it would run out unseen."""
    timed = {rule.clock for rule in policy.deadline_rules}
    for step in policy.all_transitions:
        for clock in step.clocks.get("start", ()):
            if clock not in timed:
                source = policy.rows["transition"][step.id].source_of("clocks")
                yield problem(source, step.id, f"starts the clock {clock!r}, but no deadline rule gives it a limit")
