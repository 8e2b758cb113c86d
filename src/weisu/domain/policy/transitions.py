"""One permitted step of the lifecycle: who may take it, from where to where, with which papers and clocks."""

from collections.abc import Mapping
from dataclasses import dataclass

from weisu.domain.conditions import Condition, compile_condition
from weisu.domain.policy.rows import MergedRow

CLOCK_OPERATIONS = ("start", "stop", "pause", "resume", "move", "recompute")
TICKET, UNIT = "ticket", "unit"


@dataclass(frozen=True)
class Transition:
    """A row of the lifecycle table, ready to be asked.

    `of` says what moves: the whole ticket, or the acting unit's assignment. `when` is matched against the fields of
    the command. An empty `to` changes no status; an empty `from_` allows every status.
    """

    id: str
    command: str
    when: Condition
    of: str
    from_: frozenset[str]
    to: str
    by: frozenset[str]
    requires: tuple[str, ...]
    guards: tuple[str, ...]
    clocks: Mapping[str, tuple[str, ...]]
    basis: str
    label: Mapping[str, str]
    source: str


def compile_transition(row: MergedRow) -> Transition:
    """Build one step from its merged row.

    Raises: ValueError, when its condition cannot be read.
    """
    return Transition(
        id=row.id,
        command=row.text("command"),
        when=compile_condition(row.table("when")),
        of=row.text("of", TICKET),
        from_=frozenset(row.names("from")),
        to=row.text("to"),
        by=frozenset(row.names("by")),
        requires=row.names("requires"),
        guards=row.names("guards"),
        clocks=_clocks(row.table("clocks")),
        basis=row.text("basis"),
        label={str(language): str(text) for language, text in row.table("label").items()},
        source=str(row.source),
    )


def _clocks(table: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    lists = ((operation, names) for operation, names in table.items() if isinstance(names, list))
    return {operation: tuple(str(name) for name in names) for operation, names in lists if names}
