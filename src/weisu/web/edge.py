"""The request's edge: the one place of the pages that reads the clock and asks who is there."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.defaults import page_not_found, server_error

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, NotFound
from weisu.domain.vocabulary import Role
from weisu.insight.readers import MAY_ASK
from weisu.org import queries as org
from weisu.tickets.services.people import MAY_REVEAL
from weisu.web.components.refusals import in_words

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from another host: office networks are closed, and words stay here."""

BUSY = gettext_noop("Nothing was recorded: the database is busy, or its disk is full. Try again in a moment.")

WATCHING = frozenset(
    {
        Role.OVERSIGHT_OFFICER,
        Role.COORDINATOR,
        Role.LEADER,
        Role.TEAM_LEAD,
        Role.DISPATCHER,
        Role.UNIT_LEAD,
    }
)
DOORS = {
    "limits": WATCHING,
    "register": frozenset({Role.AGENT, Role.TEAM_LEAD}),
    "reveal": MAY_REVEAL,
    "organisation": frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSIGHT_OFFICER}),
    "record": frozenset({Role.OVERSIGHT_OFFICER}),
    "insight": MAY_ASK,
    "sample": frozenset({Role.QUALITY_INSPECTOR, Role.AGENT, Role.TEAM_LEAD}),
    "checking": frozenset({Role.TEAM_LEAD, Role.DISPATCHER, Role.COORDINATOR}),
    "relay": frozenset({Role.AGENT, Role.TEAM_LEAD, Role.DISPATCHER}),
    "quarantine": frozenset({Role.ADMINISTRATOR, Role.OVERSIGHT_OFFICER}),
}
"""Who finds which page in the menu; what one may do behind it is asked again there."""

NUL = "\x00"
"""No database keeps this character, so nothing is found under an address that holds it."""

LOG = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


def _holds_nul(request: HttpRequest) -> bool:
    """Whether an address names something that no database can hold."""
    return NUL in request.path_info or any(NUL in value for _name, values in request.GET.lists() for value in values)


class Edge:
    """Gives a request its instant, its reader and their language, and its answer the headers that protect both."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """One request, one instant."""
        request.now = instant()
        request.principal = reader(request)
        request.doors = doors(request.principal)
        with translation.override(language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            found = page_not_found(request, Http404()) if _holds_nul(request) else self.get_response(request)
            response = whole_page(request, found)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal no form caught is a page that says what can be done instead."""
        if isinstance(error, NotFound):
            raise Http404(error.message) from error
        if isinstance(error, DomainError):
            return render(request, "web/refused.html", {"refusal": in_words(error)}, status=error.status)
        return busy(error) if isinstance(error, OperationalError) else None


def whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirect leads to another page, not to a part of this one: htmx is told to go there, not to look inside."""
    if "HX-Request" not in request.headers or not 300 <= response.status_code < 400:
        return response
    there = HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    there.cookies = response.cookies
    return there


def busy(error: OperationalError) -> HttpResponse:
    """The page of a database that does not answer; it asks that database nothing."""
    LOG.error("Nothing was recorded: %s", str(error).splitlines()[0])
    return HttpResponse(render_to_string("web/refused.html", {"refusal": _(BUSY)}), status=503)


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error before any view was reached: a busy database says so there too."""
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError):
        return server_error(request)
    with translation.override(language(request)):
        return busy(error)


def instant() -> datetime:
    """The one look at the clock of a request."""
    return datetime.now(UTC)


def reader(request: HttpRequest) -> Principal | None:
    """Who is there in the posts they hold now; None without a sign-in, or when it belongs to nobody."""
    if not request.user.is_authenticated:
        return None
    try:
        return org.principal_of_user(request.user.pk, request.now)  # type: ignore[attr-defined]
    except NotFound:
        return None


def doors(principal: Principal | None) -> set[str]:
    """The pages of the menu that are open to this reader."""
    roles = principal.roles if principal else frozenset()
    return {door for door, open_to in DOORS.items() if roles & open_to}


def language(request: HttpRequest) -> str:
    """The language the reader chose; never guessed from the browser, which in many offices speaks English."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def signed_in(view: View) -> View:
    """Only for somebody with a post in force; everybody else is asked to sign in."""

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.principal is None or not request.principal.roles:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return asked


def require_role(*roles: Role) -> Callable[[View], View]:
    """Only for these roles; to anybody else the address does not exist."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.principal.roles & set(roles):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(checked)

    return wrapped
