"""Random acts: a plausible value for every field of every command, and which commands lead anywhere."""

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta

from tests.cast import CAST, CITY, MONDAY, UNITS, policy_of, words
from weisu.domain.commands import COMMANDS
from weisu.domain.commands.command import Command
from weisu.domain.vocabulary import ActorKind

UNIT_NAMES = sorted(UNITS)
STAFFED = sorted({person.unit_id for person in CAST if person.kind == ActorKind.UNIT_STAFF})
PAIRS = [(), *((unit,) for unit in UNIT_NAMES), ("water", "ecology"), ("chengbei", "hepan")]
VALUES: dict[str, list[object]] = {
    "outcome": [
        "accept",
        "emergency",
        "statutory",
        "explain",
        "police",
        "reached",
        "reached",
        "no_answer",
        "unreachable",
    ],
    "ruling": ["stays", "moved", "upheld", "overturned", "granted", "refused"],
    "about": [(), (), *((unit,) for unit in UNIT_NAMES)],
    "key": ["administrator", "oversight"],
    "withdrawal": ["confirmed", "contested"],
    "answer": ["attending", "declining"],
    "proof": ["secret", "verified_call", ""],
    "witness": ["requester", "follow_up", "site_check"],
    "priority": ["general", "utility", "life_danger", "complex"],
    "origin": ["request", "proactive"],
    "kind": ["complaint", "inquiry", "tipoff"],
    "category": ["", "no.such.matter", *sorted(policy_of("national").categories)[::12]],
    "level": [""],
    "region": [CITY],
    "lead": UNIT_NAMES,
    "to": UNIT_NAMES,
    "unit": ["", "", "", *UNIT_NAMES],
    "supports": PAIRS,
    "units": PAIRS[1:],
    "children": [("child",)],
    "field": ["community"],
    "clock": ["closure", "closure", "reply_review", "promise"],
    "stage": ["due_soon", "overdue", "overdue-a-day"],
    "rubric": ["reply", "reply", "contact"],
    "contacted": ["yes", "yes", "no"],
    "solved": ["yes", "yes", "partly", "no", ""],
    "satisfied": ["yes", "partly", "no", ""],
    "grade": ["very_satisfied", "satisfied", "neutral", "dissatisfied"],
    "relation": ["repeat_of", "repeat_of", "concerns"],
    "other": ["N0", "N1", "N2", "N3"],
    "points": [None, 0, 60, 65, 100],
    "implied": [False, False, True],
    "entered_elsewhere": [None, False, True],
}
AHEAD: list[object] = [MONDAY + timedelta(days=days) for days in (1, 3, 9, 20, 60)]
Pick = Callable[[list[object]], object]


def choices(name: str, kind: object) -> list[object]:
    text = str(kind)
    if name in VALUES:
        return VALUES[name]
    if "TextRef" in text:
        return [(words(),)] if "tuple" in text else [words()]
    if "datetime" in text:
        return AHEAD
    if "bool" in text:
        return [False, True]
    return [()] if "tuple" in text else ["some"]


def filled(name: str, pick: Pick) -> Command:
    """The command with a plausible value in every field."""
    kind = COMMANDS[name]
    return kind(**{field.name: pick(choices(field.name, field.type)) for field in fields(kind)})


BESIDE = set(
    "link group ungroup correct check_quality send_warning supplement chase change_number hold_conference "
    "recategorise reprioritise recompute_clocks merge withdraw refer transfer archive request_exclusion "
    "request_quarantine".split()
)
"""Possible almost always, or the end of everything: given now and then, so that walks get far."""
