"""Between a cookie and a reader: a session that is over ends, one that still owes a step has no rights yet."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from weisu.accounts import queries
from weisu.web.account import sessions


class Guard:
    """Leaves `request.principal` only to a session that is alive and owes nothing; `request.owes` says what it owes."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Look at every request of somebody who signed in."""
        request.owes = ""
        if request.user.is_authenticated:
            self.look(request)
        return self.get_response(request)

    def look(self, request: Any) -> None:
        """End what is over; keep rights from what is not whole yet."""
        account = queries.account_of(request.user)
        if why := sessions.over(request, account):
            sessions.end(request, why)
            request.user = AnonymousUser()
            return
        sessions.seen(request)
        request.owes = sessions.waits_for(request, account)
        if request.owes:
            request.principal = None
