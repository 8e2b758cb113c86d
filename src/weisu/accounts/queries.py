"""Questions about sign-ins: whose, with which rights, locked until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from weisu.accounts import digests, lockout, second_step
from weisu.accounts.models import AccessRecord, Account, ApiKey, FailedTry
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Role
from weisu.org import queries as org
from weisu.org.models import Post, Staff

DOOR = Principal("door", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
"""Who signs the record while nobody is known yet."""


@dataclass(frozen=True)
class Lockout:
    """Somebody who cannot sign in for a while."""

    staff_id: str
    name: str
    until: datetime


def account_of(user: AbstractBaseUser) -> Account:
    """The account of a user; made when it is first asked for."""
    return Account.objects.get_or_create(user_id=user.pk)[0]


def user_named(name: str) -> Any:
    """The user with this sign-in name who may sign in; None without one."""
    return get_user_model()._default_manager.filter(username=name, is_active=True).first()


def user_of_staff(staff_id: str) -> Any:
    """The user of a person; None without a sign-in."""
    return get_user_model()._default_manager.filter(weisu_staff__id=staff_id).first()


def staff_of_name(name: str) -> str:
    """The person with this sign-in name; empty for a name nobody has."""
    return Staff.objects.filter(user__username=name.strip()).values_list("id", flat=True).first() or ""


def staff_of(user: AbstractBaseUser) -> str:
    """The person a user is; empty when it belongs to nobody."""
    return Staff.objects.filter(user_id=user.pk).values_list("id", flat=True).first() or ""


def roles_of(user: AbstractBaseUser, at: datetime) -> frozenset[Role]:
    """The roles of the posts in force."""
    staff_id = staff_of(user)
    return org.principal(staff_id, at).roles if staff_id else frozenset()


def must_set_second_step(user: AbstractBaseUser, at: datetime) -> bool:
    """Whether a post asks for a second step that is not set up."""
    return account_of(user).totp_since is None and second_step.required(roles_of(user, at))


def codes_left(user: AbstractBaseUser) -> int:
    """How many recovery codes still work."""
    return account_of(user).recovery_codes.filter(used_at__isnull=True).count()


def lockouts(now: datetime) -> list[Lockout]:
    """Everybody known who is locked out now."""
    tried = FailedTry.objects.filter(at__gt=now - lockout.window()).exclude(staff_id="")
    found = []
    for staff in Staff.objects.filter(id__in=tried.values("staff_id"), user__isnull=False).select_related("user"):
        until = lockout.locked_until(digests.of_name(staff.user.get_username()), origin="", now=now)
        if until:
            found.append(Lockout(staff.id, staff.display_name, until))
    return found


def records_of(staff_id: str, *, count: int) -> list[AccessRecord]:
    """What happened at the door under this person's name, the latest first."""
    return list(AccessRecord.objects.filter(staff_id=staff_id).order_by("-id")[:count])


def records(*, count: int) -> list[AccessRecord]:
    """What happened at the door, the latest first."""
    return list(AccessRecord.objects.order_by("-id")[:count])


def every_key() -> list[ApiKey]:
    """Every key, the latest first."""
    return list(ApiKey.objects.select_related("post").order_by("-made_at", "id"))


def post_in_force(staff_id: str, *, role: Role, unit: str, at: datetime) -> Post | None:
    """The post of this role (at this unit, if one is named) that a person holds now."""
    posts = Post.objects.filter(org.in_force(at), staff_id=staff_id, role=role).order_by("valid_from", "id")
    return (posts.filter(unit_id=unit) if unit else posts).first()


def principal_of_key(key: ApiKey, at: datetime) -> Principal | None:
    """The person of a key in its one post; None when that post is not in force."""
    return org.principal_in_post(key.post_id, at)
