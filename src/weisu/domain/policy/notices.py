"""Who is told of what by which wording, and which further warnings follow a limit that has passed.

A notice rule applies to one type of event while its condition holds for what the event and its ticket say. Every rule
that applies is followed: one event may have something to say to several people, to each in other words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from weisu.domain.conditions import Condition, compile_condition
from weisu.domain.policy.rows import MergedRow
from weisu.domain.worktime import Limit

FILLED_IN = frozenset(
    "number promised due clock unit to ground law reason answer plan review count earlier route"
    " year month day hour minute".split()
)
"""What a wording may leave open, as in `{number}`."""

MAX_AGE = "notices.max_age"
"""The setting that says how old an event may be that people are still told of."""


@dataclass(frozen=True)
class NoticeRule:
    """One rule: of which event, when, who is told, by which wording, under which heading."""

    id: str
    event: str
    when: Condition
    to: tuple[str, ...]
    wording: str
    label: Mapping[str, object]
    basis: str
    source: str


@dataclass(frozen=True)
class EscalationRule:
    """One further warning: given `after` any of these clocks has run out and still runs."""

    id: str
    clocks: tuple[str, ...]
    after: Limit
    basis: str
    source: str


def compile_notice(row: MergedRow) -> NoticeRule:
    """Build one rule of notices from its merged row.

    Raises: ValueError, when its condition cannot be read.
    """
    return NoticeRule(
        id=row.id,
        event=row.text("event"),
        when=compile_condition(row.table("when")),
        to=row.names("to"),
        wording=row.text("wording"),
        label=row.table("label"),
        basis=row.text("basis"),
        source=str(row.source),
    )


def compile_escalation(row: MergedRow) -> EscalationRule:
    """Build one escalation rule from its merged row.

    Raises: ValueError, when the time after which it warns cannot be read.
    """
    return EscalationRule(
        id=row.id,
        clocks=row.names("clocks"),
        after=Limit.parse(row.values.get("after")),
        basis=row.text("basis"),
        source=str(row.sources.get("after", row.source)),
    )


def left_open(wording: str) -> set[str]:
    """The names a wording leaves open.

    Raises: ValueError, when its braces do not match.
    """
    return {name for _text, name, _spec, _conversion in Formatter().parse(wording) if name is not None}
