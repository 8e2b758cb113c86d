"""Every rule's examples, evaluated: given these facts, the merged rules must say what the example expects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from weisu.domain.errors import DomainError
from weisu.domain.policy.composites import printed, score
from weisu.domain.policy.layers import merge
from weisu.domain.policy.pack import ALWAYS_IN_FORCE, Pack
from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, problem
from weisu.domain.policy.rows import Row, Source
from weisu.domain.worktime import UNITS, Limit

Given = Mapping[str, object]


def faults(packs: Sequence[Pack]) -> Iterator[Problem]:
    """Examples of the last pack that do not come out as written."""
    policies: dict[date, Policy] = {}
    for row in packs[-1].rows:
        for source, ask, given, expect in _examples(row):
            day = _day(row, given, packs)
            if not row.in_force(day) and row.kind != "example":
                yield problem(source, row.id, f"the example is for {day}, when this rule is not in force")
                continue
            if day not in policies:
                policies[day] = merge(packs, day)
            yield from _tried(policies[day], row, source, ask, given, expect)


def _examples(row: Row) -> Iterator[tuple[Source, str, Given, Given]]:
    if row.kind == "example":
        yield row.source, str(row.values["ask"]), _table(row.values["given"]), _table(row.values["expect"])
        return
    written = row.values.get("example", [])
    for index, example in enumerate(written if isinstance(written, list) else []):
        source = Source(row.source.file, row.lines.get(f"example.{index}", row.source.line))
        yield source, row.kind, _table(example.get("given")), _table(example.get("expect"))


def _day(row: Row, given: Given, packs: Sequence[Pack]) -> date:
    start = row.values.get("at") or given.get("start_at")
    if isinstance(start, datetime):
        return start.date()
    if isinstance(start, date):
        return start
    if row.since != ALWAYS_IN_FORCE:
        return row.since
    return max(entry.since for pack in packs for entry in pack.rows)


def _tried(policy: Policy, row: Row, source: Source, ask: str, given: Given, expect: Given) -> Iterator[Problem]:
    asker = ASKERS.get(ask)
    if asker is None:
        yield problem(source, row.id, f"nothing can be asked of {ask!r}; known: {', '.join(sorted(ASKERS))}")
        return
    try:
        found = asker(policy, row, given)
    except (DomainError, ValueError) as error:
        yield problem(source, row.id, f"the example cannot be evaluated: {error}")
        return
    if not expect:
        yield problem(source, row.id, "the example expects nothing; write expect = { … }")
    for key, wanted in expect.items():
        if key not in found:
            yield problem(source, row.id, f"expect may name {', '.join(sorted(found))}, not {key!r}")
        elif found[key] != wanted:
            yield problem(
                source,
                row.id,
                f"the example expects {key} = {_said(wanted, policy)}, the rules say {_said(found[key], policy)}",
            )


def _deadline(policy: Policy, row: Row, given: Given) -> Given:
    clock = str(
        given.get("clock") or policy.rows["deadline"][row.id].text("clock")
        if row.kind == "deadline"
        else given["clock"]
    )
    rule = policy.deadline(clock, given)
    if rule is None:
        return {"none": True, "rule": "", "due_at": None}
    start = given.get("start_at")
    due = policy.calendar.due(start, rule.limit) if isinstance(start, datetime) else None
    return {"none": False, "rule": rule.id, "due_at": due, "within": rule.limit.text}


def _setting(policy: Policy, row: Row, given: Given) -> Given:
    value = policy.setting(row.id)
    found: dict[str, object] = {"value": value}
    start = given.get("start_at")
    if isinstance(start, datetime):
        amount = value if isinstance(value, Mapping) else {key: given[key] for key in UNITS if key in given}
        found["due_at"] = policy.calendar.due(start, Limit.parse(amount))
    return found


def _scope(policy: Policy, row: Row, given: Given) -> Given:
    matched = [found.rule for found in policy.scope(given) if found.matched]
    first = matched[0] if matched else None
    return {
        "none": not matched,
        "ground": first.ground if first else "",
        "outcome": first.outcome if first else "",
        "rule": first.id if first else "",
    }


def _notice(policy: Policy, row: Row, given: Given) -> Given:
    """Whether this rule applies, whom it tells, and which rules tell somebody of it at all."""
    event = str(given.get("event") or policy.rows["notice"][row.id].text("event"))
    rules = policy.notices(event, given)
    own = [rule for rule in rules if rule.id == row.id]
    return {
        "applies": bool(own),
        "to": list(own[0].to) if own else [],
        "wording": own[0].wording if own else "",
        "rules": sorted(rule.id for rule in rules),
    }


def _escalation(policy: Policy, row: Row, given: Given) -> Given:
    """Whether this rule is for the clock, and when it warns of one that was due at `start_at`."""
    rule = next(rule for rule in policy.escalations if rule.id == row.id)
    due = given.get("start_at")
    at = policy.calendar.due(due, rule.after) if isinstance(due, datetime) else None
    return {"applies": given.get("clock") in rule.clocks, "at": at}


def _composite(policy: Policy, row: Row, given: Given) -> Given:
    """The score of a unit with these indicators, and the points of each part as weighed."""
    composite = policy.composites[row.id]
    unknown = sorted(set(given) - set(composite.indicators))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no indicator of it; known: {', '.join(composite.indicators)}")
    found = score(composite, {name: float(str(value)) for name, value in given.items()})
    parts = {name: printed(points, composite.decimals) for name, points in found.parts.items()}
    return {"score": found.total, "missing": list(found.missing), **parts}


def _vendor(policy: Policy, row: Row, given: Given) -> Given:
    return {"allowed": given.get("command") in policy.vendor_commands}


def _duty(policy: Policy, row: Row, given: Given) -> Given:
    found = policy.duty(str(given.get("matter", "")))
    return {"list": found or "", "none": found is None}


def _calendar(policy: Policy, row: Row, given: Given) -> Given:
    day = given.get("day")
    return {"working": policy.calendar.is_working(day)} if isinstance(day, date) else {}


def _catalogue(policy: Policy, row: Row, given: Given) -> Given:
    found = policy.catalogue_units(str(given.get("category", "")), str(given.get("region", "")))
    return {
        "none": found is None,
        "lead": found.lead if found else "",
        "supports": list(found.supports) if found else [],
    }


def _labels(policy: Policy, row: Row, given: Given) -> Given:
    return {"labels": sorted(policy.labels_of(str(given.get("matter", ""))))}


def _transition(policy: Policy, row: Row, given: Given) -> Given:
    """May this role take this step from this status with these fields; which row is it then."""
    steps = policy.transitions(str(given.get("command", "")))
    role, status = str(given.get("by", "")), str(given.get("from", ""))
    fields = {key: value for key, value in given.items() if key not in ("command", "by", "from")}
    for step in steps:
        if step.when.matches(fields) and role in step.by and (not step.from_ or status in step.from_):
            return {"allowed": True, "rule": step.id, "to": step.to}
    return {"allowed": False, "rule": "", "to": ""}


def _table(value: object) -> Given:
    return value if isinstance(value, Mapping) else {}


def _said(value: object, policy: Policy) -> str:
    """A value as the reader of the pack would write it: instants on the region's own wall clock."""
    return policy.calendar.local(value).isoformat() if isinstance(value, datetime) else repr(value)


ASKERS: Mapping[str, Callable[[Policy, Row, Given], Given]] = {
    "deadline": _deadline,
    "setting": _setting,
    "notice": _notice,
    "escalation": _escalation,
    "composite": _composite,
    "scope": _scope,
    "vendor": _vendor,
    "duty": _duty,
    "calendar": _calendar,
    "catalogue": _catalogue,
    "labels": _labels,
    "transition": _transition,
}
"""What an example may ask, by the kind of its rule or its own `ask`."""
