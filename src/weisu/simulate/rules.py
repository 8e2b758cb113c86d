"""Which rules hold where and when in a simulated city: packs laid over each other, kept until something changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from weisu.domain.instants import from_us, to_us
from weisu.domain.policy import Pack, Policy, merge


class Rules:
    """The rules of every region; `ancestors` gives the codes from the root down to the region itself."""

    def __init__(self, packs: Sequence[Pack], ancestors: Mapping[str, tuple[str, ...]]) -> None:
        self._packs = {pack.id: pack for pack in packs}
        self._ancestors = ancestors
        self._merged: dict[tuple[str, ...], list[Policy]] = {}
        self._now: dict[str, tuple[int, int, Policy]] = {}

    def at(self, region: str, at_us: int) -> Policy:
        """The rules of a region at an instant: those of its local day."""
        known = self._now.get(region)
        if known is not None and known[0] <= at_us < known[1]:
            return known[2]
        stack = self._stack(region)
        zone = ZoneInfo(stack[-1].time_zone)
        day = from_us(at_us).astimezone(zone).date()
        policy = self._on(stack, day)
        begin = to_us(datetime.combine(day, time(), zone))
        end = to_us(datetime.combine(day + timedelta(days=1), time(), zone))
        self._now[region] = (begin, end, policy)
        return policy

    def _on(self, stack: Sequence[Pack], day: object) -> Policy:
        kept = self._merged.setdefault(tuple(pack.id for pack in stack), [])
        for policy in kept:
            if policy.at <= day and (policy.valid_until is None or day < policy.valid_until):  # type: ignore[operator]
                return policy
        kept.append(merge(stack, day))  # type: ignore[arg-type]
        return kept[-1]

    def _stack(self, region: str) -> list[Pack]:
        """The deepest pack that governs the place, on those it extends, the nation's first."""
        governing = {pack.region: pack for pack in self._packs.values() if pack.region}
        root = next(pack for pack in self._packs.values() if not pack.extends)
        ways = reversed(self._ancestors.get(region, ()))
        pack = next((governing[code] for code in ways if code in governing), root)
        stack = [pack]
        while stack[0].extends:
            stack.insert(0, self._packs[stack[0].extends])
        return stack
