"""Codes that name each other: matters and their parents, labels, duties, the catalogue, wordings."""

from collections.abc import Iterator

from weisu.domain.conditions import beneath
from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, problem
from weisu.domain.policy.rows import MergedRow


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
    yield from _conditions(policy)


def _matters(policy: Policy, row: MergedRow, key: str) -> Iterator[Problem]:
    for written in row.text(key).split():
        if written.removesuffix(".*") not in policy.categories:
            yield problem(row.source_of(key), row.id, f"{written!r} is no matter of the taxonomy")


def _wordings(policy: Policy) -> Iterator[Problem]:
    known = policy.rows.get("wording", {})
    for row in policy.rows.get("scope", {}).values():
        if row.text("told") not in known:
            yield problem(
                row.source_of("told"), row.id, f"told names the wording {row.text('told')!r}, which is not there"
            )


def _conditions(policy: Policy) -> Iterator[Problem]:
    """A category that a deadline asks about and that does not exist would never match."""
    if not policy.categories:
        return
    for row in policy.rows.get("deadline", {}).values():
        wanted = row.table("when").get("category", [])
        for code in wanted if isinstance(wanted, list) else [wanted]:
            if str(code).removesuffix(".*") not in policy.categories:
                yield problem(row.source_of("when"), row.id, f"category {code!r} is no matter of the taxonomy")
