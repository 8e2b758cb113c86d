"""A session from its beginning to its end: what it must still prove, and when it is over."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weisu.accounts import origins, queries, second_step, services
from weisu.accounts.models import Account

BEGAN, SEEN, GENERATION, SECOND, NEXT = "began", "seen", "generation", "second_step", "next"
CODE, SET_UP, PASSWORD = "second-step-code", "second-step", "password"
"""What a session may wait for; each is the name of the page where it is done."""

WRITE_EVERY = timedelta(minutes=1)
"""When somebody was last seen is written down this often, not with each request."""

ENDINGS = {
    "idle": gettext_noop("You were signed out because nothing was done for a while. Sign in again to go on."),
    "too_long": gettext_noop("You were signed out because the session lasted its longest time. Sign in again."),
    "everywhere": gettext_noop("You were signed out on every device. Sign in again to go on."),
    "left": gettext_noop("You were signed out because you hold no post now; ask your administrator."),
}


def begin(request: Any, user: AbstractBaseUser, *, after: str) -> None:
    """Start a session; a new key, so one planted before means nothing."""
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    _start(request, queries.account_of(user))
    request.session[NEXT] = after


def passed_second_step(request: Any) -> None:
    """The code was right: from now on the session has all rights of its owner."""
    request.session.cycle_key()
    request.session[SECOND] = True


def end(request: Any, why: str) -> None:
    """Forget the session, and say why on the next page."""
    services.note_session_end(
        request.user, why=why, origin=origin(request), by=request.principal or queries.DOOR, now=request.now
    )
    forget(request, why)


def forget(request: Any, why: str) -> None:
    """Say why on the next page, and nothing else of the session is left."""
    logout(request)
    request.principal = None
    if why in ENDINGS:
        messages.warning(request, _(ENDINGS[why]))


def over(request: Any, account: Account) -> str:
    """Why the session is over; empty while it is not."""
    session, now = request.session, request.now
    if BEGAN not in session:
        _start(request, account)
    if session.get(GENERATION) != account.generation:
        return "everywhere"
    if now - _instant(session[BEGAN]) >= timedelta(hours=settings.SESSION_HOURS):
        return "too_long"
    if now - _instant(session[SEEN]) >= timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return "idle"
    return "" if request.principal and request.principal.roles else "left"


def waits_for(request: Any, account: Account) -> str:
    """What must be done before anything else; empty when the session has all rights of its owner."""
    if account.totp_since is not None and not request.session.get(SECOND):
        return CODE
    if account.totp_since is None and second_step.required(request.principal.roles):
        return SET_UP
    return PASSWORD if account.must_change else ""


def seen(request: Any) -> None:
    """Somebody is still there."""
    if request.now - _instant(request.session[SEEN]) >= WRITE_EVERY:
        request.session[SEEN] = request.now.isoformat()


def origin(request: Any) -> str:
    """Where a request comes from."""
    return origins.origin(request.META)


def _start(request: Any, account: Account) -> None:
    request.session[BEGAN] = request.session[SEEN] = request.now.isoformat()
    request.session[GENERATION] = account.generation


def _instant(kept: str) -> datetime:
    return datetime.fromisoformat(kept)
