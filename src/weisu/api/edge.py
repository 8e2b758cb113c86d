"""The machines' edge: a key instead of a session, JSON instead of a page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse

from weisu.accounts import origins, services
from weisu.accounts.errors import KeyRefused
from weisu.accounts.queries import DOOR
from weisu.domain.errors import DomainError

PATH = "/api/"
SCHEME = "bearer"


class Keys:
    """Under /api/ only `Authorization: Bearer KEY` says who asks; a cookie says nothing there, so nothing is forged."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Look at the key of every request of the interface."""
        if not request.path_info.startswith(PATH):
            return self.get_response(request)
        request.principal = None
        try:
            request.principal = services.use_key(
                given(request), origin=origins.origin(request.META), by=DOOR, now=request.now
            )
        except DomainError as refusal:
            return in_json(refusal)
        # There is no cookie that another site could make a browser send.
        request._dont_enforce_csrf_checks = True
        return self.get_response(request)

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """A refusal of the domain, for a machine."""
        if request.path_info.startswith(PATH) and isinstance(error, DomainError):
            return in_json(error)
        return None


def given(request: Any) -> str:
    """The key of a request.

    Raises: KeyRefused without one.
    """
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not key.strip():
        raise KeyRefused("Send your key as `Authorization: Bearer KEY`.", instead=["weisu key create"])
    return key.strip()


def in_json(refusal: DomainError) -> JsonResponse:
    """The refusal with its status."""
    answer = JsonResponse(refusal.as_dict(), status=refusal.status)
    if isinstance(refusal, KeyRefused):
        answer["WWW-Authenticate"] = 'Bearer realm="weisu"'
    return answer
