"""OCEL 2.0 in JSON: events about several objects at once; ours are tickets, units and the parts units had in them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple, TextIO

import orjson

from weisu.analytics.event_logs.errors import BadLog
from weisu.analytics.event_logs.general import LogRow
from weisu.analytics.event_logs.happened import Happened, Related, by_ticket, related
from weisu.analytics.event_logs.times import iso, microseconds
from weisu.domain.vocabulary import EventType

TICKET, UNIT, ASSIGNMENT = "ticket", "unit", "assignment"
SAID_OF_EVENT = ("status", "role")
SAID_OF_TICKET = ("kind", "category", "channel", "region")


class UnitObject(NamedTuple):
    """A handling unit: its id and name, and what it is."""

    id: str
    name: str
    kind: str
    level: str


def write_ocel(file: TextIO, events: Iterable[Happened], units: Iterable[UnitObject]) -> tuple[int, int]:
    """Write events that come ticket by ticket; returns (tickets, events). Objects wait in a file of their own."""
    tickets = count = 0
    comma = ""
    file.write(f'{{"eventTypes": {_dumped(_event_types())},\n"objectTypes": {_dumped(_object_types())},\n"events": [')
    with TemporaryFile("w+", encoding="utf-8") as objects:
        known = _units(objects, units)
        for ticket in by_ticket(events):
            tickets += 1
            for one in related(ticket):
                file.write(f"{comma}\n{_dumped(_event(one, known))}")
                comma = ","
                count += 1
                _write_objects(objects, one, known, is_first=one.happened is ticket[0])
        file.write('\n],\n"objects": [')
        objects.seek(0)
        for place, line in enumerate(objects):
            file.write(f"{',' if place else ''}\n{line.rstrip()}")
    file.write("\n]}\n")
    return tickets, count


def _units(objects: TextIO, units: Iterable[UnitObject]) -> set[str]:
    known = set()
    for unit in units:
        known.add(unit.id)
        _write_object(objects, unit.id, UNIT, {"name": unit.name, "kind": unit.kind, "level": unit.level}, 0, [])
    return known


def _write_objects(objects: TextIO, one: Related, known: set[str], *, is_first: bool) -> None:
    happened = one.happened
    if is_first:
        said = {name: getattr(happened, name) for name in SAID_OF_TICKET}
        _write_object(objects, happened.ticket, TICKET, said, happened.time_us, [])
    for part, unit in one.opened.items():
        whose = [_relation(happened.ticket, "part of")]
        whose += [_relation(unit, "work of")] if unit in known else []
        _write_object(objects, part, ASSIGNMENT, {}, happened.time_us, whose)


def _write_object(
    objects: TextIO, name: str, kind: str, said: Mapping[str, str], time_us: int, relations: list[dict[str, str]]
) -> None:
    attributes = [{"name": key, "time": iso(time_us), "value": value} for key, value in said.items() if value]
    objects.write(_dumped({"id": name, "type": kind, "attributes": attributes, "relationships": relations}) + "\n")


def _event(one: Related, known: set[str]) -> dict[str, Any]:
    happened = one.happened
    relations = [_relation(happened.ticket, "about")]
    relations += [_relation(happened.unit, "answered for by")] if happened.unit in known else []
    relations += [_relation(part, "part") for part in one.parts]
    said = [{"name": name, "value": getattr(happened, name)} for name in SAID_OF_EVENT if getattr(happened, name)]
    return {
        "id": happened.event,
        "type": happened.type,
        "time": iso(happened.time_us),
        "attributes": said,
        "relationships": relations,
    }


def _relation(object_id: str, qualifier: str) -> dict[str, str]:
    return {"objectId": object_id, "qualifier": qualifier}


def _event_types() -> list[dict[str, Any]]:
    attributes = [{"name": name, "type": "string"} for name in SAID_OF_EVENT]
    return [{"name": str(kind), "attributes": attributes} for kind in EventType]


def _object_types() -> list[dict[str, Any]]:
    said = {TICKET: SAID_OF_TICKET, UNIT: ("name", "kind", "level"), ASSIGNMENT: ()}
    return [
        {"name": kind, "attributes": [{"name": name, "type": "string"} for name in names]}
        for kind, names in said.items()
    ]


def _dumped(value: object) -> str:
    return orjson.dumps(value).decode()


def read_ocel(
    file: BinaryIO, name: Path, *, case: str = "", org: str = UNIT, left: list[str] | None = None
) -> Iterator[LogRow]:
    """One row per event and object of the type `case` (the only type there is, or `ticket`, when not told).

    What is said of events about no such object goes to `left`, where they stand.

    Raises: BadLog, naming the line, or the event and what it lacks.
    """
    try:
        told = json.loads(file.read())
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise BadLog(f"{name}, line {line}: not JSON: {error}") from error
    types = _types(told, name)
    case = _case_type(case, set(types.values()), name)
    for place, event in enumerate(told["events"], start=1):
        rows = list(_rows(event, f"{name}, event {place}", types, case, org))
        if not rows and left is not None:
            left.append(f"event {place}")
        yield from rows


def _types(told: Any, name: Path) -> dict[str, str]:
    """The type of every object by its id."""
    if not isinstance(told, dict) or not all(isinstance(told.get(key), list) for key in ("events", "objects")):
        raise BadLog(f"{name}, line 1: OCEL 2.0 has lists of events and objects; they are not there.")
    try:
        return {str(each["id"]): str(each["type"]) for each in told["objects"]}
    except (KeyError, TypeError) as error:
        raise BadLog(f"{name}: an object has no id or no type ({error}).") from error


def _case_type(case: str, known: set[str], name: Path) -> str:
    chosen = case or (TICKET if TICKET in known else "".join(known) if len(known) == 1 else "")
    if chosen not in known:
        said = f"it has no objects of type {case!r}" if case else "what is a case is not told"
        raise BadLog(f"{name}: {said}; name one with --case.", instead=sorted(known))
    return chosen


def _rows(event: Any, where: str, types: Mapping[str, str], case: str, org: str) -> Iterator[LogRow]:
    try:
        related_to = [str(each["objectId"]) for each in event.get("relationships", [])]
        activity, moment = str(event["type"]), microseconds(str(event["time"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise BadLog(f"{where}: it lacks {error}; an event has id, type, time and relationships.") from error
    except ValueError as error:
        raise BadLog(f"{where}: {error}") from error
    unknown = [one for one in related_to if one not in types]
    if unknown:
        raise BadLog(f"{where}: the object {unknown[0]!r} is not among the objects.")
    by = next((one for one in related_to if types[one] == org), "")
    yield from (LogRow(one, activity, moment, by) for one in related_to if types[one] == case)
