"""Communities of a simulated city, and which of them a claim means."""

from collections.abc import Iterable

from weisu.simulate.score.claims import HotSpot
from weisu.simulate.score.errors import BadClaims
from weisu.simulate.score.tables import Tables

Spot = tuple[str, str]
"""(code of the neighbourhood, name of the community)."""


def communities(tables: Tables) -> frozenset[Spot]:
    """Every community in which something happened or was planted."""
    found: set[Spot] = set()
    for name in ("problems", "hotspots"):
        table = tables[name].select(["neighbourhood", "community"]).group_by(["neighbourhood", "community"])
        rows = table.aggregate([])
        found |= set(zip(rows["neighbourhood"].to_pylist(), rows["community"].to_pylist(), strict=True))
    return frozenset(found)


def claimed(claim: HotSpot, known: frozenset[Spot]) -> frozenset[Spot]:
    """The communities a claim names, one by one or by the region they lie in; all of them when it names none.

    Raises: BadClaims for a place in which there is no community.
    """
    if not claim.places:
        return known
    return frozenset(spot for place in claim.places for spot in _meant(claim, place, known))


def _meant(claim: HotSpot, place: str, known: Iterable[Spot]) -> list[Spot]:
    code, _, name = place.partition("/")
    found = [spot for spot in known if spot == (code, name) or (not name and spot[0].startswith(code))]
    if not found:
        raise BadClaims(
            f"{claim.where}: the truth knows no place {place!r}.",
            instead=["write the code of a region, or of a neighbourhood with /community"],
        )
    return found
