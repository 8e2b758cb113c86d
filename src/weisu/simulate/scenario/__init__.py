"""Scenarios: a city, its people, its units and what is planted in it, as text; see docs/reference/scenarios.md."""

from weisu.simulate.scenario.errors import BadScenario
from weisu.simulate.scenario.priors import Prior
from weisu.simulate.scenario.reading import FAMILIES, read, shipped
from weisu.simulate.scenario.shape import Cheat, Matter, Region, Scenario, Unit

__all__ = ["FAMILIES", "BadScenario", "Cheat", "Matter", "Prior", "Region", "Scenario", "Unit", "read", "shipped"]
