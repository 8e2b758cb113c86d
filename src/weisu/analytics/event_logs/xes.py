"""XES (IEEE 1849-2016): our log out, others' logs in; both one trace at a time, whatever the size."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from weisu.analytics.event_logs.errors import BadLog
from weisu.analytics.event_logs.general import LogRow
from weisu.analytics.event_logs.happened import Happened, by_ticket
from weisu.analytics.event_logs.times import iso, microseconds

CHUNK = 1 << 16
NAME, TIME, ORG = "concept:name", "time:timestamp", ("org:group", "org:resource")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <classifier name="Activity" keys="concept:name"/>
"""


def write_xes(file: TextIO, events: Iterable[Happened]) -> tuple[int, int]:
    """Write events that come ticket by ticket; returns (tickets, events). The case is the ticket."""
    tickets = count = 0
    file.write(HEAD)
    for ticket in by_ticket(events):
        file.write("  <trace>\n")
        first = ticket[0]
        for key, value in (
            (NAME, first.ticket),
            ("kind", first.kind),
            ("category", first.category),
            ("channel", first.channel),
            ("region", first.region),
        ):
            file.write(_string(4, key, value))
        file.writelines(map(_event, ticket))
        file.write("  </trace>\n")
        tickets += 1
        count += len(ticket)
    file.write("</log>\n")
    return tickets, count


def _event(one: Happened) -> str:
    said = (
        (NAME, one.type),
        ("lifecycle:transition", "complete"),
        ("org:group", one.unit),
        ("org:role", one.role),
        ("status", one.status),
    )
    strings = "".join(_string(6, key, value) for key, value in said)
    return f'    <event>\n{strings}      <date key="{TIME}" value="{iso(one.time_us)}"/>\n    </event>\n'


def _string(indent: int, key: str, value: str) -> str:
    return f"{' ' * indent}<string key={quoteattr(key)} value={quoteattr(value)}/>\n" if value else ""


def read_xes(file: BinaryIO, name: Path) -> Iterator[LogRow]:
    """The events of a log, trace by trace; nested attributes and those of globals are left.

    A document type is refused before anything of it is read, so no entity is ever expanded.

    Raises: BadLog, naming the line.
    """
    reader = _Reader(name)
    try:
        while chunk := file.read(CHUNK):
            reader.parser.Parse(chunk, False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadLog(f"{name}, line {error.lineno}: not well-formed XML: {expat.ErrorString(error.code)}.") from error
    yield from reader.taken()
    if not reader.is_log:
        raise BadLog(f"{name}, line 1: no <log> stands in it, so it is no XES.")


class _Reader:
    """What has been understood so far; `taken` hands out the rows of every trace that is complete."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.is_log = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._path: list[str] = []
        self._traces = 0
        self._case = ""
        self._said: dict[str, str] = {}
        self._trace: list[tuple[str, int, str]] = []
        self._rows: list[LogRow] = []

    def taken(self) -> list[LogRow]:
        rows, self._rows = self._rows, []
        return rows

    def _wrong(self, text: str) -> BadLog:
        return BadLog(f"{self.name}, line {self.parser.CurrentLineNumber}: {text}")

    def _doctype(self, *_given: object) -> None:
        raise self._wrong("a document type is not read; take the <!DOCTYPE …> out.")

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        tag = element.rpartition(":")[2]
        within = self._path[-1] if self._path else ""
        self._path.append(tag)
        if tag == "log":
            self.is_log = True
        elif tag == "trace":
            self._traces += 1
            self._case, self._trace = str(self._traces), []
        elif tag == "event":
            if "trace" not in self._path:
                raise self._wrong("an <event> stands outside every <trace>.")
            self._said = {}
        elif within == "event":
            self._said[attributes.get("key", "")] = attributes.get("value", "")
        elif within == "trace" and attributes.get("key") == NAME:
            self._case = attributes.get("value", self._case)

    def _end(self, element: str) -> None:
        tag = self._path.pop()
        if tag == "event":
            self._trace.append(self._understood())
        elif tag == "trace":
            self._rows += [LogRow(self._case, *one) for one in self._trace]

    def _understood(self) -> tuple[str, int, str]:
        said = self._said
        for key in (NAME, TIME):
            if not said.get(key):
                raise self._wrong(f"the event that ends here has no {key}.")
        try:
            moment = microseconds(said[TIME])
        except ValueError as error:
            raise self._wrong(str(error)) from error
        return said[NAME], moment, next((said[key] for key in ORG if said.get(key)), "")
