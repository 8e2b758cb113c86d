"""Pages that belong to no reader in particular."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from weisu.web.account.entry import safe_next


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language and go back to where they were."""
    response = redirect(safe_next(request))
    if (chosen := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
