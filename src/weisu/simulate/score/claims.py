"""Claims as somebody writes them down: one JSON object of lists; what is malformed is named with its line and the fix.

The shapes below are the format; docs/reference/claims.md is written from them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

from weisu.simulate.score.errors import BadClaims
from weisu.simulate.score.lines import Spelled

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Moment:
    """An instant and the local day it was written in."""

    us: int
    day: str


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text in quotes")
    return value


def number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("write a finite number")
    return float(value)


def between(value: Any) -> float:
    """A probability strictly between 0 and 1."""
    found = number(value)
    if not 0 < found < 1:
        raise ValueError("write a number between 0 and 1, as 0.95")
    return found


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise ValueError('write a list of texts, as ["…", "…"]')
    return tuple(text(one) for one in value)


def two_or_more(value: Any) -> tuple[str, ...]:
    """A list of at least two texts, none twice."""
    found = texts(value)
    if len(set(found)) < max(2, len(found)):
        raise ValueError("write at least two tickets, each once")
    return found


def moment(value: Any) -> Moment:
    """An instant with its offset from UTC."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError('write date, time and offset, as "2025-08-03T09:00:00+08:00"')
    return Moment(round(found.timestamp() * 1_000_000), found.date().isoformat())


def said(doc: str, reads: Reader, **given: Any) -> Any:
    """A field of a claim: what it means and how it is read."""
    return field(metadata={"doc": doc, "reads": reads}, **given)


@dataclass(frozen=True)
class Estimate:
    """A number that lies somewhere between two others, it is claimed, with some confidence."""

    key: str = said("which quantity; its parts are joined by `/`", text)
    estimand: str = said("what is estimated; one of those below", text)
    point: float = said("the estimate", number)
    lo: float = said("lower end of its interval", number)
    hi: float = said("upper end of its interval", number)
    level: float = said("how often such intervals shall hold the truth, as 0.95", between)
    cluster: str = said("claims of one cluster err together", text, default="")
    where: str = ""


@dataclass(frozen=True)
class HotSpot:
    """Something flares up there."""

    matter: str = said("code of a matter in the tree of the packs, or of an ancestor", text)
    since: Moment = said("since when", moment)
    raised_at: Moment = said("when the alarm was given", moment)
    places: tuple[str, ...] = said(
        "codes of regions, or `code/name-of-a-community`; everywhere without it", texts, default=()
    )
    where: str = ""


@dataclass(frozen=True)
class Cheat:
    """A unit plays a game."""

    unit: str = said("id of the unit", text)
    kind: str = said("which game, as in the table `gaming` of the truth", text)
    since: Moment = said("since when", moment)
    raised_at: Moment = said("when it was said", moment)
    tickets: tuple[str, ...] = said("ids or numbers of tickets it was played on", texts, default=())
    where: str = ""


@dataclass(frozen=True)
class Duplicate:
    """Tickets that are about one problem."""

    tickets: tuple[str, ...] = said("their ids or numbers, two or more", two_or_more)
    where: str = ""


@dataclass(frozen=True)
class Merge:
    """A proposal to handle one ticket with another."""

    ticket: str = said("id or number of the ticket that would rest", text)
    into: str = said("id or number of the ticket that would go on", text)
    where: str = ""


LISTS: Mapping[str, type[Any]] = {
    "estimates": Estimate,
    "hot_spots": HotSpot,
    "cheats": Cheat,
    "duplicates": Duplicate,
    "merges": Merge,
}


@dataclass(frozen=True)
class Claims:
    """The lists somebody claims; None was not claimed at all, an empty list says that there is nothing."""

    estimates: tuple[Estimate, ...] | None = None
    hot_spots: tuple[HotSpot, ...] | None = None
    cheats: tuple[Cheat, ...] | None = None
    duplicates: tuple[Duplicate, ...] | None = None
    merges: tuple[Merge, ...] | None = None


def read(path: Path) -> Claims:
    """The claims of a file.

    Raises: BadClaims, naming line, claim, key and fix; OSError.
    """
    return parse(path.read_text(encoding="utf-8"), file=str(path))


def parse(said: str, *, file: str) -> Claims:
    """The claims of a text.

    Raises: BadClaims.
    """
    spelled = Spelled(file, said)
    try:
        found = json.loads(said)
    except json.JSONDecodeError as error:
        raise BadClaims(f"{file}:{error.lineno}: This is no JSON: {error.msg}.", instead=["mend the line"]) from error
    if not isinstance(found, dict):
        raise spelled.wrong("the file must hold one object", f'write {{"estimates": [...], ...}} with {_names()}')
    for name, rows in found.items():
        if name not in LISTS:
            raise spelled.wrong(f"{name!r} is no list of claims", f"write {_nearest(name, list(LISTS))}", at=name)
        if not isinstance(rows, list):
            raise spelled.wrong(f"{name} is no list", "write a list of objects", at=name)
    return Claims(**{name: tuple(_claims(name, rows, spelled)) for name, rows in found.items()})


def _claims(name: str, rows: list[Any], spelled: Spelled) -> list[Any]:
    return [_claim(LISTS[name], row, spelled, (name, place)) for place, row in enumerate(rows)]


def _claim(kind: type[Any], row: Any, spelled: Spelled, place: tuple[str, int]) -> Any:
    known = {one.name: one for one in fields(kind) if one.metadata}
    if not isinstance(row, dict):
        raise spelled.wrong("this is no object", f"write {{{', '.join(known)}}}", place)
    for word in row:
        if word not in known:
            raise spelled.wrong(f"{word!r} is not known", f"write {_nearest(word, list(known))}", place, word)
    missing = [name for name, one in known.items() if name not in row and one.default is MISSING]
    if missing:
        raise spelled.wrong(f"{', '.join(missing)} is missing", f"add {missing[0]}", place)
    values = {word: _value(known[word].metadata["reads"], row[word], spelled, place, word) for word in row}
    _check_order(values, spelled, place)
    return kind(**values, where=spelled.named(place))


def _value(reads: Reader, value: Any, spelled: Spelled, place: tuple[str, int], word: str) -> Any:
    try:
        return reads(value)
    except ValueError as error:
        raise spelled.wrong(f"{word} is {json.dumps(value, ensure_ascii=False)}", str(error), place, word) from error


def _check_order(values: Mapping[str, Any], spelled: Spelled, place: tuple[str, int]) -> None:
    """The two ends of an interval, of numbers or of time, stand in their order."""
    if "lo" in values and values["lo"] > values["hi"]:
        raise spelled.wrong("lo is above hi", "exchange them", place, "lo")
    if "since" in values and values["since"].us > values["raised_at"].us:
        raise spelled.wrong("raised_at is before since", "exchange them", place, "raised_at")


def _nearest(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, 1)
    return repr(near[0]) if near else f"one of {', '.join(known)}"


def _names() -> str:
    return ", ".join(LISTS)
