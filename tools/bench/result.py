"""What a bench hands back: figures, and goals that at least one figure is held against."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SIGNS = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


@dataclass(frozen=True)
class Goal:
    """A limit on one figure."""

    figure: str
    sign: str
    limit: float


@dataclass(frozen=True)
class Result:
    """Figures by name (numbers, or words about the machine) and the goals they are held against."""

    figures: Mapping[str, float | int | str]
    goals: Sequence[Goal]


def at_most(figure: str, limit: float) -> Goal:
    """The figure must not be above the limit."""
    return Goal(figure, "<=", limit)


def at_least(figure: str, limit: float) -> Goal:
    """The figure must not be below the limit."""
    return Goal(figure, ">=", limit)


def exactly(figure: str, limit: float) -> Goal:
    """The figure must be this."""
    return Goal(figure, "==", limit)


def judged(result: Result) -> dict[str, object]:
    """The result with every goal decided, as `--json` prints it.

    Raises: ValueError for a bench without a goal, or with a goal about a figure it did not measure.
    """
    if not result.goals:
        raise ValueError("The bench has no goal; a figure nobody holds against anything proves nothing.")
    missing = sorted({goal.figure for goal in result.goals} - set(result.figures))
    if missing:
        raise ValueError(f"The bench has a goal but no figure for {', '.join(missing)}.")
    return {
        "figures": dict(result.figures),
        "goals": [decided(goal, result.figures[goal.figure]) for goal in result.goals],
    }


def decided(goal: Goal, value: float | int | str) -> dict[str, object]:
    """One goal and whether it holds."""
    return {
        "figure": goal.figure,
        "value": value,
        "goal": f"{goal.sign} {goal.limit:g}",
        "holds": bool(SIGNS[goal.sign](value, goal.limit)),
    }
