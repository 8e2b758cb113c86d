"""Everything a pack must hold before it is published; every fault names file, line and rule."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from weisu.domain.guards import GUARDS
from weisu.domain.policy.calendars import read_year
from weisu.domain.policy.catalogues import covers
from weisu.domain.policy.checks import examples, lifecycle, limits, references, scores, words
from weisu.domain.policy.layers import merge, merged_rows
from weisu.domain.policy.pack import ALWAYS_IN_FORCE, Pack
from weisu.domain.policy.policy import Rows
from weisu.domain.policy.problems import Problem, problem, refuse
from weisu.domain.policy.schema import SHAPES


def check(packs: Sequence[Pack], guards: Collection[str] = GUARDS) -> list[Problem]:
    """What is wrong with the last pack of a stack, nation first; empty when it may be published.

    Raises: PolicyError when the packs do not fit on each other at all.
    """
    top = packs[-1]
    found = [*_place_faults(packs), *words.faults(top, guards), *_calendar_faults(top), *lifecycle.widenings(packs)]
    if not found:
        found = [fault for day in days_of_change(packs) for fault in _faults_on(packs, day)]
    if not found:
        found = list(examples.faults(packs))
    return [_named(fault, top) for fault in dict.fromkeys(found)]


def days_of_change(packs: Sequence[Pack]) -> list[date]:
    """Every day on which something begins or has ended, from the first on which there is a lifecycle at all."""
    steps = [row.since for pack in packs for row in pack.rows if row.kind == "transition"]
    if not steps:
        refuse([Problem(f"{packs[0].id}/pack.toml", 1, packs[0].id, "the packs hold no transition at all")])
    begins = {row.since for pack in packs for row in pack.rows if row.since != ALWAYS_IN_FORCE}
    ended = {row.until + timedelta(days=1) for pack in packs for row in pack.rows if row.until}
    return sorted(day for day in begins | ended if day >= min(steps))


def _faults_on(packs: Sequence[Pack], day: date) -> Iterator[Problem]:
    incomplete = list(_incomplete(merged_rows(packs, day)))
    if incomplete:
        yield from incomplete
        return
    policy = merge(packs, day)
    yield from lifecycle.faults(policy)
    yield from limits.faults(policy)
    yield from references.faults(policy)
    yield from scores.faults(policy)


def _incomplete(rows: Rows) -> Iterator[Problem]:
    """An overlay's row that completes nothing beneath it would switch the rule off without a word."""
    for kind, some in rows.items():
        needed = set(SHAPES[kind].required) - {"from", "since"} if kind in SHAPES else set()
        for row in some.values():
            missing = sorted(needed - set(row.values))
            if missing:
                text = f"{', '.join(missing)} is missing, and no layer beneath has this {kind}"
                yield problem(row.source, row.id, text)


def _place_faults(packs: Sequence[Pack]) -> Iterator[Problem]:
    """An overlay governs a place within the place of the layer beneath it."""
    above, top = packs[-2] if len(packs) > 1 else None, packs[-1]
    if top.is_overlay and not top.region:
        yield Problem(f"{top.id}/pack.toml", 1, top.id, "an overlay names the region it governs")
    if above and above.region and top.region and not covers(above.region, top.region):
        text = f"its region {top.region} does not lie in {above.region}, the region of {above.id}"
        yield Problem(f"{top.id}/pack.toml", 1, top.id, text)


def _calendar_faults(pack: Pack) -> Iterator[Problem]:
    for row in pack.rows:
        if row.kind == "calendar":
            yield from read_year(row)[1]


def _named(fault: Problem, top: Pack) -> Problem:
    """Faults found before merging carry the name inside the pack; say whose it is."""
    is_own = any(row.source.file == fault.file for row in top.rows)
    return fault._replace(file=f"{top.id}/{fault.file}") if is_own else fault
