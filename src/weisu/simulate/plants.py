"""What is planted in a city before it lives: hot spots, new topics, and accidents nobody planted on purpose."""

from collections.abc import Callable, Mapping, Sequence
from math import exp, sqrt
from typing import NamedTuple

from weisu.simulate.almanac import Almanac
from weisu.simulate.scenario import Matter, Region
from weisu.simulate.scenario.settings import Planted
from weisu.simulate.streams import Chance, Stream

Spot = tuple[str, int]
"""A community: the code of its neighbourhood and its place in it."""

PLANTABLE = ("one_off", "back", "calendar")
SIDE_KM = 3.0
STEP_KM = 0.7


class Plant(NamedTuple):
    """More problems of one matter than there would be, in some communities, for some days.

    A `hot_spot` multiplies what is usual there; a `topic` adds `size` problems, in a wave over the whole city; an
    `accident` gives birth to many problems of one neighbourhood in a few hours, and counts as genuine.
    """

    id: int
    kind: str
    matter: str
    spots: frozenset[Spot]
    start: int
    days: int
    strength: float
    shape: str

    def weight(self, day: int) -> float:
        """How much of it falls on this day of the simulated time; a hot spot weighs 1 on each of its days."""
        into = day - self.start
        if not 0 <= into < self.days:
            return 0.0
        return 1.0 if self.kind == "hot_spot" else _wave(into, self.days)


def _wave(into: int, days: int) -> float:
    """A share of the whole on one day: a rise to the middle and a fall, together 1."""
    rise = [exp(-(((day + 0.5) / days - 0.4) ** 2) / 0.05) for day in range(days)]
    return rise[into] / sum(rise)


def positions(regions: Sequence[Region]) -> Mapping[Spot, tuple[float, float]]:
    """Where every community lies, in kilometres: neighbourhoods on a square grid, their communities inside."""
    side = max(1, round(sqrt(len(regions))))
    found: dict[Spot, tuple[float, float]] = {}
    for number, region in enumerate(regions):
        inner = max(1, round(sqrt(len(region.communities))))
        for place in range(len(region.communities)):
            x, y = (
                number % side * 3.0 + place % inner * 3.0 / inner,
                number // side * 3.0 + place // inner * 3.0 / inner,
            )
            found[region.code, place] = (x, y)
    return found


class Planter:
    """Draws everything that is planted in a city; each thing from a stream of its own."""

    def __init__(
        self, chance: Chance, settings: Planted, almanac: Almanac, regions: Sequence[Region], matters: Sequence[Matter]
    ) -> None:
        self.chance, self.settings, self.almanac = chance, settings, almanac
        self.where = positions(regions)
        self.matters = [matter for matter in matters if matter.share > 0]
        self.residents = sum(region.residents for region in regions)
        self.days = len(almanac.days)

    def all(self, accidents: float) -> list[Plant]:
        """Hot spots, topics, and so many accidents a year, numbered from 1."""
        years = self.days / 365.25
        heads = self.residents / 100_000
        kinds = (
            ("hot_spot", self.settings.hot_spots * heads * years),
            ("topic", self.settings.topics * years),
            ("accident", accidents * years),
        )
        found: list[Plant] = []
        for kind, mean in kinds:
            count = self.chance.stream("how many", kind).poisson(mean)
            found += [getattr(self, kind)(len(found) + n + 1, self.chance.stream(kind, n)) for n in range(count)]
        return found

    def hot_spot(self, id: int, draw: Stream) -> Plant:
        """A disc, or a line or blot, of communities near each other."""
        matters = [matter for matter in self.matters if matter.life in PLANTABLE]
        days = max(3, round(self.settings.days.draw(draw)))
        count = max(1, round(self.settings.places.draw(draw)))
        shape = "line" if draw.chance(self.settings.lines) else "disc"
        centre = draw.choice(list(self.where))
        matter, start = draw.choice(matters), draw.index(max(1, self.days - days))
        spots = self._line(centre, count, draw) if shape == "line" else self._disc(centre, count)
        strength = self.settings.strength.draw(draw)
        return Plant(id, "hot_spot", matter.key, spots, start, days, strength, shape)

    def topic(self, id: int, draw: Stream) -> Plant:
        """Something new that the whole city begins to speak about."""
        size = self.settings.topic_size.draw(draw) * self.residents / 100_000
        days, matter = 25 + draw.index(40), draw.choice(self.matters)
        start = draw.index(max(1, self.days - days))
        return Plant(id, "topic", matter.key, frozenset(self.where), start, days, size, "city")

    def accident(self, id: int, draw: Stream) -> Plant:
        """A burst main, a shop that closed with everybody's money: one neighbourhood, all at once."""
        matters = [matter for matter in self.matters if matter.life == "shock"] or self.matters
        hit = draw.choice(list(self.where))[0]
        spots = frozenset(spot for spot in self.where if spot[0] == hit)
        return Plant(
            id, "accident", draw.choice(matters).key, spots, draw.index(self.days), 2, 4 + draw.index(8), "all"
        )

    def _disc(self, centre: Spot, count: int) -> frozenset[Spot]:
        return frozenset(sorted(self.where, key=self._distance_to(*self.where[centre]))[:count])

    def _line(self, centre: Spot, count: int, draw: Stream) -> frozenset[Spot]:
        """A walk that keeps its direction, and the communities it passes."""
        spots, (x, y) = {centre}, self.where[centre]
        dx, dy = draw.normal(), draw.normal()
        for _ in range(2 * count - 1):
            x, y = x + dx * STEP_KM, y + dy * STEP_KM
            spots.add(min(self.where, key=self._distance_to(x, y)))
        return frozenset(spots)

    def _distance_to(self, x: float, y: float) -> Callable[[Spot], tuple[float, Spot]]:
        return lambda spot: ((self.where[spot][0] - x) ** 2 + (self.where[spot][1] - y) ** 2, spot)
