"""Opening a sign-in, changing its password, and helping somebody who is locked out or lost a telephone."""

from datetime import datetime

from django.contrib.auth import password_validation
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from weisu.accounts import digests, lockout, queries
from weisu.accounts.errors import SignInRefused, WeakPassword
from weisu.accounts.models import Account, Act
from weisu.accounts.records import record
from weisu.accounts.services.stepping import forget
from weisu.domain.context import Principal
from weisu.domain.errors import NotFound, RoleRefused
from weisu.domain.vocabulary import Role
from weisu.org import services as org

MAY_LIFT = frozenset({Role.OVERSIGHT_OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR})
MAY_RESET = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@transaction.atomic
def open_sign_in(staff_id: str, *, name: str, password: str, by: Principal, now: datetime) -> None:
    """A sign-in, or a new password for it; whoever it belongs to chooses an own one before anything else.

    Raises: NotFound, GuardRefused, RoleRefused.
    """
    org.open_sign_in(staff_id, name=name, password=password, by=by, now=now)
    user = _user_of(staff_id)
    queries.account_of(user)
    Account.objects.filter(user_id=user.pk).update(must_change=True)
    record(Act.OPENED, staff_id=staff_id, by=by, now=now)


def change_password(user: AbstractBaseUser, *, old: str, new: str, origin: str, by: Principal, now: datetime) -> None:
    """An own password; every other session ends, because Django ties sessions to the password.

    Raises: LockedOut, SignInRefused when the old one is wrong, WeakPassword.
    """
    staff_id = queries.staff_of(user)
    tried = lockout.begin(digests.of_name(user.get_username()), origin=origin, staff_id=staff_id, now=now)
    if not user.check_password(old):
        record(Act.FAILED, staff_id=staff_id, why="old_password", origin=origin, by=by, now=now)
        raise SignInRefused("The old password is not right.")
    lockout.forgive(tried)
    _check_new(user, old, new)
    with transaction.atomic():
        user.set_password(new)
        user.save()
        queries.account_of(user)
        Account.objects.filter(user_id=user.pk).update(must_change=False)
        record(Act.PASSWORD_CHANGED, staff_id=staff_id, origin=origin, by=by, now=now)


def _check_new(user: AbstractBaseUser, old: str, new: str) -> None:
    if new == old:
        raise WeakPassword(["password_unchanged"])
    try:
        password_validation.validate_password(new, user)
    except ValidationError as wrong:
        raise WeakPassword([str(one.code) for one in wrong.error_list]) from wrong


@transaction.atomic
def lift(staff_id: str, *, by: Principal, now: datetime) -> None:
    """End a lockout before its time.

    Raises: NotFound, RoleRefused.
    """
    _only(MAY_LIFT, by)
    lockout.clear(digests.of_name(_user_of(staff_id).get_username()))
    record(Act.LIFTED, staff_id=staff_id, by=by, now=now)


@transaction.atomic
def reset_second_step(staff_id: str, *, by: Principal, now: datetime) -> None:
    """For a lost telephone without recovery codes; make sure who asks before you do this.

    Raises: NotFound, RoleRefused.
    """
    _only(MAY_RESET, by)
    forget(_user_of(staff_id), by=by, now=now)


def _only(roles: frozenset[Role], by: Principal) -> None:
    if not by.roles & roles:
        raise RoleRefused("This is for oversight, a coordinator or an administrator; ask one of them.")


def _user_of(staff_id: str) -> AbstractBaseUser:
    user = queries.user_of_staff(staff_id)
    if user is None:
        raise NotFound(f"There is no sign-in for {staff_id}; open one first.", staff=staff_id)
    return user
