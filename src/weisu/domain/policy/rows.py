"""One rule as written: its kind, id, dates, values, and the file and line of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Source(NamedTuple):
    """Where something was written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Row:
    """One version of one rule of one pack, in force from `since` to `until` (last day included; None is open)."""

    kind: str
    id: str
    since: date
    until: date | None
    values: Mapping[str, object]
    source: Source
    lines: Mapping[str, int] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether the row's dates cover the day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def source_of(self, key: str) -> Source:
        """Where one value was written; the row's own line when the key has none."""
        return Source(self.source.file, self.lines.get(key, self.source.line))


@dataclass(frozen=True)
class MergedRow:
    """One rule as it holds after layering: later layers override key by key, each value keeps its source.

    `since` is the day from which the last of its layers holds; None where a rule was made without a pack.
    """

    kind: str
    id: str
    values: Mapping[str, object]
    sources: Mapping[str, Source]
    source: Source
    layers: tuple[str, ...]
    since: date | None = None

    def source_of(self, key: str) -> Source:
        """Where the value in force was written."""
        return self.sources.get(key, self.source)

    def text(self, key: str, default: str = "") -> str:
        """A value that must be text."""
        found = self.values.get(key, default)
        return found if isinstance(found, str) else default

    def names(self, key: str) -> tuple[str, ...]:
        """A value that is a list of words."""
        found = self.values.get(key, ())
        return tuple(str(item) for item in found) if isinstance(found, list | tuple) else ()

    def number(self, key: str, default: int = 0) -> int:
        """A value that must be a whole number."""
        found = self.values.get(key, default)
        return found if isinstance(found, int) else default

    def table(self, key: str) -> Mapping[str, object]:
        """A value that is a table."""
        found = self.values.get(key)
        return found if isinstance(found, Mapping) else {}
