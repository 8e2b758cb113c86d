"""The lifecycle table as a whole: nothing widened by an overlay, no status out of reach, no step left to chance."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from weisu.domain.commands import RuleQuarantine
from weisu.domain.policy.layers import merged_rows
from weisu.domain.policy.pack import Pack
from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, problem
from weisu.domain.policy.rows import MergedRow, Row, Source
from weisu.domain.policy.transitions import TICKET, UNIT, Transition
from weisu.domain.vocabulary import AssignmentStatus, Clock, Status

PREVIOUS = "@previous"
PROMISING = frozenset({"register", "triage", "rule_review"})
"""Where a date may be promised: at registration, and at an acceptance, also one won by a review of the refusal."""

FOLLOWS_LEAD: Mapping[str, str] = {
    AssignmentStatus.ANSWERED: Status.REPLIED,
    AssignmentStatus.RETURNED: Status.ACCEPTED,
    AssignmentStatus.MOVED: Status.DISPATCHED,
    AssignmentStatus.RELEASED: Status.ACCEPTED,
}
"""Where the ticket stands when its lead's part stands somewhere the ticket has no name for."""

FIXED = ("command", "of", "to", "label")
LESS = ("from", "by")
MORE = ("requires", "guards")


def widenings(packs: Sequence[Pack]) -> Iterator[Problem]:
    """Rows of the last pack that allow more than the layers beneath it do; an overlay may only narrow."""
    top = packs[-1]
    if not top.is_overlay:
        return
    for row in top.rows:
        if row.kind == "vendor":
            yield from _more_for_vendors(row, packs)
        if row.kind == "transition":
            below = merged_rows(packs[:-1], row.since).get("transition", {}).get(row.id)
            yield from _widened(row, below)


def _widened(row: Row, below: MergedRow | None) -> Iterator[Problem]:
    if below is None:
        yield problem(row.source, row.id, "an overlay may only narrow: no layer beneath has this transition")
        return
    for key in FIXED:
        if key != "label" and key in row.values and row.values[key] != below.values.get(key, _default(key)):
            yield problem(row.source_of(key), row.id, f"an overlay may only narrow: {key} cannot be changed")
    for key in LESS:
        more = sorted(_set(row.values.get(key)) - _set(below.values.get(key))) if key in row.values else []
        if more and not (key == "from" and not below.values.get("from")):
            yield problem(row.source_of(key), row.id, f"an overlay may only narrow: {key} adds {', '.join(more)}")
    for key in MORE:
        fewer = sorted(_set(below.values.get(key)) - _set(row.values.get(key))) if key in row.values else []
        if fewer:
            yield problem(row.source_of(key), row.id, f"an overlay may only narrow: {key} drops {', '.join(fewer)}")
    kept = below.table("when")
    given = row.values.get("when")
    if isinstance(given, Mapping) and any(given.get(key) != value for key, value in kept.items()):
        yield problem(row.source_of("when"), row.id, "an overlay may only narrow: when must keep every condition")
    if row.values.get("forbidden") is False and below.values.get("forbidden") is True:
        yield problem(
            row.source_of("forbidden"), row.id, "an overlay may only narrow: forbidden beneath stays forbidden"
        )


def _more_for_vendors(row: Row, packs: Sequence[Pack]) -> Iterator[Problem]:
    allowed = {
        command
        for below in merged_rows(packs[:-1], row.since).get("vendor", {}).values()
        for command in below.names("commands")
    }
    more = sorted(_set(row.values.get("commands")) - allowed)
    if more:
        yield problem(row.source_of("commands"), row.id, f"an overlay may only narrow: vendors gain {', '.join(more)}")


def _default(key: str) -> object:
    return TICKET if key == "of" else ""


def _set(words: object) -> set[str]:
    return {str(word) for word in words} if isinstance(words, list | tuple) else set()


def faults(policy: Policy) -> Iterator[Problem]:
    """What is wrong with the merged table on one day."""
    yield from _promises(policy)
    yield from _left_to_chance(policy)
    yield from _out_of_reach(policy)


def _promises(policy: Policy) -> Iterator[Problem]:
    for step in policy.all_transitions:
        if Clock.PROMISE in step.clocks.get("start", ()) and step.command not in PROMISING:
            text = "the promised date never restarts: only registration and acceptance may start the promise clock"
            yield problem(_source(policy, step, "clocks"), step.id, text)


def _left_to_chance(policy: Policy) -> Iterator[Problem]:
    """Two rows of one command for the same role and place with equally many conditions that may both hold."""
    for one, two in combinations(policy.all_transitions, 2):
        if one.command == two.command and len(one.when.tests) == len(two.when.tests) and _overlap(one, two):
            text = f"the same step as {two.id!r}: same command, place and role, and nothing tells them apart"
            yield problem(_source(policy, one, "when"), one.id, text)


def _overlap(one: Transition, two: Transition) -> bool:
    places = one.of != two.of or not one.from_ or not two.from_ or bool(one.from_ & two.from_)
    return places and bool(one.by & two.by) and not one.when.is_disjoint(two.when)


def _out_of_reach(policy: Policy) -> Iterator[Problem]:
    """Every status can be reached from nothing, and from every status archiving can be reached."""
    reached = _closure("new", _ways(policy, is_back_counted=False))
    ways = _ways(policy, is_back_counted=True)
    back = {there: {here for here, theres in ways.items() if there in theres} for there in [*Status, "new"]}
    ending = _closure(Status.ARCHIVED, back)
    source = _lifecycle_source(policy)
    for status in Status:
        if status not in reached and status not in _forbidden(policy):
            yield problem(source, status, f"status {status} cannot be reached from registration")
        elif status in reached and status not in ending:
            yield problem(source, status, f"from status {status} no way leads to an end")


def _ways(policy: Policy, *, is_back_counted: bool) -> dict[str, set[str]]:
    """Status → statuses one step away; the ticket follows its lead's part.

    `@previous` leads only where somebody has been before, so it opens nothing new, but it can lead on to an end. A
    quarantine puts away what should not be there at all: no way to an end of the work.
    """
    ways: dict[str, set[str]] = {}
    for step in (each for each in policy.all_transitions if each.command != RuleQuarantine.name):
        for here in step.from_ or frozenset(Status):
            if step.to == PREVIOUS:
                ends = _resting_places(policy, here) if is_back_counted else set()
            else:
                ends = {_of_ticket(step, step.to)} if step.to else set()
            ways.setdefault(_of_ticket(step, here), set()).update(ends)
    return ways


def _of_ticket(step: Transition, status: str) -> str:
    return FOLLOWS_LEAD.get(status, status) if step.of == UNIT else status


def _resting_places(policy: Policy, status: str) -> set[str]:
    """Where a ticket can have stood before it came to a status: `@previous` leads back there."""
    came = (step for step in policy.all_transitions if step.to == status)
    return {place for step in came for place in step.from_}


def _closure(start: str, ways: Mapping[str, Iterable[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(ways.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _forbidden(policy: Policy) -> set[str]:
    """A status that can only be reached by steps an overlay forbids on purpose is no fault."""
    rows = policy.rows.get("transition", {}).values()
    return {row.text("to") for row in rows if row.values.get("forbidden") is True}


def _source(policy: Policy, step: Transition, key: str) -> Source:
    return policy.rows["transition"][step.id].source_of(key)


def _lifecycle_source(policy: Policy) -> Source:
    return next((row.source for row in policy.rows.get("transition", {}).values()), Source("lifecycle.toml", 1))
