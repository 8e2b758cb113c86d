"""Which rules hold where and when: the stack of published packs of a region, merged, dated and kept ready.

Whoever publishes sees it at once; another process within `LASTS_SECONDS`. What a version says never changes, so
parsed packs and merged policies are kept for as long as the process lives.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from weisu.domain.errors import NotFound
from weisu.domain.policy import Pack, Policy, digest, merge, parse
from weisu.domain.policy.catalogues import covers, stem
from weisu.policies.models import PackVersion, Proposal

LASTS_SECONDS = 5.0
Ancestors = Callable[[str], Sequence[str]]


class Published(NamedTuple):
    """One published version, without its texts."""

    id: int
    pack: str
    extends: str
    region: str
    content_hash: str
    published_at: datetime


class _Kept:
    """The list of published versions as last read, and what was worked out from it."""

    def __init__(self) -> None:
        self.versions: tuple[Published, ...] = ()
        self.stacks: dict[tuple[str, bool], tuple[Published, ...]] = {}
        self.database = ""
        self.until = 0.0


_KEPT = _Kept()
_POLICIES: dict[tuple[tuple[str, ...], date], Policy] = {}
_PACKS: dict[str, Pack] = {}


def forget() -> None:
    """Read the list of versions anew: after a publication."""
    _KEPT.until = 0.0


def in_force(region_code: str, at: datetime, *, ancestors: Ancestors | None = None) -> Policy:
    """The rules of a region at an instant: the deepest published pack that governs it, on those it extends.

    `ancestors` gives the codes from the root down to the region itself; without it the division codes themselves say
    what lies in what (GB/T 2260). Before the first publication of a pack its first version holds.

    Raises: NotFound when nothing is published yet.
    """
    stack = _stack(region_code, at, ancestors)
    zone = settings.TIME_ZONE
    return _merged(stack, at.astimezone(ZoneInfo(zone)).date())


def of_pack(pack: str, at: datetime) -> Policy:
    """The rules of a published pack on those it extends, at an instant.

    Raises: NotFound.
    """
    return _merged(_on_its_base(pack, at), at.astimezone(ZoneInfo(settings.TIME_ZONE)).date())


def packs_of(stack: Sequence[Published]) -> list[Pack]:
    """The parsed packs of a stack, nation first."""
    return [_pack(version) for version in stack]


def published_versions() -> tuple[Published, ...]:
    """Every published version, oldest first."""
    database = str(settings.DATABASES["default"].get("NAME", ""))
    if time.monotonic() > _KEPT.until or _KEPT.database != database:
        rows = PackVersion.objects.order_by("id").values_list(*Published._fields)
        _KEPT.versions = tuple(Published(*row) for row in rows)
        _KEPT.stacks = {}
        _KEPT.database = database
        _KEPT.until = time.monotonic() + LASTS_SECONDS
    return _KEPT.versions


def version_in_force(pack: str, at: datetime) -> Published | None:
    """The version of a pack that held at an instant; its first one before that; None for an unknown pack."""
    versions = [version for version in published_versions() if version.pack == pack]
    held = [version for version in versions if version.published_at <= at]
    return held[-1] if held else versions[0] if versions else None


def version(version_id: int) -> PackVersion:
    """One published version with its texts.

    Raises: NotFound.
    """
    found = PackVersion.objects.filter(id=version_id).first()
    if found is None:
        raise NotFound(f"There is no published policy version {version_id}.")
    return found


def proposal(proposal_id: int) -> Proposal:
    """One proposal.

    Raises: NotFound.
    """
    found = Proposal.objects.filter(id=proposal_id).first()
    if found is None:
        raise NotFound(f"There is no policy proposal {proposal_id}; `weisu policy propose` makes one.")
    return found


def open_proposals() -> list[Proposal]:
    """Proposals that wait for a second person, oldest first."""
    return list(Proposal.objects.filter(published__isnull=True, withdrawn_at__isnull=True).order_by("id"))


def stack_of(extends: str, at: datetime) -> tuple[Published, ...]:
    """The published layers beneath a pack that extends the one named; empty for the national pack.

    Raises: NotFound.
    """
    return _on_its_base(extends, at) if extends else ()


def _stack(region_code: str, at: datetime, ancestors: Ancestors | None) -> tuple[Published, ...]:
    versions = published_versions()
    key = (region_code, ancestors is None)
    is_newest = bool(versions) and at >= versions[-1].published_at
    if is_newest and key in _KEPT.stacks:
        return _KEPT.stacks[key]
    stack = _on_its_base(_governing(region_code, versions, ancestors) or _national(versions), at)
    if is_newest:
        _KEPT.stacks[key] = stack
    return stack


def _governing(region_code: str, versions: Sequence[Published], ancestors: Ancestors | None) -> str:
    """The deepest pack whose region is the place or holds it; empty when only the nation's rules do."""
    packs = {found.region: found.pack for found in versions if found.region}
    if ancestors is not None:
        return next((packs[code] for code in reversed(ancestors(region_code)) if code in packs), "")
    holding = [code for code in packs if covers(code, region_code)]
    return packs[max(holding, key=lambda code: len(stem(code)))] if holding else ""


def _national(versions: Sequence[Published]) -> str:
    found = next((item.pack for item in versions if not item.extends), "")
    if not found:
        raise NotFound("No policy is published yet; run `weisu setup`, which installs the national pack.")
    return found


def _on_its_base(pack: str, at: datetime) -> tuple[Published, ...]:
    stack: list[Published] = []
    while pack:
        found = version_in_force(pack, at)
        if found is None:
            raise NotFound(f"The policy pack {pack!r} is not published; publish it first.", pack=pack)
        stack.insert(0, found)
        pack = found.extends
    return tuple(stack)


def _merged(stack: Sequence[Published], day: date) -> Policy:
    hashes = tuple(found.content_hash for found in stack)
    policy = _POLICIES.get((hashes, day))
    if policy is None:
        # Days on which the same rules hold share one policy with all its indexes.
        policy = _same_rules(hashes, day) or merge(packs_of(stack), day)
        _POLICIES[hashes, day] = policy
    return policy


def _same_rules(hashes: tuple[str, ...], day: date) -> Policy | None:
    """A policy already merged from the same texts for an earlier day on which nothing has changed since."""
    for (known, _), policy in _POLICIES.items():
        if known == hashes and policy.at <= day and (policy.valid_until is None or day < policy.valid_until):
            return policy
    return None


def parsed(texts: Mapping[str, str]) -> Pack:
    """The pack these texts make; read once for each wording.

    Raises: PolicyError.
    """
    key = digest(texts)
    if key not in _PACKS:
        _PACKS[key] = parse(texts)
    return _PACKS[key]


def _pack(version: Published) -> Pack:
    if version.content_hash not in _PACKS:
        parsed(PackVersion.objects.values_list("files", flat=True).get(id=version.id))
    return _PACKS[version.content_hash]
