"""What a new version of a pack changes, in words a councillor can read."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from weisu.domain.policy.pack import ALWAYS_IN_FORCE, Pack
from weisu.domain.policy.rows import Row, Source

Key = tuple[str, str, date]


class Difference(NamedTuple):
    """One value that is new, gone or another; `old` or `new` is None where the row does not exist."""

    kind: str
    id: str
    since: date
    key: str
    old: object
    new: object
    source: Source

    def __str__(self) -> str:
        dated = "" if self.since == ALWAYS_IN_FORCE else f" (from {self.since})"
        rule = f"{self.kind} {self.id}{dated}"
        if not self.key:
            return f"{'+' if self.new else '-'} {rule}  [{self.source}]"
        return f"~ {rule}: {self.key} {written(self.old)} → {written(self.new)}  [{self.source}]"


def differences(old: Pack | None, new: Pack) -> tuple[Difference, ...]:
    """Every difference between two versions of a pack, in the order of their rules."""
    before, after = _rows(old.rows if old else ()), _rows(new.rows)
    found: list[Difference] = []
    for key in sorted(before.keys() | after.keys()):
        one, two = before.get(key), after.get(key)
        if one is None or two is None:
            row = two or one
            if row is not None:
                found.append(Difference(*key, "", one and one.id, two and two.id, row.source))
        else:
            found += _changed(key, one, two)
    return tuple(found)


def change_text(found: Iterable[Difference]) -> str:
    """The differences as lines of text, for the record of a publication."""
    return "\n".join(map(str, found))


def written(value: object) -> str:
    """A value as a pack would write it."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {written(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else f'"{value}"' if isinstance(value, str) else str(value)


def _rows(rows: Iterable[Row]) -> dict[Key, Row]:
    return {(row.kind, row.id, row.since): row for row in rows}


def _changed(key: Key, one: Row, two: Row) -> list[Difference]:
    names = sorted({*one.values, *two.values} - {"example"})
    pairs = [(name, one.values.get(name), two.values.get(name)) for name in names]
    pairs.append(("until", one.until, two.until))
    return [Difference(*key, name, a, b, two.source_of(name)) for name, a, b in pairs if a != b]
