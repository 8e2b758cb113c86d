"""Name and password, then the code where one is asked for; every try leaves a record."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from weisu.accounts import digests, lockout, queries, second_step
from weisu.accounts.errors import NoPost, SignInRefused
from weisu.accounts.models import Account, Act, FailedTry, RecoveryCode
from weisu.accounts.records import record
from weisu.domain.context import Principal

WRONG = "The name or the password is not right."


def check_password(name: str, password: str, *, origin: str, by: Principal, now: datetime) -> AbstractBaseUser:
    """The first step.

    Raises: LockedOut, SignInRefused, NoPost.
    """
    token, staff_id = digests.of_name(name), queries.staff_of_name(name)
    tried = lockout.begin(token, origin=origin, staff_id=staff_id, now=now)
    user = authenticate(username=name.strip(), password=password)
    if user is None:
        _failed(tried, "password", by=by, now=now)
        raise SignInRefused(WRONG)
    lockout.forgive(tried)
    return _let_in(user, why="password", origin=origin, by=by, now=now)


def vouched(name: str, *, origin: str, by: Principal, now: datetime) -> AbstractBaseUser:
    """The first step, done elsewhere: an identity provider vouches for the sign-in name.

    Raises: SignInRefused for a name that has no sign-in here, NoPost.
    """
    user = queries.user_named(name)
    if user is None:
        record(Act.FAILED, why="provider", origin=origin, by=by, now=now)
        raise SignInRefused("Nobody here has this sign-in name; ask your administrator to open one.")
    return _let_in(user, why="provider", origin=origin, by=by, now=now)


def check_code(user: AbstractBaseUser, code: str, *, origin: str, by: Principal, now: datetime) -> None:
    """The second step: a code of the telephone, or a recovery code, which then is used up.

    Raises: LockedOut, SignInRefused.
    """
    token, staff_id = digests.of_name(user.get_username()), queries.staff_of(user)
    tried = lockout.begin(token, origin=origin, staff_id=staff_id, now=now)
    how = _accept(user, code, now=now)
    if not how:
        _failed(tried, "code", by=by, now=now)
        raise SignInRefused("The code is not right, or was used already.")
    lockout.clear(token)
    record(Act.SIGNED_IN, staff_id=staff_id, why=how, origin=origin, by=by, now=now)


@transaction.atomic
def _accept(user: AbstractBaseUser, code: str, *, now: datetime) -> str:
    """How the code is right (`code`, `recovery_code`); empty when it is not. Each is right once."""
    account = Account.objects.select_for_update().get(user_id=user.pk)
    step = second_step.matching_step(digests.unseal(account.totp_sealed), code, now=now, after=account.totp_last_step)
    if step is not None:
        account.totp_last_step = step
        account.save(update_fields=["totp_last_step"])
        return "code"
    unused = RecoveryCode.objects.filter(account=account, digest=digests.of_code(code), used_at__isnull=True)
    return "recovery_code" if unused.update(used_at=now) else ""


@transaction.atomic
def end_all_sessions(user: AbstractBaseUser, *, by: Principal, now: datetime) -> None:
    """Sign out everywhere: the session at hand ends, too."""
    queries.account_of(user)
    Account.objects.filter(user_id=user.pk).update(generation=F("generation") + 1)
    record(Act.SIGNED_OUT, staff_id=queries.staff_of(user), why="everywhere", by=by, now=now)


def note_session_end(user: AbstractBaseUser, *, why: str, origin: str, by: Principal, now: datetime) -> None:
    """Write down that a session ended: by its owner, or by a limit."""
    act = Act.SIGNED_OUT if why == "asked" else Act.SESSION_ENDED
    record(act, staff_id=queries.staff_of(user), why=why, origin=origin, by=by, now=now)


def _let_in(user: AbstractBaseUser, *, why: str, origin: str, by: Principal, now: datetime) -> AbstractBaseUser:
    staff_id = queries.staff_of(user)
    if not queries.roles_of(user, now):
        record(Act.FAILED, staff_id=staff_id, why="no_post", origin=origin, by=by, now=now)
        raise NoPost("You hold no post now; ask your administrator.")
    if queries.account_of(user).totp_since is not None:
        record(Act.FIRST_STEP, staff_id=staff_id, why=why, origin=origin, by=by, now=now)
        return user
    # Only a sign-in that is whole wipes out what was tried before: a known password must not buy guesses of codes.
    lockout.clear(digests.of_name(user.get_username()))
    record(Act.SIGNED_IN, staff_id=staff_id, why=why, origin=origin, by=by, now=now)
    return user


def _failed(tried: FailedTry, why: str, *, by: Principal, now: datetime) -> None:
    facts = {"staff_id": tried.staff_id, "origin": tried.origin, "by": by, "now": now}
    record(Act.FAILED, why=why, **facts)
    if lockout.locked_until(tried.name_token, origin=tried.origin, now=now):
        record(Act.LOCKED_OUT, **facts)
    lockout.clear_old(now)
