"""Lay packs over each other and choose what holds on one day: later layers override by id, key by key."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from weisu.domain.events import canonical
from weisu.domain.policy.calendars import build_calendar, year_faults
from weisu.domain.policy.composites import compile_composite
from weisu.domain.policy.deadlines import compile_clock, compile_deadline
from weisu.domain.policy.notices import compile_escalation, compile_notice
from weisu.domain.policy.pack import ALWAYS_IN_FORCE, Pack
from weisu.domain.policy.policy import Policy, Rows
from weisu.domain.policy.problems import Problem, problem, refuse
from weisu.domain.policy.rows import MergedRow, Row, Source
from weisu.domain.policy.scope import compile_scope
from weisu.domain.policy.transitions import compile_transition
from weisu.domain.worktime import WorkCalendar

OFFICE_HOURS = "office_hours"
_ONE_DAY = timedelta(days=1)
_COMPILERS: Mapping[str, Callable[[MergedRow], object]] = {
    "transition": compile_transition,
    "deadline": compile_deadline,
    "clock": compile_clock,
    "scope": compile_scope,
    "notice": compile_notice,
    "escalation": compile_escalation,
    "composite": compile_composite,
}


def merge(packs: Sequence[Pack], at: date) -> Policy:
    """The rules of the stack (nation first) as they hold on that day.

    Raises: PolicyError, naming file, line and rule, when the packs do not fit on each other or a rule cannot be read.
    """
    refuse(_misfits(packs))
    if at < ALWAYS_IN_FORCE:
        refuse([_misfit(packs[0], f"nothing of it was in force on {at}; name a later day")])
    rows = merged_rows(packs, at)
    calendar = _calendar(packs, rows)
    policy = Policy(
        id=packs[-1].id,
        version=content_hash(rows, calendar),
        region=packs[-1].region,
        at=at,
        valid_until=valid_until(packs, at),
        calendar=calendar,
        rows=rows,
        layers=tuple(pack.id for pack in packs),
    )
    refuse(_unreadable(policy))
    return policy


def merged_rows(packs: Sequence[Pack], at: date) -> Rows:
    """Every rule in force on the day, by kind and id, each value with its source."""
    merged: dict[str, dict[str, MergedRow]] = {}
    for pack in packs:
        for row in _in_force(pack, at):
            if row.kind == "calendar":
                row = _calendar_year(row, pack)
            below = merged.setdefault(row.kind, {}).get(row.id)
            merged[row.kind][row.id] = _override(below, row, pack)
    return merged


def valid_until(packs: Iterable[Pack], at: date) -> date | None:
    """The first later day on which anything in the stack begins or has ended; None when nothing will change."""
    begins = (row.since for pack in packs for row in pack.rows)
    ended = (row.until + _ONE_DAY for pack in packs for row in pack.rows if row.until)
    return min((day for day in [*begins, *ended] if day > at), default=None)


def content_hash(rows: Rows, calendar: WorkCalendar) -> str:
    """SHA-256 over the merged values and the calendar; where a value was written does not count, nor do examples."""
    content = {
        kind: {
            row.id: {key: plain(value) for key, value in row.values.items() if key != "example"}
            for row in some.values()
        }
        for kind, some in rows.items()
        if kind not in ("calendar", "example")
    }
    days = {
        "first_day": calendar.first_day,
        "last_day": calendar.last_day,
        "holidays": sorted(calendar.holidays),
        "makeup_days": sorted(calendar.makeup_days),
        "office_hours": calendar.office_hours,
        "time_zone": calendar.time_zone,
    }
    return hashlib.sha256(canonical({"rules": content, "calendar": plain(days)}).encode()).hexdigest()


def plain(value: object) -> object:
    """A TOML value as plain JSON: dates and times become ISO text, tuples lists, floats text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value


def _in_force(pack: Pack, at: date) -> list[Row]:
    """The newest version of each rule whose dates cover the day, in the order written."""
    newest: dict[tuple[str, str], Row] = {}
    for row in pack.rows:
        if row.in_force(at):
            other = newest.get((row.kind, row.id))
            if other is None or other.since < row.since:
                newest[row.kind, row.id] = row
    return list(newest.values())


def _calendar_year(row: Row, pack: Pack) -> Row:
    """Calendars of layers are joined, not replaced: each keeps a name of its own; the nation's are whole years."""
    if pack.is_overlay:
        return replace(row, id=f"{pack.id}/{row.id}")
    return replace(row, values={**row.values, "whole_year": True})


def _override(below: MergedRow | None, row: Row, pack: Pack) -> MergedRow:
    sources = {key: _qualified(row.source_of(key), pack) for key in row.values}
    source = _qualified(row.source, pack)
    if below is None:
        return MergedRow(row.kind, row.id, row.values, sources, source, (pack.id,), row.since)
    values = {**below.values, **row.values}
    layers = (*below.layers, pack.id)
    return MergedRow(row.kind, row.id, values, {**below.sources, **sources}, source, layers, row.since)


def _qualified(source: Source, pack: Pack) -> Source:
    return Source(f"{pack.id}/{source.file}", source.line)


def _misfits(packs: Sequence[Pack]) -> list[Problem]:
    if not packs:
        return [Problem("pack.toml", 1, "", "no pack was given")]
    found = []
    if packs[0].extends:
        found.append(_misfit(packs[0], f"extends {packs[0].extends!r}, which was not given"))
    for below, pack in pairwise(packs):
        if pack.extends != below.id:
            found.append(_misfit(pack, f"extends {pack.extends!r}, but the layer beneath it is {below.id!r}"))
    return found


def _misfit(pack: Pack, text: str) -> Problem:
    return problem(_qualified(pack.source, pack), pack.id, text)


def _calendar(packs: Sequence[Pack], rows: Rows) -> WorkCalendar:
    years = list(rows.get("calendar", {}).values())
    refuse(year_faults(years))
    hours = rows.get("setting", {}).get(OFFICE_HOURS)
    try:
        written = None if hours is None else hours.values["value"]
        return build_calendar(years, time_zone=packs[-1].time_zone, office_hours=written)
    except (ValueError, KeyError) as error:
        source = hours.source if hours is not None else _qualified(packs[0].source, packs[0])
        refuse([problem(source, OFFICE_HOURS if hours is not None else packs[0].id, str(error))])
        raise


def _unreadable(policy: Policy) -> list[Problem]:
    """Compile each rule once, so that a policy in force can no longer fail."""
    found = []
    for kind, compiler in _COMPILERS.items():
        for row in policy.rows.get(kind, {}).values():
            try:
                compiler(row)
            except ValueError as error:
                found.append(problem(row.source, row.id, str(error)))
    return found
