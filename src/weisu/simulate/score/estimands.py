"""What can be estimated of a simulated city, and the true value of each, by key."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import fmean
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from weisu.simulate.score.tables import Tables, categories

Values = Mapping[str, float]
Pairs = Iterable[tuple[str, float]]


class Estimand(NamedTuple):
    """A quantity: the parts of its key, one such key, what it is, and how the truth gives it."""

    key: str
    example: str
    doc: str
    values: Callable[[Tables], Values]


def resolved_rates(tables: Tables) -> Values:
    """By unit, matter and month."""
    codes, table = categories(tables), tables["expectations"]
    columns = (table[name].to_pylist() for name in ("unit_id", "matter", "month", "resolved_rate"))
    return _means(
        (f"{unit}/{codes.get(matter, matter)}/{month}", rate)
        for unit, matter, month, rate in zip(*columns, strict=True)
    )


def resolved_shares(tables: Tables) -> Values:
    """By unit that led last."""
    return _means(_pairs(tables["tickets"], "closed_by_unit", "is_resolved"))


def solved_shares(tables: Tables) -> Values:
    """By unit."""
    return _means(_pairs(tables["follow_ups"], "unit_id", "is_solved"))


def satisfied_shares(tables: Tables) -> Values:
    """By unit."""
    return _means(_pairs(tables["follow_ups"], "unit_id", "is_satisfied"))


def reporting_rates(tables: Tables) -> Values:
    """By neighbourhood."""
    return _means(_pairs(tables["people"], "neighbourhood", "reporting_rate"))


def intensities(tables: Tables) -> Values:
    """By neighbourhood, matter and day."""
    codes, table = categories(tables), tables["intensity"]
    columns = (table[name].to_pylist() for name in ("neighbourhood", "matter", "day", "expected"))
    return _sums(
        (f"{place}/{codes.get(matter, matter)}/{day}", mean) for place, matter, day, mean in zip(*columns, strict=True)
    )


def effects(tables: Tables) -> Values:
    """By neighbourhood and number of the action."""
    return {f"{row['neighbourhood']}/{row['action']}": row["effect"] for row in tables["actions"].to_pylist()}


def averted_problems(tables: Tables) -> Values:
    """By neighbourhood and number of the action."""
    return {
        f"{row['neighbourhood']}/{row['action']}": float(row["prevented"] - row["displaced"] - row["added"])
        for row in tables["actions"].to_pylist()
    }


def averted_contacts(tables: Tables) -> Values:
    """By neighbourhood and matter."""
    without = tables["counterfactual"].group_by(["neighbourhood", "matter"]).aggregate([("contacts", "sum")])
    spoken = tables["contacts"].group_by(["neighbourhood", "matter"]).aggregate([([], "count_all")])
    codes = categories(tables)
    return _sums((*_cells(without, "contacts_sum", codes, 1), *_cells(spoken, "count_all", codes, -1)))


ESTIMANDS: Mapping[str, Estimand] = {
    "resolved_rate": Estimand(
        "unit/matter/month",
        "u-990201-transport/traffic.bus.service/0",
        "how probably one round of its work really mends a problem of this matter, at the standard mix of difficulty;"
        " months count from 0",
        resolved_rates,
    ),
    "resolved_share": Estimand(
        "unit",
        "u-990201-urban",
        "share of the tickets it led last and closed whose problem was really gone then",
        resolved_shares,
    ),
    "solved_share": Estimand(
        "unit",
        "u-990201-urban",
        "share of its closings whose requester would truly say, when followed up, that it is gone",
        solved_shares,
    ),
    "satisfied_share": Estimand(
        "unit",
        "u-990201-urban",
        "share of its closings whose requester was truly satisfied, reached or not",
        satisfied_shares,
    ),
    "reporting_rate": Estimand(
        "neighbourhood",
        "990201001",
        "how probably those who spoke at least once speak up about a problem of median severity that harms them",
        reporting_rates,
    ),
    "expected_problems": Estimand(
        "neighbourhood/matter/day",
        "990201001/environment.noise.site/2025-08-03",
        "problems to be expected that day (2025-08-03) without what is planted",
        intensities,
    ),
    "action_effect": Estimand(
        "neighbourhood/action", "990201001/1", "share of problems an action truly prevented", effects
    ),
    "averted_problems": Estimand(
        "neighbourhood/action", "990201001/1", "problems prevented less those displaced and added", averted_problems
    ),
    "averted_contacts": Estimand(
        "neighbourhood/matter",
        "990201001/environment.noise.site",
        "contacts of the same city in which nobody acted, less those that were made",
        averted_contacts,
    ),
}


def _pairs(table: pa.Table, key: str, value: str) -> Iterator[tuple[str, float]]:
    """(key, value) of the rows in which both are known."""
    known = table.filter(pc.and_(pc.is_valid(table[value]), pc.not_equal(table[key], "")))
    return zip(known[key].to_pylist(), map(float, known[value].to_pylist()), strict=True)


def _cells(table: pa.Table, value: str, codes: Mapping[str, str], sign: int) -> Iterator[tuple[str, float]]:
    for row in table.to_pylist():
        yield f"{row['neighbourhood']}/{codes.get(row['matter'], row['matter'])}", sign * float(row[value])


def _means(pairs: Pairs) -> Values:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: fmean(values) for key, values in found.items()}


def _sums(pairs: Pairs) -> Values:
    found: defaultdict[str, float] = defaultdict(float)
    for key, value in pairs:
        found[key] += value
    return found
