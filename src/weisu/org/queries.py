"""Questions about the organisation: who somebody is at an instant, what a unit is, which region holds which."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from weisu.domain.context import Principal, Scope, UnitFacts
from weisu.domain.errors import NotFound
from weisu.domain.vocabulary import LEVEL_RANK, ActorKind, Level, Role, UnitKind
from weisu.org.models import Change, Duty, FormerRegion, FormerUnit, Post, Region, Staff, Unit, UnitName, UnitState

ACTOR_KINDS = {
    Role.REQUESTER: ActorKind.CITIZEN,
    Role.AGENT: ActorKind.AGENT,
    Role.TEAM_LEAD: ActorKind.AGENT,
    Role.DISPATCHER: ActorKind.DISPATCHER,
    Role.UNIT_STAFF: ActorKind.UNIT_STAFF,
    Role.UNIT_LEAD: ActorKind.UNIT_STAFF,
    Role.OVERSIGHT_OFFICER: ActorKind.OVERSIGHT,
    Role.QUALITY_INSPECTOR: ActorKind.OVERSIGHT,
    Role.ANALYST: ActorKind.OVERSIGHT,
    Role.LEADER: ActorKind.OVERSIGHT,
    Role.COORDINATOR: ActorKind.OVERSIGHT,
    Role.ADMINISTRATOR: ActorKind.ADMINISTRATOR,
    Role.SYSTEM: ActorKind.SYSTEM,
    Role.AI: ActorKind.AI,
    Role.PARTNER: ActorKind.PARTNER,
}
"""As what a person signs the log, by the role of their first post."""

LASTS_SECONDS = 5.0
"""How late another process may see a changed unit; the process that wrote sees it at once."""


class _Kept:
    """Rows read lately, by database and key; every append asks for units, and units change a few times a year."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Any] = {}
        self.until = 0.0

    def get(self, key: str) -> Any:
        if time.monotonic() > self.until:
            self.rows = {}
            self.until = time.monotonic() + LASTS_SECONDS
        return self.rows.get((_database(), key))

    def put(self, key: str, value: Any) -> None:
        self.rows[(_database(), key)] = value


_UNITS = _Kept()
_REGIONS = _Kept()


def _database() -> str:
    return str(settings.DATABASES["default"].get("NAME", ""))


def forget() -> None:
    """Read everything anew: after a write."""
    _UNITS.rows = {}
    _REGIONS.rows = {}


def principal(staff_id: str, at: datetime) -> Principal:
    """The person with the roles of all posts in force at this instant; somebody who left has none.

    Unit, region and level are those of the post held longest.

    Raises: NotFound.
    """
    staff = Staff.objects.filter(id=staff_id).first()
    if staff is None:
        raise NotFound(f"There is nobody with the id {staff_id}.", staff=staff_id)
    return _principal(staff, at)


def principal_of_user(user_id: int, at: datetime) -> Principal:
    """The person behind a sign-in.

    Raises: NotFound.
    """
    staff = Staff.objects.filter(user_id=user_id).first()
    if staff is None:
        raise NotFound("This sign-in belongs to nobody in the organisation; ask the administrator to link it.")
    return _principal(staff, at)


def principal_in_post(post_id: int, at: datetime) -> Principal | None:
    """The person with the rights of one post and no others; None when it is not in force."""
    post = Post.objects.filter(in_force(at), id=post_id).select_related("staff").first()
    return _principal(post.staff, at, Q(id=post_id)) if post else None


def _principal(staff: Staff, at: datetime, only: Q | None = None) -> Principal:
    held = Post.objects.filter(in_force(at), only or Q(), staff=staff)
    posts = list(held.select_related("unit", "region").order_by("valid_from", "id"))
    first = posts[0] if posts else None
    unit = next((post.unit for post in posts if post.unit), None)
    region = first.region if first else None
    return Principal(
        id=staff.id,
        kind=ACTOR_KINDS[Role(first.role)] if first else ActorKind.CITIZEN,
        roles=frozenset(Role(post.role) for post in posts),
        unit_id=unit.id if unit else "",
        region_code=unit.region_code if unit else region.code if region else "",
        level=unit.level if unit else region.level if region else "",
        is_vendor=staff.is_vendor,
        posts=tuple(_scope(post) for post in posts),
    )


def _scope(post: Post) -> Scope:
    """A post at a unit is over the unit's region; a region beside the unit is a limit."""
    return Scope(
        role=Role(post.role),
        unit_id=post.unit_id or "",
        region_code=post.unit.region_code if post.unit else post.region_id or "",
        matters=tuple(post.matters.split()),
        area=(post.region_id or "") if post.unit else "",
    )


def in_force(at: datetime) -> Q:
    """Rows of a dated table that hold at this instant."""
    return Q(valid_from__lte=at) & (Q(valid_until__isnull=True) | Q(valid_until__gt=at))


def unit_facts(ids: Iterable[str]) -> dict[str, UnitFacts]:
    """What rules may ask about these units; an id nobody knows is left out."""
    wanted = {unit for unit in ids if unit}
    found = {unit: facts for unit in wanted if (facts := _UNITS.get(unit)) is not None}
    missing = wanted - found.keys()
    if missing:
        columns = ("id", "kind", "level", "region_code", "parent_id")
        for row in Unit.objects.filter(id__in=missing).values_list(*columns):
            facts = UnitFacts(id=row[0], kind=row[1], level=row[2], region_code=row[3], parent=row[4] or "")
            _UNITS.put(facts.id, facts)
            found[facts.id] = facts
    return found


def units_beneath(unit_id: str) -> set[str]:
    """`unit_id` and every unit under it, however deep."""
    found, waiting = {unit_id}, {unit_id}
    while waiting:
        waiting = set(Unit.objects.filter(parent_id__in=waiting).values_list("id", flat=True)) - found
        found |= waiting
    return found


def units_above(ids: Iterable[str]) -> set[str]:
    """These units and every unit over them."""
    found: set[str] = set()
    waiting = set(ids)
    while waiting:
        found |= waiting
        waiting = {facts.parent for facts in unit_facts(waiting).values() if facts.parent} - found
    return found


def government(region: str, *, level: str, at: datetime) -> str:
    """The id of the territorial unit (属地政府) of a level in force over a region; empty when there is none."""
    territorial = Unit.objects.filter(in_force(at), kind=UnitKind.TERRITORIAL, level=level, state=UnitState.ACTIVE)
    found = territorial.filter(region_code__in=ancestors(region)).order_by("id").values_list("id", flat=True)
    return found.first() or ""


def ended_units(ids: Iterable[str], at: datetime) -> list[str]:
    """Those of these units that are known and not in force at this instant."""
    known = Unit.objects.filter(id__in=set(ids))
    return sorted(known.exclude(in_force(at)).values_list("id", flat=True))


def on_duty(unit_id: str, at: datetime, *, desk: str = "") -> list[str]:
    """The ids of everybody on duty (值班) for a unit, or at one of its desks, at this instant; first come first."""
    turns = Duty.objects.filter(in_force(at), unit_id=unit_id)
    turns = turns.filter(desk_id=desk) if desk else turns
    return list(dict.fromkeys(turns.order_by("valid_from", "id").values_list("staff_id", flat=True)))


def unit_names(ids: Iterable[str], at: datetime | None = None) -> dict[str, str]:
    """The names of these units: the present ones, or those they had at an instant."""
    wanted = set(ids)
    return dict(Unit.objects.filter(id__in=wanted).values_list("id", "name")) | _former_names(FormerUnit, wanted, at)


def region_names(codes: Iterable[str], at: datetime | None = None) -> dict[str, str]:
    """The names of these regions: the present ones, or those they had at an instant."""
    wanted = set(codes)
    present = dict(Region.objects.filter(code__in=wanted).values_list("code", "name"))
    return present | _former_names(FormerRegion, wanted, at)


def _former_names(
    table: type[FormerUnit] | type[FormerRegion], wanted: set[str], at: datetime | None
) -> dict[str, str]:
    """The names of those that were called otherwise at an instant."""
    if at is None:
        return {}
    # Of the spans that end after the instant the first one holds: it comes last and stays.
    spans = table._default_manager.filter(of__in=wanted, until__gt=at).order_by("-until")
    return dict(spans.values_list("of", "name"))


def active_units() -> list[tuple[str, str]]:
    """Every unit that is in use, as (id, name), those of higher levels first."""
    units = Unit.objects.filter(valid_until__isnull=True).order_by("region_code", "id")
    return list(units.values_list("id", "name"))


def colleagues(unit_id: str) -> list[tuple[str, str]]:
    """Everybody with a post at this unit that has not ended, as (id, name)."""
    there = Staff.objects.filter(posts__unit_id=unit_id, posts__valid_until__isnull=True).distinct().order_by("id")
    return list(there.values_list("id", "display_name"))


def regions() -> list[tuple[str, str]]:
    """Every region that has not ended, as (code, name)."""
    return list(Region.objects.filter(valid_until__isnull=True).order_by("code").values_list("code", "name"))


def staff_names(ids: Iterable[str]) -> dict[str, str]:
    """The display names of these people."""
    return dict(Staff.objects.filter(id__in=set(ids)).values_list("id", "display_name"))


def staff_called(typed: str) -> list[str]:
    """The ids of whoever has this id or display name; past staff too."""
    return list(Staff.objects.filter(Q(id=typed) | Q(display_name=typed)).values_list("id", flat=True))


def unit_ids_by_name() -> dict[str, str]:
    """Every spelling that stands for a unit: its present name and the accepted others, joined units resolved."""
    found = dict(
        UnitName.objects.filter(accepted_at__isnull=False).order_by("accepted_at").values_list("name", "unit_id")
    )
    found |= dict(Unit.objects.filter(joined_into__isnull=True).values_list("name", "id"))
    return found


def staff_with_role(role: Role, at: datetime) -> list[str]:
    """The ids of everybody who holds a post of this role, the first appointed first."""
    posts = Post.objects.filter(in_force(at), role=role).order_by("valid_from", "id")
    return list(posts.values_list("staff_id", flat=True))


def ancestors(code: str) -> list[str]:
    """The codes from the root down to `code` itself; only `code` when the region is unknown."""
    parents = _parents()
    chain = [code]
    while (above := parents.get(chain[-1])) and above not in chain:
        chain.append(above)
    return chain[::-1]


def subtree(code: str) -> set[str]:
    """`code` and every region under it."""
    children: dict[str, list[str]] = {}
    for child, parent in _parents().items():
        children.setdefault(parent, []).append(child)
    found, waiting = set[str](), [code]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += children.get(here, [])
    return found


def region_level(code: str) -> str:
    """The level of a region, empty when it is unknown."""
    return dict(_regions()).get(code, ("", ""))[1]


def require_region(code: str) -> None:
    """Refuse a region that nobody knows.

    Raises: NotFound.
    """
    if code not in _regions():
        raise NotFound(f"There is no region {code} here; `weisu org export` lists them.")


def root_region() -> str:
    """The code of the region without a parent that stands highest; empty before setup."""
    tops = [(LEVEL_RANK[Level(level)], code) for code, (parent, level) in _regions().items() if not parent]
    return min(tops)[1] if tops else ""


def noted(act: str, subject: str = "") -> datetime | None:
    """When something was first written down about the organisation or the installation; None if it never was."""
    found = Change.objects.filter(act=act, **({"subject": subject} if subject else {})).order_by("id").first()
    return found.at if found else None


def all_noted(act: str) -> list[tuple[str, datetime, str]]:
    """Everything of a kind that was written down, as (subject, when, by whom), the oldest first."""
    return list(Change.objects.filter(act=act).order_by("id").values_list("subject", "at", "by"))


def _parents() -> dict[str, str]:
    return {code: parent for code, (parent, _) in _regions().items() if parent}


def _regions() -> dict[str, tuple[str, str]]:
    kept = _REGIONS.get("all")
    if kept is None:
        rows = Region.objects.values_list("code", "parent_id", "level")
        kept = {code: (parent or "", level) for code, parent, level in rows}
        _REGIONS.put("all", kept)
    return dict(kept)
