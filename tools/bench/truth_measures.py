"""Measures held against truth: do intervals hold it as often as they say, and is nobody singled out by chance?

Cities live a known truth. Their closings are drawn from by many seeds, those drawn answer or do not, and every interval
is held against what all would have said (`coverage_…`) and what is really so (`…_true_…`). In family A answers come at
random; in B the satisfied answer more often, so only the bounds have to hold there. Beside cities: units of one true
rate at very different volumes, and a prediction of known strength.
"""

from statistics import fmean

from tools.bench.measure import say
from tools.bench.parts import callbacks, equals, monitored
from tools.bench.result import Goal, Result, at_least, at_most
from weisu.simulate.scenario import shipped
from weisu.simulate.score.coverage import clustered_error

LEVEL = 0.95
GOALS: list[Goal] = [
    at_least("units_coverage_a", LEVEL - 0.02),
    at_most("units_coverage_a", LEVEL + 0.02),
    at_least("units_intervals_a", 2_000),
    at_most("units_se_a", 0.007),
    at_least("bounds_coverage_a", LEVEL),
    at_least("bounds_coverage_b", LEVEL),
    at_most("singled_out_excess", 0),
    at_most("family_alarms", 0.06),
    at_least("correlation", 0.7),
    at_most("ppi_to_full", 2.4),
    at_most("ppi_to_sample", 0.8),
    at_least("effort_wins", 1),
]
TUNING, KEPT = range(2_001, 2_005), range(1_001, 1_021)
"""Seeds to look at while anything is tuned, and those that nobody tunes by."""

Figures = dict[str, float | int | str]


def run(full: bool) -> Result:
    """Everything; `full` takes the kept seeds and every shipped scenario."""
    figures: Figures = {}
    for family in ("A", "B"):
        lives = [(seed, monitored.lived("quiet-town", family, seed)) for seed in (KEPT if full else TUNING)]
        figures |= covered(family.lower(), lives)
    say("  units of one true rate ...")
    figures |= equals.figures(rounds=4_000 if full else 1_000)
    say("  a prediction of known strength ...")
    figures |= callbacks.strength()
    wins = [callbacks.effort(name) for name in (shipped() if full else ("quiet-town", "demo-city"))]
    figures |= {"effort_wins": min(wins), "effort_scenarios": len(wins)}
    return Result(figures, GOALS)


def covered(family: str, lives: list[tuple[int, list[monitored.Held]]]) -> Figures:
    """Coverage of each estimator, its error clustered by city, and how wide it is."""
    found: Figures = {}
    for what in monitored.ESTIMATORS:
        held = [(f"{seed}", one) for seed, some in lives for one in some if one.what == what]
        said = [(seed, float(one.low <= one.said <= one.high)) for seed, one in held]
        found |= {
            f"{what}_coverage_{family}": round(fmean(hit for _, hit in said), 4),
            f"{what}_se_{family}": round(clustered_error(said) or 0.0, 4),
            f"{what}_true_coverage_{family}": round(fmean(one.low <= one.true <= one.high for _, one in held), 4),
            f"{what}_width_{family}": round(fmean(one.high - one.low for _, one in held), 3),
            f"{what}_intervals_{family}": len(held),
        }
    return found
