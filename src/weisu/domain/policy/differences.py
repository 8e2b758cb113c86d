"""What a new version of a pack changes, in words a councillor can read."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from weisu.domain.policy.pack import ALWAYS_IN_FORCE, Pack
from weisu.domain.policy.policy import Policy
from weisu.domain.policy.rows import MergedRow, Row, Source

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
        found += _compared(key, before.get(key), after.get(key))
    return tuple(found)


def merged_differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """What another place rules otherwise: two merged stacks, value by value, with the source of the second's."""
    before, after = _merged_rows(old), _merged_rows(new)
    found: list[Difference] = []
    for key in sorted(before.keys() | after.keys()):
        found += _compared(key, before.get(key), after.get(key))
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


def _merged_rows(policy: Policy) -> dict[Key, MergedRow]:
    return {(kind, row.id, ALWAYS_IN_FORCE): row for kind, rows in policy.rows.items() for row in rows.values()}


def _compared(key: Key, one: Row | MergedRow | None, two: Row | MergedRow | None) -> list[Difference]:
    row = two or one
    if row is None:
        return []
    if one is None or two is None:
        return [Difference(*key, "", one and one.id, two and two.id, row.source)]
    names = sorted({*one.values, *two.values} - {"example"})
    pairs = [(name, one.values.get(name), two.values.get(name)) for name in names]
    pairs.append(("until", getattr(one, "until", None), getattr(two, "until", None)))
    return [Difference(*key, name, a, b, two.source_of(name)) for name, a, b in pairs if a != b]
