"""Estimates: how often intervals hold the truth, with an error that knows which claims err together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from math import sqrt
from statistics import fmean
from typing import Any, NamedTuple

from weisu.simulate.score.claims import Estimate
from weisu.simulate.score.errors import BadClaims
from weisu.simulate.score.estimands import ESTIMANDS, Values
from weisu.simulate.score.tables import Tables


class Held(NamedTuple):
    """One estimate beside its truth."""

    claim: Estimate
    truth: float
    cluster: str

    @property
    def covers(self) -> bool:
        """Whether the interval holds the truth."""
        return self.claim.lo <= self.truth <= self.claim.hi


def held(tables: Tables, claims: Sequence[Estimate], *, cluster: str = "") -> Iterator[Held]:
    """Every estimate with its truth; of the same cluster are those that say so, else `cluster`, else one first part.

    Raises: BadClaims for an estimand or a key the truth does not know.
    """
    values: dict[str, Values] = {}
    for claim in claims:
        if claim.estimand not in ESTIMANDS:
            raise _unknown(claim, "estimand", claim.estimand, list(ESTIMANDS))
        if claim.estimand not in values:
            values[claim.estimand] = ESTIMANDS[claim.estimand].values(tables)
        true = values[claim.estimand]
        if claim.key not in true:
            raise _unknown(claim, f"key of {claim.estimand} ({ESTIMANDS[claim.estimand].key})", claim.key, list(true))
        yield Held(claim, true[claim.key], claim.cluster or cluster or claim.key.split("/")[0])


def covered(found: Iterable[Held]) -> list[dict[str, Any]]:
    """One row for each estimand and level: coverage and its clustered standard error, bias, error and width."""
    groups: defaultdict[tuple[str, float], list[Held]] = defaultdict(list)
    for one in found:
        groups[one.claim.estimand, one.claim.level].append(one)
    return [_row(estimand, level, groups[estimand, level]) for estimand, level in sorted(groups)]


def _row(estimand: str, level: float, held: Sequence[Held]) -> dict[str, Any]:
    errors = [one.claim.point - one.truth for one in held]
    return {
        "estimand": estimand,
        "level": level,
        "claims": len(held),
        "clusters": len({one.cluster for one in held}),
        "coverage": fmean(one.covers for one in held),
        "coverage_se": clustered_error([(one.cluster, float(one.covers)) for one in held]),
        "bias": fmean(errors),
        "rmse": sqrt(fmean(error * error for error in errors)),
        "width": fmean(one.claim.hi - one.claim.lo for one in held),
    }


def clustered_error(values: Sequence[tuple[str, float]]) -> float | None:
    """Standard error of the mean of (cluster, value) when values of a cluster go together; None for one cluster.

    sqrt(G/(G-1) · sum over clusters of (sum of deviations)²) / n (Liang & Zeger 1986, with the usual correction).
    """
    middle = fmean(value for _, value in values)
    sums: defaultdict[str, float] = defaultdict(float)
    for cluster, value in values:
        sums[cluster] += value - middle
    count = len(sums)
    if count < 2:
        return None
    return sqrt(count / (count - 1) * sum(total * total for total in sums.values())) / len(values)


def _unknown(claim: Estimate, what: str, word: str, known: list[str]) -> BadClaims:
    near = get_close_matches(word, known, 1, 0.4) or sorted(known)[:3]
    return BadClaims(f"{claim.where}: the truth knows no {what} {word!r}.", instead=[f"write {' or '.join(near)}"])
