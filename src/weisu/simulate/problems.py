"""Problems: what is really wrong, where, since when, and whether it still is."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import exp, log

import numpy as np

from weisu.simulate.almanac import DAY, Almanac, Day
from weisu.simulate.plants import Plant
from weisu.simulate.scenario import Matter
from weisu.simulate.scenario.settings import Demand
from weisu.simulate.streams import Stream, first_uniforms, key_of, word

NEVER = 1 << 62
DARK_DAYS = 14.0
"""How long a problem that was repaired for the inspection only stays out of sight, on average."""

DORMANT = 0.15
"""Out of season, and on the wrong days, people are bothered this much as often."""


class Problem:
    """One problem from its birth until it is gone; difficulty is its own, whoever handles it (logits)."""

    __slots__ = (
        "accident", "born_us", "case", "community", "contacts", "difficulty", "exposure", "gone_us", "hidden_us", "key",
        "last_voice_us", "mends", "matter", "plant", "prevented_by", "severity",
    )  # fmt: skip

    def __init__(self, key: int, matter: Matter, community: int, born_us: int, demand: Demand, plant: int) -> None:
        self.key = key
        self.matter = matter
        self.community = community
        self.born_us = born_us
        self.plant = plant
        self.severity = Stream(key ^ word("severity")).lognormal(1.0, 0.6)
        self.difficulty = demand.difficulty * Stream(key ^ word("difficulty")).normal()
        self.exposure = matter.noticed_by * self.severity
        self.gone_us = NEVER
        if matter.life in ("one_off", "weather", "shock"):
            lasts = Stream(key ^ word("lasts")).exponential(matter.lasts_days)
            self.gone_us = born_us + int(lasts * DAY)
        self.hidden_us = 0
        self.mends = 0
        self.contacts = 0
        self.last_voice_us = 0
        self.prevented_by = 0
        self.case: object = None

    def is_there(self, at_us: int) -> bool:
        """Whether people are bothered by it now."""
        return self.hidden_us <= at_us < self.gone_us

    def weight(self, day: Day, at_us: int) -> float:
        """How much it bothers people now, against its own mean."""
        if not self.is_there(at_us):
            return 0.0
        life = self.matter.life
        if life == "calendar":
            return DORMANT if day.works else 2.0
        if life == "slow":
            return min(3.0, 0.3 + (at_us - self.born_us) / (self.matter.lasts_days * DAY))
        return 1.0

    def chance_of_mending(self, skill: float) -> float:
        """How probably a unit of this skill really fixes it with one honest piece of work."""
        return mending(self.matter, skill, self.difficulty)

    def mend(self, at_us: int, *, really: bool) -> None:
        """Somebody worked on it; what is not really fixed is still there."""
        self.mends += 1
        if really:
            self.gone_us = min(self.gone_us, at_us)

    def hide(self, at_us: int) -> None:
        """Repaired for the inspection: out of sight for a while."""
        self.hidden_us = at_us + int(Stream(self.key ^ word("hides") ^ self.mends).exponential(DARK_DAYS) * DAY)


def mending(matter: Matter, skill: float, difficulty: float) -> float:
    """How probably one honest piece of work really fixes a problem of this difficulty."""
    ease = log(matter.ease / (1.0 - matter.ease))
    return 1.0 / (1.0 + exp(-(ease + skill - difficulty)))


class Births:
    """Which problems are born in one neighbourhood on one day.

    Counts come from one number per matter and day, by inversion: a higher rate keeps all that were born before.
    """

    def __init__(
        self,
        seed: int,
        neighbourhood: str,
        communities: int,
        residents: float,
        matters: Sequence[Matter],
        demand: Demand,
        almanac: Almanac,
        plants: Sequence[Plant],
        cities_spots: int,
    ) -> None:
        self.seed, self.code, self.communities = seed, neighbourhood, communities
        self.demand, self.almanac = demand, almanac
        self.cities_spots = cities_spots
        total = sum(matter.share for matter in matters)
        a_day = residents / 1000 * demand.problems / 365.25
        self.rates = {matter.key: a_day * matter.share / total for matter in matters}
        self.matters = [matter for matter in matters if matter.share > 0]
        self._keys = {matter.key: key_of(seed, "births", neighbourhood, matter.key) for matter in self.matters}
        self.plants = [(p, sorted(place for code, place in p.spots if code == neighbourhood)) for p in plants]
        self.plants = [(plant, places) for plant, places in self.plants if places]

    def of(self, day: Day) -> Iterator[Problem]:
        """The day's new problems, matter by matter, what is planted last."""
        for matter in self._likely[day.number]:
            key, mean = self._keys[matter.key] + day.number, self.expected(matter, day)
            for place in range(Stream(key).poisson(mean)):
                yield self._born(matter, day, place, range(self.communities), 0)
        for plant, places in self.plants:
            yield from self._planted(plant, places, day)

    @cached_property
    def _likely(self) -> list[list[Matter]]:
        """By day, the matters of which something may be born.

        Most days bring nothing of most matters, which the first number of a stream says: no more than 1 - mean, which
        lies below exp(-mean). An over-dispersed mean is not known beforehand.
        """
        days = self.almanac.days
        if self.demand.dispersion:
            return [self.matters] * len(days)
        keys = np.array([self._keys[matter.key] for matter in self.matters], np.uint64)
        numbers = np.array([day.number for day in days], np.uint64)
        means = self.almanac.leans(self.matters) * np.array([self.rates[matter.key] for matter in self.matters])
        likely = first_uniforms(keys + numbers[:, None]) > 1.0 - means
        found: list[list[Matter]] = [[] for _ in days]
        for day, matter in np.argwhere(likely).tolist():
            found[day].append(self.matters[matter])
        return found

    def expected(self, matter: Matter, day: Day) -> float:
        """The mean number of the day without what is planted, its over-dispersed level included."""
        mean = self.rates[matter.key] * self.almanac.lean(matter, day)
        spread = self.demand.dispersion
        if spread and mean:
            week = key_of(self.seed, "level", self.code, matter.key, day.number // 7)
            mean *= Stream(week).gamma(1.0 / spread, spread)
        return mean

    def planted(self, plant: Plant, places: Sequence[int], day: Day) -> float:
        """The mean number a plant adds here on that day."""
        weight = plant.weight(day.number)
        if plant.kind == "hot_spot":
            return weight * (plant.strength - 1.0) * self.rates[plant.matter] * len(places) / self.communities
        return weight * plant.strength * len(places) / (self.cities_spots if plant.kind == "topic" else len(places))

    def _planted(self, plant: Plant, places: list[int], day: Day) -> Iterator[Problem]:
        mean = self.planted(plant, places, day)
        if not mean:
            return
        matter = next(matter for matter in self.matters if matter.key == plant.matter)
        draw = Stream(key_of(self.seed, "planted births", self.code, plant.id, day.number))
        for place in range(draw.poisson(mean)):
            yield self._born(matter, day, place, places, plant.id)

    def _born(self, matter: Matter, day: Day, place: int, places: Sequence[int], plant: int) -> Problem:
        key = key_of(self.seed, "problem", self.code, matter.key, day.number, place, plant)
        own = Stream(key)
        born_us = day.start_us + int(own.uniform() * DAY)
        return Problem(key, matter, places[own.index(len(places))], born_us, self.demand, plant)
