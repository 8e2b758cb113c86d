"""Words a pack may use: commands, statuses, roles, clocks, guards, facts. Vocabulary is code; a pack invents none."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields

from weisu.domain.commands import COMMANDS
from weisu.domain.conditions import HOUR, compile_condition
from weisu.domain.policy import composites
from weisu.domain.policy.catalogues import DUTY_LISTS, LABEL_AXES
from weisu.domain.policy.deadlines import DAY_KIND
from weisu.domain.policy.notices import FILLED_IN, left_open
from weisu.domain.policy.pack import Pack
from weisu.domain.policy.problems import Problem, problem
from weisu.domain.policy.rows import Row
from weisu.domain.policy.schema import SHAPES
from weisu.domain.policy.settings import SETTINGS, fault
from weisu.domain.policy.transitions import CLOCK_OPERATIONS, TICKET, UNIT
from weisu.domain.spelling import nearest
from weisu.domain.vocabulary import (
    PRIORITIES,
    AssignmentStatus,
    Audience,
    Clock,
    EventType,
    Kind,
    Level,
    Role,
    Status,
    TriageOutcome,
    UnitKind,
)
from weisu.domain.worktime import Limit

TICKET_FROM = frozenset({*Status, "new"})
UNIT_FROM = frozenset(AssignmentStatus)
PREVIOUS = "@previous"
CONTACT_WORDS = frozenset({"contact_received", "contact_called_back"})
"""What a vendor's staff may do with a call that is no ticket yet; not commands of a ticket."""

DEADLINE_FACTS: Mapping[str, Collection[str] | None] = {
    "status": frozenset(Status),
    "kind": frozenset(Kind),
    "level": frozenset(Level),
    "unit_kind": frozenset(UnitKind),
    "unit_level": frozenset(Level),
    DAY_KIND: frozenset({"working", "off"}),
    "category": None,
    "labels": None,
    "priority": frozenset(PRIORITIES),
    "origin": frozenset({"request", "proactive", "partner"}),
    "channel": None,
    "region": None,
    "anonymity": frozenset({"open", "confidential", "anonymous"}),
    "triage": frozenset(TriageOutcome),
    "reopens": None,
    "unit": None,
    HOUR: None,
}
"""Facts a deadline may ask about, and their words where they are fixed."""

NOTICE_FACTS = frozenset(
    "kind category priority channel origin anonymity level stage clock outcome ruling resolution failed_dispatches"
    " chases reopens".split()
)
"""What a notice rule may ask of an event and its ticket."""

Faults = Iterator[tuple[str, str]]


def faults(pack: Pack, guards: Collection[str]) -> Iterator[Problem]:
    """Every unknown word, wrong table and missing example of one pack."""
    for row in pack.rows:
        found = [*_examples(row, pack), *_conditions(row)]
        reader = _BY_KIND.get(row.kind)
        found += reader(row) if reader else []
        if row.kind == "transition":
            found += _unknown("guards", _list(row, "guards"), guards)
        for key, text in found:
            yield problem(row.source_of(key), row.id, text)


def _examples(row: Row, pack: Pack) -> Faults:
    """A rule that decides something shows what: also an overlay's, where it changes what is decided."""
    shape = SHAPES.get(row.kind)
    written = row.values.get("example", [])
    if shape and shape.needs_example and not written:
        yield "", f"the {row.kind} has no example; write [[{row.kind}.example]] with given and expect"
    for index, example in enumerate(written if isinstance(written, list) else []):
        for key in sorted(set(example) - {"given", "expect", "note"}):
            yield f"example.{index}", f"an example has given, expect and note, not {key!r}"
        for key in ("given", "expect"):
            if not isinstance(example.get(key, {}), Mapping):
                yield f"example.{index}", f"{key} of an example must be a table"


def _conditions(row: Row) -> Faults:
    for key, reader in (("when", compile_condition), ("within", Limit.parse), *_CLOCK_LIMITS):
        if key in row.values:
            try:
                reader(row.values[key])
            except ValueError as error:
                yield key, str(error)


def _transition(row: Row) -> Faults:
    command = row.values.get("command")
    if command is not None and command not in COMMANDS:
        yield "command", f"unknown command {command!r}; known: {', '.join(sorted(COMMANDS))}"
    of = row.values.get("of", TICKET)
    if of not in (TICKET, UNIT):
        yield "of", f"of must be {TICKET!r} or {UNIT!r}, not {of!r}"
    statuses = UNIT_FROM if of == UNIT else TICKET_FROM
    yield from _unknown("from", _list(row, "from"), statuses)
    if row.values.get("to"):
        yield from _unknown("to", [str(row.values["to"])], {*statuses, PREVIOUS})
    yield from _unknown("by", _list(row, "by"), set(Role))
    clocks = row.values.get("clocks", {})
    if isinstance(clocks, Mapping):
        yield from _unknown("clocks", clocks, CLOCK_OPERATIONS)
        for names in clocks.values():
            yield from _unknown("clocks", names if isinstance(names, list) else [str(names)], set(Clock))
    if isinstance(command, str) and command in COMMANDS:
        known = {field.name for field in fields(COMMANDS[command])}
        yield from _unknown("requires", _list(row, "requires"), known)
        yield from _unknown("when", _table(row, "when"), known)


def _deadline(row: Row) -> Faults:
    if "clock" in row.values:
        yield from _unknown("clock", [str(row.values["clock"])], set(Clock))
    for key, wanted in _table(row, "when").items():
        yield from _unknown("when", [key], DEADLINE_FACTS)
        known = DEADLINE_FACTS.get(key)
        if known is not None:
            values = wanted if isinstance(wanted, list) else [wanted]
            yield from _unknown("when", [str(value) for value in values], {*known, "", "*"})


def _scope(row: Row) -> Faults:
    if "outcome" in row.values:
        yield from _unknown("outcome", [str(row.values["outcome"])], set(TriageOutcome))


def _clock(row: Row) -> Faults:
    yield from _unknown("id", [row.id], set(Clock))


def _notice(row: Row) -> Faults:
    if "event" in row.values:
        yield from _unknown("event", [str(row.values["event"])], set(EventType))
    yield from _unknown("to", _list(row, "to"), set(Audience))
    yield from _unknown("when", _table(row, "when"), NOTICE_FACTS)


def _escalation(row: Row) -> Faults:
    yield from _unknown("clocks", _list(row, "clocks"), set(Clock))


def _composite(row: Row) -> Faults:
    yield from composites.faults(row.values)


def _wording(row: Row) -> Faults:
    for language in ("zh", "en"):
        try:
            yield from _unknown(language, left_open(str(row.values.get(language, ""))), FILLED_IN)
        except ValueError as error:
            yield language, f"its braces cannot be read: {error}"


def _setting(row: Row) -> Faults:
    if row.id not in SETTINGS:
        yield "id", f"unknown setting {row.id!r}{nearest(row.id, SETTINGS)}; known: {', '.join(SETTINGS)}"
    elif "value" in row.values and (wrong := fault(row.id, row.values["value"])):
        yield "value", wrong


def _vendor(row: Row) -> Faults:
    yield from _unknown("commands", _list(row, "commands"), {*COMMANDS, *CONTACT_WORDS})


def _duty(row: Row) -> Faults:
    yield from _unknown("list", [str(row.values.get("list"))], DUTY_LISTS)


def _label(row: Row) -> Faults:
    yield from _unknown("axis", [str(row.values.get("axis"))], LABEL_AXES)


def _unknown(key: str, given: Collection[str], known: Collection[str]) -> Faults:
    for word in given:
        if word not in known:
            yield key, f"unknown {key} word {word!r}{nearest(word, known)}; known: {', '.join(sorted(map(str, known)))}"


def _list(row: Row, key: str) -> list[str]:
    found = row.values.get(key, [])
    return [str(item) for item in found] if isinstance(found, list) else []


def _table(row: Row, key: str) -> Mapping[str, object]:
    found = row.values.get(key, {})
    return found if isinstance(found, Mapping) else {}


_CLOCK_LIMITS = (("after_pause", Limit.parse), ("warn_before", Limit.parse), ("after", Limit.parse))
_BY_KIND: Mapping[str, Callable[[Row], Faults]] = {
    "transition": _transition,
    "deadline": _deadline,
    "scope": _scope,
    "clock": _clock,
    "setting": _setting,
    "vendor": _vendor,
    "duty": _duty,
    "label": _label,
    "notice": _notice,
    "escalation": _escalation,
    "composite": _composite,
    "wording": _wording,
}
