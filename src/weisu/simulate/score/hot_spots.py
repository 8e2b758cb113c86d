"""Alarms of hot spots and topics: which were right, which were about something genuine, which were false, how late."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pyarrow.compute as pc

from weisu.simulate.score.claims import HotSpot
from weisu.simulate.score.outbreaks import DAY_US, World
from weisu.simulate.score.places import Spot, claimed, communities
from weisu.simulate.score.share import Share, spread
from weisu.simulate.score.tables import Tables, categories, covers, days

OVERLAP = 0.5
ON_PURPOSE = ("hot_spot", "topic")
MONTH_DAYS = 365.25 / 12


class Plant(NamedTuple):
    """One planted thing: where, of what, and when."""

    kind: str
    matter: str
    spots: frozenset[Spot]
    from_us: int
    until_us: int

    def is_met(self, claim: HotSpot, spots: frozenset[Spot]) -> bool:
        """Same matter or ancestor, at least half of either's communities in common, raised while it lasted."""
        in_time = self.from_us <= claim.raised_at.us <= self.until_us
        shared = len(spots & self.spots) >= OVERLAP * max(len(spots), len(self.spots))
        return in_time and shared and covers(claim.matter, self.matter)


class Alarms(NamedTuple):
    """What one truth says about a list of alarms; `delays` are days from planting to the first alarm, None: missed."""

    right: int
    genuine: int
    false: int
    delays: list[tuple[str, float | None]]
    days: int


def judged(tables: Tables, claims: Sequence[HotSpot]) -> Alarms:
    """Every alarm judged, every audible plant looked for. Raises: BadClaims for a place that is none."""
    known = communities(tables)
    plants, world = _plants(tables), World(tables, known)
    meant = [(claim, claimed(claim, known)) for claim in claims]
    met = [[plant for plant in plants.values() if plant.is_met(*one)] for one in meant]
    missed = [one for one, mine in zip(meant, met, strict=True) if not mine]
    genuine = sum(world.is_genuine(*one) for one in missed)
    looked_for = [plant for id, plant in plants.items() if id in _audible(tables) and plant.kind in ON_PURPOSE]
    delays = [(plant.kind, _delay(plant, meant)) for plant in looked_for]
    return Alarms(len(claims) - len(missed), genuine, len(missed) - genuine, delays, len(days(tables)))


def scored(found: Sequence[Alarms]) -> dict[str, Any]:
    """Precision, recall and delay over several truths together; false alarms by month of city life."""
    right, genuine, false = (sum(getattr(one, name) for one in found) for name in ("right", "genuine", "false"))
    delays = [delay for one in found for delay in one.delays]
    months = sum(one.days for one in found) / MONTH_DAYS
    return {
        "alarms": right + genuine + false,
        "right": right,
        "genuine": genuine,
        "false": false,
        "false_a_month": false / months if months else None,
        "planted": len(delays),
        "precision": Share(right, right + false).as_dict(),
        "recall": _recall(delays),
        "recall_by_kind": {kind: _recall(of) for kind, of in _by_kind(delays).items()},
        "delay_days": spread([delay for _, delay in delays if delay is not None]),
    }


def _recall(delays: Sequence[tuple[str, float | None]]) -> dict[str, float | int | None]:
    return Share(sum(delay is not None for _, delay in delays), len(delays)).as_dict()


def _by_kind(delays: Iterable[tuple[str, float | None]]) -> dict[str, list[tuple[str, float | None]]]:
    found: defaultdict[str, list[tuple[str, float | None]]] = defaultdict(list)
    for kind, delay in delays:
        found[kind].append((kind, delay))
    return dict(sorted(found.items()))


def _delay(plant: Plant, meant: Sequence[tuple[HotSpot, frozenset[Spot]]]) -> float | None:
    instants = [claim.raised_at.us for claim, spots in meant if plant.is_met(claim, spots)]
    return (min(instants) - plant.from_us) / DAY_US if instants else None


def _plants(tables: Tables) -> dict[int, Plant]:
    codes = categories(tables)
    rows: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in tables["hotspots"].to_pylist():
        rows[row["plant_id"]].append(row)
    return {id: _plant(some, codes.get(some[0]["matter"], some[0]["matter"])) for id, some in rows.items()}


def _plant(rows: Sequence[dict[str, Any]], matter: str) -> Plant:
    spots = frozenset((row["neighbourhood"], row["community"]) for row in rows)
    return Plant(rows[0]["kind"], matter, spots, rows[0]["from_us"], rows[0]["until_us"])


def _audible(tables: Tables) -> set[int]:
    """Plants somebody spoke of; what nobody ever mentioned cannot be heard by anybody."""
    table = tables["problems"]
    spoken = table.filter(pc.and_(pc.greater(table["plant_id"], 0), pc.greater(table["contacts"], 0)))
    return set(spoken["plant_id"].to_pylist())
