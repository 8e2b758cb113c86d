"""A scenario as values: regions, units, matters, cheats, and the laws of every setting."""

from dataclasses import dataclass, field
from datetime import date

from weisu.simulate.scenario.priors import Prior

LIVES = ("one_off", "back", "seasonal", "calendar", "weather", "shock", "slow")
"""How a problem lives: gone by itself; there until really fixed; back each season; on certain days; born of weather;
born of an accident; growing until somebody acts."""


@dataclass(frozen=True)
class Region:
    """One region below the root; a township with `communities` is a neighbourhood."""

    code: str
    name: str
    level: str
    parent: str
    residents: float = 0.0
    communities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """One handling unit; it leads the matters it names (and all beneath them) in its region."""

    id: str
    name: str
    kind: str
    level: str
    region: str
    parent: str = ""
    matters: tuple[str, ...] = ()
    round_the_clock: bool = False


@dataclass(frozen=True)
class Matter:
    """One thing that goes wrong, or is asked about.

    `share` is its part of all problems, `enquiries` of all enquiries; `work_hours` the hours of one handler,
    `wait_days` what must be waited for besides; `noticed_by` how many people a problem of median severity touches;
    `lasts_days` how long it lasts by itself; `ease` the share the median unit really fixes at once. `season` is how
    much more is born in `peak_month`; `weather` (`rain`, `cold`, `heat`) what gives birth to it; `support` the
    matter whose unit is called in beside the lead. What people say about it is in the grammar of speech.
    """

    key: str
    category: str
    kind: str
    share: float
    life: str
    work_hours: float
    wait_days: float
    noticed_by: float
    lasts_days: float
    ease: float
    enquiries: float = 0.0
    priority: str = "general"
    peak_month: int = 1
    season: float = 0.0
    weather: str = ""
    support: str = ""


@dataclass(frozen=True)
class Cheat:
    """A dial set by hand: this unit plays this game from month to month of the simulated time."""

    unit: str
    kind: str
    strength: float
    from_month: float = 0.0
    until_month: float = 1_200.0


@dataclass(frozen=True)
class Scenario:
    """Everything a city is made of, before a seed chooses what is left open.

    `grammar` names files that stand over the grammar of speech; `dialect`, empty or one of its dialects.
    """

    name: str
    family: str
    title: str
    region: str
    hub: str
    start: date
    packs: tuple[str, ...]
    dialect: str
    grammar: tuple[str, ...]
    regions: tuple[Region, ...]
    units: tuple[Unit, ...]
    matters: tuple[Matter, ...]
    cheats: tuple[Cheat, ...]
    words: dict[str, tuple[str, ...]] = field(hash=False)
    staff: dict[str, tuple[str, ...]] = field(hash=False)
    settings: dict[str, dict[str, Prior]] = field(hash=False)

    @property
    def neighbourhoods(self) -> tuple[Region, ...]:
        """The townships people live in, in the order written."""
        return tuple(region for region in self.regions if region.communities)
