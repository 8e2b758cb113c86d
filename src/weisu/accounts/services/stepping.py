"""Setting up the second step, and taking it away."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from weisu.accounts import digests, lockout, queries, second_step
from weisu.accounts.errors import SignInRefused
from weisu.accounts.models import Account, Act, RecoveryCode
from weisu.accounts.records import record
from weisu.accounts.services.signing_in import check_code
from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused

NOT_RIGHT = "The code is not right; look at the telephone again, and at its clock."


@transaction.atomic
def propose_second_step(user: AbstractBaseUser, *, by: Principal, now: datetime) -> bytes:
    """The secret to show: the one shown before, as long as it was not confirmed.

    Raises: GuardRefused when a second step is in force.
    """
    account = _account(user)
    if account.totp_since is not None:
        raise GuardRefused("The second step is set up already; remove it first.")
    if account.totp_sealed:
        return digests.unseal(account.totp_sealed)
    secret = second_step.new_secret()
    account.totp_sealed = digests.seal(secret)
    account.save(update_fields=["totp_sealed"])
    return secret


def confirm_second_step(user: AbstractBaseUser, code: str, *, origin: str, by: Principal, now: datetime) -> list[str]:
    """The first right code puts it in force; returns the recovery codes, which are shown once.

    Raises: LockedOut, SignInRefused, GuardRefused.
    """
    token = digests.of_name(user.get_username())
    tried = lockout.begin(token, origin=origin, staff_id=queries.staff_of(user), now=now)
    codes = _confirm(user, code, by=by, now=now)
    if codes is None:
        record(Act.FAILED, staff_id=tried.staff_id, why="code", origin=origin, by=by, now=now)
        raise SignInRefused(NOT_RIGHT)
    lockout.clear(token)
    return codes


def new_codes(user: AbstractBaseUser, code: str, *, origin: str, by: Principal, now: datetime) -> list[str]:
    """New recovery codes; the old ones open nothing more.

    Raises: LockedOut, SignInRefused.
    """
    check_code(user, code, origin=origin, by=by, now=now)
    with transaction.atomic():
        return _make_codes(_account(user), by=by, now=now)


def remove_second_step(user: AbstractBaseUser, code: str, *, origin: str, by: Principal, now: datetime) -> None:
    """Sign in with the password alone from now on.

    Raises: GuardRefused where a post asks for a second step, LockedOut, SignInRefused.
    """
    if second_step.required(queries.roles_of(user, now)):
        raise GuardRefused("One of your posts asks for a second step; a new telephone is set up by your administrator.")
    check_code(user, code, origin=origin, by=by, now=now)
    forget(user, by=by, now=now)


@transaction.atomic
def forget(user: AbstractBaseUser, *, by: Principal, now: datetime) -> None:
    """Take secret and recovery codes away."""
    account = _account(user)
    account.recovery_codes.all().delete()
    account.totp_sealed, account.totp_since, account.totp_last_step = "", None, 0
    account.save(update_fields=["totp_sealed", "totp_since", "totp_last_step"])
    record(Act.SECOND_STEP_REMOVED, staff_id=queries.staff_of(user), by=by, now=now)


@transaction.atomic
def _confirm(user: AbstractBaseUser, code: str, *, by: Principal, now: datetime) -> list[str] | None:
    account = _account(user)
    if account.totp_since is not None or not account.totp_sealed:
        raise GuardRefused("There is nothing to confirm; open the page of the second step again.")
    step = second_step.matching_step(digests.unseal(account.totp_sealed), code, now=now, after=0)
    if step is None:
        return None
    account.totp_since, account.totp_last_step = now, step
    account.save(update_fields=["totp_since", "totp_last_step"])
    record(Act.SECOND_STEP_SET, staff_id=queries.staff_of(user), by=by, now=now)
    return _make_codes(account, by=by, now=now)


def _make_codes(account: Account, *, by: Principal, now: datetime) -> list[str]:
    codes = [second_step.new_recovery_code() for _ in range(second_step.RECOVERY_CODES)]
    account.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(account=account, digest=digests.of_code(code)) for code in codes])
    record(Act.CODES_MADE, staff_id=queries.staff_of(account.user), by=by, now=now)
    return codes


def _account(user: AbstractBaseUser) -> Account:
    queries.account_of(user)
    return Account.objects.select_for_update().get(user_id=user.pk)
