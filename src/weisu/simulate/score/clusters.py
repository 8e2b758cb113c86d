"""Duplicates and merges: B-cubed and pairwise measures of clusters, and how often a proposal is wrong.

B-cubed (Bagga & Baldwin 1998; Amigó et al. 2009), over clusters of two or more only: tickets nobody has to find a twin
for would make everything look good. Precision is the mean, over tickets somebody put together with another, of the
share of their claimed cluster that truly belongs to them; recall the mean, over tickets that truly have a twin, of the
share of their true cluster that was put together with them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import comb
from statistics import fmean
from typing import Any, NamedTuple

from weisu.simulate.score.claims import Duplicate, Merge
from weisu.simulate.score.errors import BadClaims
from weisu.simulate.score.naming import Names
from weisu.simulate.score.share import Share
from weisu.simulate.score.tables import Tables

Cluster = frozenset[str]


class Clustered(NamedTuple):
    """One clustering beside the truth: shares of single tickets, and counts of pairs."""

    precisions: list[float]
    recalls: list[float]
    pairs_right: int
    pairs_claimed: int
    pairs_true: int
    clusters_claimed: int
    clusters_true: int


def judged(tables: Tables, claims: Sequence[Duplicate]) -> Clustered:
    """Claimed clusters beside the problems behind the tickets.

    Raises: BadClaims for an unknown ticket, or one twice.
    """
    names = Names(tables)
    seen: dict[str, str] = {}
    claimed: list[Cluster] = []
    for claim in claims:
        cluster = frozenset(names.ticket(ticket, claim.where) for ticket in claim.tickets)
        for ticket in cluster:
            if ticket in seen:
                raise BadClaims(
                    f"{claim.where}: ticket {ticket} stands in {seen[ticket]} already.",
                    instead=["put what belongs together into one list"],
                )
            seen[ticket] = claim.where
        claimed.append(cluster)
    return compared(claimed, names.clusters())


def compared(claimed: Sequence[Cluster], true: Sequence[Cluster]) -> Clustered:
    """Two clusterings of whatever tickets; none is in two clusters of one."""
    return Clustered(
        _shares(claimed, true), _shares(true, claimed), _common_pairs(claimed, true), _pairs(claimed), _pairs(true),
        len(claimed), len(true),
    )  # fmt: skip


def scored(found: Sequence[Clustered]) -> dict[str, Any]:
    """B-cubed and pairwise precision, recall and F over several truths together."""
    precisions = [share for one in found for share in one.precisions]
    recalls = [share for one in found for share in one.recalls]
    right, claimed, true = (sum(one[place] for one in found) for place in (2, 3, 4))
    return {
        "clusters": sum(one.clusters_claimed for one in found),
        "true_clusters": sum(one.clusters_true for one in found),
        "b_cubed": {
            **_both(fmean(precisions) if precisions else None, fmean(recalls) if recalls else None),
            "tickets": len(precisions),
            "true_tickets": len(recalls),
        },
        "pairs": _both(right / claimed if claimed else None, right / true if true else None),
        "wrong_pairs": Share(claimed - right, claimed).as_dict(),
    }


class Proposed(NamedTuple):
    """Merges somebody proposed."""

    wrong: int
    proposals: int


def proposed(tables: Tables, claims: Sequence[Merge]) -> Proposed:
    """How many of the proposals would put two problems into one ticket. Raises: BadClaims for an unknown ticket."""
    names = Names(tables)
    wrong = 0
    for claim in claims:
        ticket, into = names.ticket(claim.ticket, claim.where), names.ticket(claim.into, claim.where)
        if ticket == into:
            raise BadClaims(f"{claim.where}: a ticket cannot go into itself.", instead=["name another ticket in into"])
        wrong += not names.are_one(ticket, into)
    return Proposed(wrong, len(claims))


def wrongness(found: Sequence[Proposed]) -> dict[str, Any]:
    """The wrong share of proposals over several truths together."""
    wrong, proposals = sum(one.wrong for one in found), sum(one.proposals for one in found)
    return {"proposals": proposals, "wrong": wrong, "wrong_share": Share(wrong, proposals).as_dict()}


def _shares(mine: Sequence[Cluster], theirs: Sequence[Cluster]) -> list[float]:
    """For every ticket of `mine`: the share of its cluster that is with it in `theirs` too; itself always is."""
    where = {ticket: place for place, cluster in enumerate(theirs) for ticket in cluster}
    found: list[float] = []
    for cluster in mine:
        together = Counter(where[ticket] for ticket in cluster if ticket in where)
        found += [(together[where[ticket]] if ticket in where else 1) / len(cluster) for ticket in cluster]
    return found


def _common_pairs(mine: Sequence[Cluster], theirs: Sequence[Cluster]) -> int:
    where = {ticket: place for place, cluster in enumerate(theirs) for ticket in cluster}
    counts = (Counter(where[ticket] for ticket in cluster if ticket in where) for cluster in mine)
    return sum(comb(count, 2) for together in counts for count in together.values())


def _pairs(clusters: Iterable[Cluster]) -> int:
    return sum(comb(len(cluster), 2) for cluster in clusters)


def _both(precision: float | None, recall: float | None) -> dict[str, float | None]:
    known = precision is not None and recall is not None and precision + recall > 0
    f = 2 * precision * recall / (precision + recall) if known else None  # type: ignore[operator]
    return {"precision": precision, "recall": recall, "f": f}
