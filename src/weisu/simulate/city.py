"""A city as its seed made it: places, units, games and plants, the same for every neighbourhood that lives in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from weisu.domain.context import UnitFacts
from weisu.domain.policy import Pack
from weisu.simulate import speech
from weisu.simulate.almanac import Almanac
from weisu.simulate.games import Games
from weisu.simulate.plants import Plant, Planter
from weisu.simulate.rules import Rules
from weisu.simulate.scenario import Matter, Region, Scenario, Unit
from weisu.simulate.scenario.settings import Settings, drawn
from weisu.simulate.speech import Grammar
from weisu.simulate.staff import Staff
from weisu.simulate.streams import Chance
from weisu.simulate.units import Traits, traits


@dataclass(frozen=True)
class Order:
    """What shall be simulated: everything a neighbourhood needs to be lived anywhere."""

    scenario: Scenario
    packs: tuple[Pack, ...]
    seed: int
    months: float
    scale: float = 1.0
    acts: bool = False
    truth: bool = False
    with_actions: bool = True


class City:
    """Everything that is decided before the first day."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.seed = order.seed
        self.scenario = scaled(order.scenario, order.scale)
        self.chance = Chance(order.seed)
        self.settings: Settings = drawn(self.scenario.settings, self.chance)
        self.matters: Mapping[str, Matter] = {matter.key: matter for matter in self.scenario.matters}
        self.units: Mapping[str, Unit] = {unit.id: unit for unit in self.scenario.units}
        self.regions: Mapping[str, Region] = {region.code: region for region in self.scenario.regions}
        self.neighbourhoods: Sequence[Region] = self.scenario.neighbourhoods
        self.staff = Staff(self.units[self.scenario.hub], self.units, self.scenario.staff)
        self._named: dict[tuple[str, str], Unit] = {}
        for unit in self.scenario.units:
            for matter in unit.matters:
                self._named.setdefault((unit.region, matter), unit)
        self._right: dict[tuple[str, str], Unit] = {}
        self._above: dict[str, tuple[str, ...]] = {}

    @cached_property
    def facts(self) -> Mapping[str, UnitFacts]:
        """Every unit as decisions see it."""
        return {u.id: UnitFacts(u.id, u.kind, u.level, u.region, u.parent) for u in self.units.values()}

    @cached_property
    def grammar(self) -> Grammar:
        """What people can say."""
        return speech.of(self.scenario.grammar)

    @cached_property
    def rules(self) -> Rules:
        """The rules in force, by region and day."""
        return Rules(self.order.packs, {code: self.ancestors(code) for code in self.regions})

    @cached_property
    def almanac(self) -> Almanac:
        """The days."""
        noon_us = 43_200_000_000
        begin = Almanac.midnight_us(self.scenario.start)
        calendar = self.rules.at(self.scenario.region, begin + noon_us).calendar
        return Almanac(self.chance, self.scenario.start, self.order.months, calendar)

    @cached_property
    def traits(self) -> Mapping[str, Traits]:
        """What every unit is really like."""
        return {unit.id: traits(unit, self.settings.units, self.chance) for unit in self.units.values()}

    @cached_property
    def games(self) -> Games:
        """Who cheats."""
        span = (self.almanac.start_us, self.almanac.end_us)
        return Games(self.units.values(), self.scenario.cheats, self.settings.gaming, self.chance, span)

    @cached_property
    def plants(self) -> list[Plant]:
        """What is planted, and the accidents."""
        planter = Planter(self.chance, self.settings.planted, self.almanac, self.neighbourhoods, self.scenario.matters)
        return planter.all(self.settings.demand.shocks)

    @cached_property
    def asked_about(self) -> tuple[list[Matter], list[float]]:
        """What enquiries are about, and the running sums of their shares."""
        matters = [matter for matter in self.scenario.matters if matter.enquiries]
        return matters, list(accumulate(matter.enquiries for matter in matters))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes from the root down to a region."""
        if code not in self._above:
            region = self.regions.get(code)
            self._above[code] = (*self.ancestors(region.parent), code) if region is not None else (code,)
        return self._above[code]

    def right_unit(self, category: str, neighbourhood: str) -> Unit:
        """Whose duty a matter is in a neighbourhood; what nobody names is the hub's."""
        key = (category, neighbourhood)
        if key not in self._right:
            self._right[key] = self._leads(category, neighbourhood)
        return self._right[key]

    def _leads(self, category: str, neighbourhood: str) -> Unit:
        """Who names the matter most closely, then who is nearest."""
        while category:
            for code in reversed(self.ancestors(neighbourhood)):
                if (code, category) in self._named:
                    return self._named[code, category]
            category = category.rpartition(".")[0]
        return self.units[self.scenario.hub]

    def place_factor(self, neighbourhood: str) -> float:
        """How readily the people of a neighbourhood speak."""
        return self.chance.stream("speaks", neighbourhood).lognormal(1.0, self.settings.people.places_differ)


def scaled(scenario: Scenario, scale: float) -> Scenario:
    """The same city with so many times the people."""
    regions = tuple(replace(region, residents=region.residents * scale) for region in scenario.regions)
    return replace(scenario, regions=regions)
