"""Codes that name each other: matters and their parents, labels, duties, the catalogue, wordings, stages."""

from collections.abc import Iterator

from weisu.domain.conditions import beneath
from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, problem
from weisu.domain.policy.rows import MergedRow
from weisu.domain.vocabulary import QUESTIONS, WarningStage


def faults(policy: Policy) -> Iterator[Problem]:
    """Every code that leads nowhere, on one day."""
    for row in policy.rows.get("category", {}).values():
        parent = row.text("parent")
        if parent and parent not in policy.categories:
            yield problem(row.source, row.id, f"its parent {parent!r} is no matter of the taxonomy")
        if parent and not beneath(row.id, parent):
            yield problem(row.source, row.id, f"its code must begin with that of its parent {parent!r}")
    for kind, key in (("label", "matters"), ("duty", "matter"), ("catalogue", "category")):
        for row in policy.rows.get(kind, {}).values():
            yield from _matters(policy, row, key)
    yield from _wordings(policy)
    yield from _questions(policy)
    yield from _stages(policy)
    yield from _conditions(policy)


def _matters(policy: Policy, row: MergedRow, key: str) -> Iterator[Problem]:
    for written in row.text(key).split():
        if written.removesuffix(".*") not in policy.categories:
            yield problem(row.source_of(key), row.id, f"{written!r} is no matter of the taxonomy")


def _wordings(policy: Policy) -> Iterator[Problem]:
    known = policy.rows.get("wording", {})
    for kind, key in (("scope", "told"), ("notice", "wording")):
        for row in policy.rows.get(kind, {}).values():
            if row.text(key) not in known:
                text = f"{key} names the wording {row.text(key)!r}, which is not there"
                yield problem(row.source_of(key), row.id, text)


def _questions(policy: Policy) -> Iterator[Problem]:
    """Whoever rings has to read out what the rule counts."""
    row = policy.rows.get("setting", {}).get("assessment.follow_up")
    if row is None:
        return
    for about in QUESTIONS:
        if not policy.question(about):
            named = policy.setting(row.id)["wording"]
            yield problem(row.source_of("value"), row.id, f"the wording '{named}-{about}' is not there")


def _stages(policy: Policy) -> Iterator[Problem]:
    """A stage that no warning has would never be told."""
    known = {*WarningStage, *policy.rows.get("escalation", {})}
    for row in policy.rows.get("notice", {}).values():
        wanted = row.table("when").get("stage", [])
        for stage in wanted if isinstance(wanted, list) else [wanted]:
            if stage not in known:
                yield problem(row.source_of("when"), row.id, f"stage {stage!r} is none; known: {', '.join(known)}")


def _conditions(policy: Policy) -> Iterator[Problem]:
    """A category that a deadline asks about and that does not exist would never match."""
    if not policy.categories:
        return
    for row in policy.rows.get("deadline", {}).values():
        wanted = row.table("when").get("category", [])
        for code in wanted if isinstance(wanted, list) else [wanted]:
            if str(code).removesuffix(".*") not in policy.categories:
                yield problem(row.source_of("when"), row.id, f"category {code!r} is no matter of the taxonomy")
