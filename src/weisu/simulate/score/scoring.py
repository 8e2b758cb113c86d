"""One score from any number of simulated lives, each with its truth and what somebody claims about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from weisu.simulate.score import cheats, clusters, coverage, hot_spots
from weisu.simulate.score.claims import Claims
from weisu.simulate.score.tables import Tables

Life = tuple[Tables, Claims]
Judge = Callable[[Tables, Sequence[Any]], Any]

JUDGES: Mapping[str, tuple[Judge, Callable[[Sequence[Any]], dict[str, Any]]]] = {
    "hot_spots": (hot_spots.judged, hot_spots.scored),
    "cheats": (cheats.judged, cheats.scored),
    "duplicates": (clusters.judged, clusters.scored),
    "merges": (clusters.proposed, clusters.wrongness),
}
"""For each list: what one truth says about it, and what all truths together come to."""


def score(lives: Sequence[Life]) -> dict[str, Any]:
    """What the truths say about the claims, all lives together; only lists that were claimed are in it.

    Raises: BadClaims naming the claim; BadTruth.
    """
    found: dict[str, Any] = {"truths": len(lives)}
    if any(claims.estimates is not None for _, claims in lives):
        found["estimates"] = coverage.covered(_held(lives))
    for name, (judge, together) in JUDGES.items():
        claimed = [(tables, getattr(claims, name)) for tables, claims in lives]
        judged = [judge(tables, some) for tables, some in claimed if some is not None]
        if judged:
            found[name] = together(judged)
    return found


def _held(lives: Sequence[Life]) -> list[coverage.Held]:
    """Claims about one city err together; of a single city the first part of a key is the best that is known."""
    several = len(lives) > 1
    return [
        one
        for number, (tables, claims) in enumerate(lives)
        for one in coverage.held(tables, claims.estimates or (), cluster=f"truth {number}" if several else "")
    ]
