"""The truth as tables: what each neighbourhood collected, and what holds for the whole city."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from weisu.simulate.almanac import DAY
from weisu.simulate.city import City
from weisu.simulate.plants import positions
from weisu.simulate.problems import mending
from weisu.simulate.scenario import Matter, Unit
from weisu.simulate.truth import TABLES, problem_id

if TYPE_CHECKING:
    from weisu.simulate.life.neighbourhood import Neighbourhood

Rows = list[tuple[Any, ...]]
BAD = ("promise", "false_repair", "pressed_withdrawal")
MID_MONTH = 15 * DAY
QUANTILES = 41


def of(here: "Neighbourhood", without: "Neighbourhood | None") -> dict[str, pa.Table]:
    """The tables of one neighbourhood; `without` lived the same time without anybody acting."""
    rows = dict(here.truth.rows)
    rows["problems"] = _problems(here)
    rows["tickets"] = _tickets(here)
    rows["gaming"] = [*rows["gaming"], *_played(here)]
    rows["actions"] = _actions(here)
    rows["people"] = _people(here)
    rows["intensity"] = list(_intensity(here))
    rows["counterfactual"] = list(_cells(without or here))
    return {name: _table(name, some) for name, some in rows.items()}


def joined(city: City, parts: Sequence[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of all neighbourhoods, one after the other, and those of the city."""
    found = {name: pa.concat_tables([part[name] for part in parts]) for name in TABLES}
    found["units"] = _table("units", _units(city))
    found["gaming"] = pa.concat_tables([_table("gaming", _dials(city)), found["gaming"]])
    found["hotspots"] = _table("hotspots", list(_hotspots(city)))
    found["expectations"] = _table("expectations", list(_expectations(city)))
    return found


def _table(name: str, rows: Rows) -> pa.Table:
    schema = TABLES[name]
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _problems(here: "Neighbourhood") -> Rows:
    return [
        (problem_id(p), here.region.code, here.place_of(p.community), p.matter.key, p.matter.category, p.matter.life,
         p.severity, p.difficulty, p.born_us, p.gone_us if p.gone_us < here.almanac.end_us else None, p.contacts,
         p.mends, p.plant, p.prevented_by)
        for p in here.truth.problems
    ]  # fmt: skip


def _tickets(here: "Neighbourhood") -> Rows:
    seen: Counter[str] = Counter()
    rows: Rows = []
    for case in here.truth.cases.values():
        of_problem = problem_id(case.problem) if case.problem is not None else None
        lead = case.state.lead
        right = case.right if case.nature not in ("enquiry",) else ""
        rows.append(
            (case.ticket_text, case.number, here.region.code, case.nature, case.matter.key, of_problem, right,
             case.nature in ("unreasonable", "malicious"), bool(of_problem and seen[of_problem]),
             case.state.registered_us, case.state.closed_us or None, lead.unit if lead is not None else "",
             case.fixed if case.state.closed_us else None)
        )  # fmt: skip
        if of_problem:
            seen[of_problem] += 1
    return rows


def _played(here: "Neighbourhood") -> Iterator[tuple[Any, ...]]:
    for case in here.truth.cases.values():
        for unit, kind, at_us in case.plays:
            yield unit, kind, None, None, None, case.ticket_text, at_us


def _actions(here: "Neighbourhood") -> Rows:
    manager = here.truth.manager
    return [
        (here.region.code, a.number, a.matter, a.unit, a.from_us, a.until_us, a.effect, a.prevented, a.displaced,
         a.added)
        for a in (manager.actions if manager is not None else [])
    ]  # fmt: skip


def _people(here: "Neighbourhood") -> Rows:
    speaks = here.settings.people.speaks
    return [
        (p.id, here.region.code, p.kind, p.age, p.channel, min(1.0, speaks * p.speaks), p.critical, p.lies, contacts)
        for p, contacts in here.truth.callers.values()
    ]


def _intensity(here: "Neighbourhood") -> Iterator[tuple[Any, ...]]:
    births = here.births
    for day in here.almanac.days:
        added: Counter[str] = Counter()
        for plant, places in births.plants:
            added[plant.matter] += births.planted(plant, places, day)  # type: ignore[assignment]
        for matter in births.matters:
            mean, more = births.expected(matter, day), float(added[matter.key])
            born = here.truth.born_on[matter.key, day.number]
            if mean or more or born:
                yield here.region.code, matter.key, day.date.isoformat(), mean, more, born


def _cells(here: "Neighbourhood") -> Iterator[tuple[Any, ...]]:
    days = here.almanac.days
    spared: Counter[tuple[str, int]] = Counter()
    for problem in here.truth.problems:
        spared[problem.matter.key, here.almanac.day_of(problem.born_us).number] += not problem.prevented_by
    contacts = {(matter, day): count for (what, matter, day), count in here.truth.cells.items() if what == "contacts"}
    for matter, day in sorted({*spared, *contacts}):
        cell = (matter, day)
        yield here.region.code, matter, days[day].date.isoformat(), spared[cell], contacts.get(cell, 0)


def _units(city: City) -> Rows:
    return [(name, *astuple(t)) for name, t in sorted(city.traits.items())]


def _dials(city: City) -> Rows:
    return [(g.unit, g.kind, g.strength, g.from_us, g.until_us, None, None) for g in city.games.all]


def _hotspots(city: City) -> Iterator[tuple[Any, ...]]:
    where = positions(city.neighbourhoods)
    start = city.almanac.start_us
    for plant in city.plants:
        begin, end = start + plant.start * DAY, start + (plant.start + plant.days) * DAY
        for code, place in sorted(plant.spots):
            x, y = where[code, place]
            name = city.regions[code].communities[place]
            yield plant.id, plant.kind, plant.matter, code, name, x, y, begin, end, plant.strength, plant.shape


def _expectations(city: City) -> Iterator[tuple[Any, ...]]:
    """The true rate at which a unit mends problems of a matter at the standard mix of difficulty, month by month."""
    pairs = sorted({(m.key, city.right_unit(m.category, n.code).id) for m in city.matters.values() if m.share
                    for n in city.neighbourhoods})  # fmt: skip
    months = sorted({(day.date.year, day.date.month) for day in city.almanac.days})
    for key, unit in pairs:
        matter, rate = city.matters[key], _standard(city, city.matters[key], city.units[unit])
        for number, (year, month) in enumerate(months):
            at_us = city.almanac.midnight_us(date(year, month, 1), city.almanac.calendar.time_zone) + MID_MONTH
            yield unit, matter.key, number, rate * _honest(city, unit, at_us)


def _standard(city: City, matter: Matter, unit: Unit) -> float:
    spread, skill = city.settings.demand.difficulty, city.traits[unit.id].skill
    lots = [NormalDist().inv_cdf((n + 0.5) / QUANTILES) for n in range(QUANTILES)]
    return sum(mending(matter, skill, spread * lot) for lot in lots) / QUANTILES


def _honest(city: City, unit: str, at_us: int) -> float:
    """On what share of its tickets the unit really works, a rejected phrase being worked on after all."""
    strength = city.games.strength
    honest = 1.0
    for kind in BAD:
        honest *= 1.0 - strength(unit, kind, at_us)
    phrase = strength(unit, "perfunctory_reply", at_us)
    return honest * (1.0 - phrase) + phrase * city.settings.centre.rejects
