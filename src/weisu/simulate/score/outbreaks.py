"""Genuine outbreaks nobody planted: an alarm about one is not false, though no plant was found by it.

What is claimed is genuine when the city itself was worse there: the true intensity of the claimed streams was at least
`RISEN` times that of the four weeks before (weather, a season that sets in, an accident, the edge of something
planted); or so many problems were really born in the claimed communities that chance alone would bring as many at any
of all such places and times less often than once in a hundred cities (`RARE`). Noise of contacts alone, and the
largest of many small fluctuations, are neither.
"""

from datetime import date, timedelta
from functools import cached_property
from math import exp, lgamma, log

import pyarrow as pa
import pyarrow.compute as pc

from weisu.simulate.score.claims import HotSpot
from weisu.simulate.score.places import Spot
from weisu.simulate.score.tables import Tables, categories, covers, days

RISEN = 2.0
BEFORE = timedelta(days=28)
RARE = 0.01
DAY_US = 86_400_000_000


class World:
    """What was really born, and with what intensity."""

    def __init__(self, tables: Tables, communities: frozenset[Spot]) -> None:
        self.tables = tables
        self.communities = communities
        self.codes = categories(tables)

    def is_genuine(self, claim: HotSpot, spots: frozenset[Spot]) -> bool:
        """Whether something nobody planted to be found was really there."""
        matters = [key for key, code in self.codes.items() if covers(claim.matter, code)]
        streams = self._streams(matters, {code for code, _ in spots})
        since, until = date.fromisoformat(claim.since.day), date.fromisoformat(claim.raised_at.day)
        return _rise(streams, since, until) >= RISEN or self._is_rare(claim, spots, matters, streams)

    @cached_property
    def _days(self) -> list[str]:
        return days(self.tables)

    def _streams(self, matters: list[str], neighbourhoods: set[str]) -> pa.Table:
        table = self.tables["intensity"]
        return table.filter(
            pc.and_(
                pc.is_in(table["matter"], pa.array(matters, pa.string())),
                pc.is_in(table["neighbourhood"], pa.array(sorted(neighbourhoods), pa.string())),
            )
        )

    def _is_rare(self, claim: HotSpot, spots: frozenset[Spot], matters: list[str], streams: pa.Table) -> bool:
        born = self._born(claim, spots, matters)
        window = _between(streams, claim.since.day, claim.raised_at.day)
        here: dict[str, float] = {}
        for code in {code for code, _ in spots}:
            mine = sum(spot[0] == code for spot in spots) / sum(spot[0] == code for spot in self.communities)
            means = pc.sum(window.filter(pc.equal(window["neighbourhood"], code))["expected"]).as_py() or 0.0
            here[code] = mine * means
        length = max(1, (claim.raised_at.us - claim.since.us) / DAY_US)
        looks = len(self.communities) * len(self.codes) * max(1.0, len(self._days) / length)
        return poisson_tail(born, sum(here.values())) * looks <= RARE

    def _born(self, claim: HotSpot, spots: frozenset[Spot], matters: list[str]) -> int:
        """Problems that were born in the claimed communities between the claim's beginning and its alarm."""
        table = self.tables["problems"]
        table = table.filter(
            pc.and_(
                pc.and_(
                    pc.greater_equal(table["born_us"], claim.since.us), pc.less(table["born_us"], claim.raised_at.us)
                ),
                pc.and_(pc.is_in(table["matter"], pa.array(matters, pa.string())), pc.equal(table["prevented_by"], 0)),
            )
        )
        where = zip(table["neighbourhood"].to_pylist(), table["community"].to_pylist(), strict=True)
        return sum(spot in spots for spot in where)


def _between(streams: pa.Table, first: str, last: str) -> pa.Table:
    return streams.filter(pc.and_(pc.greater_equal(streams["day"], first), pc.less_equal(streams["day"], last)))


def _rise(streams: pa.Table, since: date, until: date) -> float:
    """How many times the daily intensity of the four weeks before; what had none before is no rise."""
    before = _between(streams, (since - BEFORE).isoformat(), (since - timedelta(days=1)).isoformat())
    usual = _daily(before, ("expected",), len(set(before["day"].to_pylist())))
    now = _daily(
        _between(streams, since.isoformat(), until.isoformat()), ("expected", "planted"), (until - since).days + 1
    )
    return now / usual if usual else 0.0


def _daily(streams: pa.Table, columns: tuple[str, ...], days: int) -> float:
    return sum(pc.sum(streams[name]).as_py() or 0.0 for name in columns) / max(1, days)


def poisson_tail(least: int, mean: float) -> float:
    """The chance of `least` or more of a Poisson count with this mean."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    term = exp(least * log(mean) - mean - lgamma(least + 1))
    total, count = 0.0, least
    while count < mean or term > total * 1e-12:
        total += term
        count += 1
        term *= mean / count
    return min(1.0, total)
