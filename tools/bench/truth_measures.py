"""Measures held against truth: do intervals hold it as often as they say, and is nobody singled out by chance?

Cities live a known truth. Their closings are drawn from by many seeds, those drawn answer or do not, and every interval
is held against what all would have said (`coverage_…`) and what is really so (`…_true_…`). In family A answers come at
random; in B the satisfied answer more often, so only the bounds have to hold there: with as many attempts as the rule
asks for, and with one (`…_b_once`). Intervals are those a page shows: of units with fewer answers than the pack's least
number it shows none. Draws from one city are not independent, so every error is clustered by city. Beside cities: units
of one true rate at very different volumes, a prediction of known strength, and effort against everybody called once.
"""

from statistics import fmean

from tools.bench.measure import say
from tools.bench.parts import callbacks, equals, monitored
from tools.bench.result import Goal, Result, at_least, at_most
from weisu.simulate.scenario import shipped
from weisu.simulate.score.coverage import clustered_error

LEVEL, OFF, SURE = 0.95, 0.02, 0.007
"""What intervals promise, how far coverage may be from it on either side, and the largest error of that coverage."""
LEAST = 2_000
"""Intervals of each estimator and way of answering."""
DRAWS = 100
TUNING, KEPT = range(2_001, 2_013), range(1_001, 1_021)
"""Seeds to look at while anything is tuned, and those that nobody tunes by."""
WAYS = {"a": ("A", monitored.ATTEMPTS), "b": ("B", monitored.ATTEMPTS), "b_once": ("B", 1)}
"""Families, and how many times those drawn are called."""
POINT = ("units", "whole", "alone")

Figures = dict[str, float | int | str]


def run(full: bool) -> Result:
    """Everything; `full` takes the kept seeds, and shows effort in both families."""
    seeds = KEPT if full else TUNING
    figures: Figures = {}
    for family in ("A", "B"):
        lives = {seed: monitored.city(family, seed) for seed in seeds}
        for way, (asked_in, attempts) in WAYS.items():
            if asked_in == family:
                figures |= covered(way, {seed: monitored.held(life, attempts, DRAWS) for seed, life in lives.items()})
    say("  units of one true rate ...")
    figures |= equals.figures(rounds=20_000 if full else 4_000)
    figures |= equals.as_pages_compare(rounds=150 if full else 30)
    say("  a prediction of known strength ...")
    figures |= callbacks.strength()
    families = ("A", "B") if full else ("A",)
    for family in families:
        figures |= callbacks.figures(shipped(), family, seeds[0])
    return Result(figures, [*goals(), *effort_goals(families)])


def covered(way: str, found: dict[int, list[monitored.Held]]) -> Figures:
    """Coverage of each estimator, its error clustered by city, and how wide it is."""
    figures: Figures = {}
    for what in monitored.ESTIMATORS:
        held = [(f"{seed}", one) for seed, some in found.items() for one in some if one.what == what]
        said = [(seed, float(one.low <= one.said <= one.high)) for seed, one in held]
        figures |= {
            f"{what}_coverage_{way}": round(fmean(hit for _, hit in said), 4),
            f"{what}_se_{way}": round(clustered_error(said) or 0.0, 4),
            f"{what}_true_coverage_{way}": round(fmean(one.low <= one.true <= one.high for _, one in held), 4),
            f"{what}_width_{way}": round(fmean(one.high - one.low for _, one in held), 3),
            f"{what}_intervals_{way}": len(held),
        }
    return figures


def goals() -> list[Goal]:
    """Two-sided for point intervals of random answers; bounds hold at nominal or more, whoever answers."""
    found = [at_least(f"{what}_intervals_{way}", LEAST) for what in monitored.ESTIMATORS for way in WAYS]
    for what in POINT:
        found += [at_least(f"{what}_coverage_a", LEVEL - OFF), at_most(f"{what}_coverage_a", LEVEL + OFF)]
    found += [at_least(f"bounds_coverage_{way}", LEVEL) for way in WAYS]
    found += [at_most(f"{what}_se_a", SURE) for what in POINT]
    found += [at_most(f"bounds_se_{way}", SURE) for way in WAYS]
    return [
        *found,
        at_most("singled_out_excess", 0),
        at_most("family_alarms", 0.06),
        at_most("compared_excess", 0),
        at_least("correlation", 0.7),
        at_most("ppi_to_full", 2.4),
        at_most("ppi_to_sample", 0.8),
        at_least("ppi_coverage", LEVEL - OFF),
        at_most("ppi_coverage", LEVEL + OFF),
    ]


def effort_goals(families: tuple[str, ...]) -> list[Goal]:
    """In every shipped scenario the bounds of those drawn are the narrower ones, and hold."""
    names = [f"{scenario.replace('-', '_')}_{family.lower()}" for scenario in shipped() for family in families]
    return [
        *(at_least(f"effort_wins_{name}", 0.95) for name in names),
        *(at_least(f"effort_holds_{name}", LEVEL) for name in names),
    ]
