"""Changes of the organisation: each is signed, dated and written down; nothing is deleted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Greatest

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, NotFound, RoleRefused
from weisu.domain.vocabulary import Level, Role, UnitKind
from weisu.org import queries
from weisu.org.former import keep_former
from weisu.org.found import region_of, staff_of, unit_of
from weisu.org.models import Change, Post, Region, Staff, Unit, UnitName, UnitState

MAY_CHANGE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.SYSTEM})


@transaction.atomic
def create_region(
    code: str,
    *,
    name: str,
    level: Level,
    parent: str = "",
    residents: int | None = None,
    by: Principal,
    now: datetime,
) -> Region:
    """A region, in force from now.

    Raises: NotFound for an unknown parent, GuardRefused for a code already in use.
    """
    _check_new(Region, code)
    above = region_of(parent) if parent else None
    region = Region.objects.create(code=code, name=name, level=level, parent=above, residents=residents, valid_from=now)
    signed("create_region", code, by=by, now=now)
    return region


@transaction.atomic
def create_unit(
    unit_id: str,
    *,
    name: str,
    kind: UnitKind,
    level: Level,
    region: str,
    parent: str = "",
    to_review: bool = False,
    by: Principal,
    now: datetime,
) -> Unit:
    """A handling unit, in force from now; an import creates unknown ones `to_review`.

    Raises: NotFound for an unknown parent, GuardRefused for an id already in use.
    """
    _check_new(Unit, unit_id)
    unit = Unit.objects.create(
        id=unit_id,
        name=name,
        kind=kind,
        level=level,
        region_code=region,
        parent=unit_of(parent) if parent else None,
        state=UnitState.TO_REVIEW if to_review else UnitState.ACTIVE,
        valid_from=now,
    )
    signed("create_unit", unit_id, by=by, now=now)
    return unit


@transaction.atomic
def note_unknown_units(
    names: Iterable[tuple[str, str]], *, kind: UnitKind, level: Level, region: str, by: Principal, now: datetime
) -> int:
    """Units an import met for the first time, as (id, name) in bulk, `to_review`; known ids are left as they are."""
    wanted = dict(names)
    known = set(Unit.objects.filter(id__in=wanted).values_list("id", flat=True))
    new = [
        Unit(
            id=unit_id,
            name=name,
            kind=kind,
            level=level,
            region_code=region,
            state=UnitState.TO_REVIEW,
            valid_from=now,
        )
        for unit_id, name in wanted.items()
        if unit_id not in known
    ]
    Unit.objects.bulk_create(new, batch_size=200)
    signed("note_unknown_units", str(len(new)), by=by, now=now)
    return len(new)


@transaction.atomic
def confirm_unit(unit_id: str, *, by: Principal, now: datetime) -> Unit:
    """Somebody looked at a unit that an import had met: it is one."""
    unit = unit_of(unit_id)
    unit.state = UnitState.ACTIVE
    unit.save(update_fields=["state"])
    signed("confirm_unit", unit_id, by=by, now=now)
    return unit


@transaction.atomic
def rename_unit(unit_id: str, *, name: str, by: Principal, now: datetime) -> Unit:
    """A unit's new name; the old one still leads to it."""
    unit = unit_of(unit_id)
    UnitName.objects.get_or_create(
        unit=unit,
        name=unit.name,
        defaults={"proposed_by": by.id, "proposed_at": now, "accepted_by": by.id, "accepted_at": now},
    )
    keep_former(unit, {"name": name}, now)
    unit.name = name
    unit.save(update_fields=["name"])
    signed("rename_unit", unit_id, by=by, now=now)
    return unit


@transaction.atomic
def propose_join(unit_id: str, *, into: str, by: Principal, now: datetime) -> UnitName:
    """Propose that a unit is only another spelling of `into`; nothing changes until a second person accepts.

    Raises: NotFound, GuardRefused when both are the same.
    """
    if unit_id == into:
        raise GuardRefused(f"{unit_id} cannot be joined with itself; name the other unit.")
    other, unit = unit_of(unit_id), unit_of(into)
    proposal, _ = UnitName.objects.get_or_create(
        unit=unit, name=other.name, defaults={"other": other, "proposed_by": by.id, "proposed_at": now}
    )
    signed("propose_join", f"{unit_id}>{into}", by=by, now=now)
    return proposal


@transaction.atomic
def accept_join(unit_id: str, *, into: str, by: Principal, now: datetime) -> Unit:
    """Accept a proposed join: from now on the spelling leads to `into`. Past events keep the unit they named.

    Raises: NotFound without a proposal, GuardRefused when the proposer accepts, or nobody but a program would.
    """
    proposal = UnitName.objects.select_related("unit", "other").filter(unit_id=into, other_id=unit_id).first()
    if proposal is None or proposal.other is None:
        raise NotFound(f"Nobody proposed to join {unit_id} into {into}; propose it first.")
    if proposal.proposed_by == by.id or Role.SYSTEM in by.roles:
        raise GuardRefused("A join is accepted by a person who did not propose it; ask a second person.")
    proposal.accepted_by, proposal.accepted_at = by.id, now
    proposal.save(update_fields=["accepted_by", "accepted_at"])
    other = proposal.other
    other.joined_into, other.valid_until = proposal.unit, now
    other.save(update_fields=["joined_into", "valid_until"])
    signed("accept_join", f"{unit_id}>{into}", by=by, now=now)
    return proposal.unit


@transaction.atomic
def create_staff(
    staff_id: str,
    *,
    display_name: str,
    user_id: int | None = None,
    is_vendor: bool = False,
    by: Principal,
    now: datetime,
) -> Staff:
    """A person who may be appointed to posts.

    Raises: GuardRefused for an id already in use.
    """
    _check_new(Staff, staff_id)
    staff = Staff.objects.create(id=staff_id, display_name=display_name, user_id=user_id, is_vendor=is_vendor)
    signed("create_staff", staff_id, by=by, now=now)
    return staff


@transaction.atomic
def open_sign_in(staff_id: str, *, name: str, password: str, by: Principal, now: datetime) -> None:
    """Give a person a way to sign in, or a new password.

    Raises: NotFound, GuardRefused when the sign-in name belongs to somebody else.
    """
    staff = staff_of(staff_id)
    accounts = get_user_model()._default_manager
    user = accounts.filter(username=name).first()
    if user is not None and user.pk != staff.user_id:
        raise GuardRefused(f"The sign-in name {name} is somebody else's; choose another.")
    user = user or accounts.create_user(username=name)  # type: ignore[attr-defined]
    user.set_password(password)
    user.save()
    staff.user_id = user.pk
    staff.save(update_fields=["user"])
    signed("open_sign_in", staff_id, by=by, now=now)


@transaction.atomic
def note(act: str, *, subject: str, by: Principal, now: datetime, may: frozenset[Role] = MAY_CHANGE) -> None:
    """Write down something that happened to the installation as a whole, by somebody in one of the roles `may`.

    Raises: RoleRefused.
    """
    signed(act, subject, by=by, now=now, may=may)


@transaction.atomic
def appoint(
    staff_id: str,
    *,
    role: Role,
    unit: str = "",
    region: str = "",
    matters: Sequence[str] = (),
    since: datetime,
    by: Principal,
    now: datetime,
) -> Post:
    """Give a person a post from `since` on; rights follow from it. A person may hold several.

    `matters` (prefixes of categories) and, beside a unit, `region` limit the post to these.
    Raises: NotFound, GuardRefused when neither unit nor region says where.
    """
    if not unit and not region:
        raise GuardRefused(f"A post of {role.value} needs a unit or a region; name one.")
    staff = staff_of(staff_id)
    post = Post.objects.create(
        staff=staff,
        role=role,
        unit=unit_of(unit) if unit else None,
        region=region_of(region) if region else None,
        matters=" ".join(matters),
        valid_from=since,
    )
    signed("appoint", staff_id, by=by, now=now)
    return post


@transaction.atomic
def leave(staff_id: str, *, role: Role | None = None, by: Principal, now: datetime) -> int:
    """End a person's posts (only those of `role`, if one is named): from now on they have no rights by them.

    Posts that were to begin later never do. Returns how many ended.
    """
    posts = Post.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now), staff_id=staff_id)
    posts = posts.filter(role=role) if role else posts
    ended = posts.update(valid_until=Greatest("valid_from", Value(now)))
    signed("leave", staff_id, by=by, now=now)
    return ended


def signed(act: str, subject: str, *, by: Principal, now: datetime, may: frozenset[Role] = MAY_CHANGE) -> None:
    """Sign the write. Last in every service, so that its refusal undoes the write, too."""
    if not by.roles & may:
        raise RoleRefused("Only an administrator or a coordinator changes the organisation; ask one of them.")
    Change.objects.create(at=now, by=by.id, act=act, subject=subject)
    queries.forget()
    # Somebody may have read the old row between the write and its commit.
    transaction.on_commit(queries.forget)


def _check_new(model: type[Region] | type[Unit] | type[Staff], key: str) -> None:
    if model.objects.filter(pk=key).exists():
        raise GuardRefused(f"{key} is already in use; choose another.", key=key)
