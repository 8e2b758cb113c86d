"""Signing in with an identity provider (OpenID Connect), where WEISU_OIDC_ISSUER names one.

The provider says who somebody is; posts here say what they may. Nobody gets a sign-in by being known elsewhere.
"""

import logging
from functools import cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from weisu.accounts import services
from weisu.accounts.errors import NoPost, SignInRefused
from weisu.accounts.queries import DOOR
from weisu.web.account import sessions
from weisu.web.account.entry import safe_next

LOG = logging.getLogger(__name__)
AFTER = "after_provider"
TIMEOUT_S = 10
FAILURES = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError)
"""What a provider that is away, mistaken or false leads to."""


@require_GET
def begin(request: Any) -> HttpResponse:
    """Send the reader to the provider, with a state, a nonce and a proof key that only this session knows."""
    client = _client()
    request.session[AFTER] = safe_next(request)
    try:
        return client.authorize_redirect(request, request.build_absolute_uri(reverse("provider-back")))
    except FAILURES as error:
        return _failed(request, error)


@require_GET
def back(request: Any) -> HttpResponse:
    """The reader comes back with a code; the provider vouches for a name, or does not."""
    client = _client()
    after = request.session.get(AFTER, "/")
    try:
        told = client.authorize_access_token(request)
        name = str(told["userinfo"][settings.OIDC["claim"]])
    except FAILURES as error:
        return _failed(request, error)
    try:
        user = services.vouched(name, origin=sessions.origin(request), by=DOOR, now=request.now)
    except (SignInRefused, NoPost):
        messages.error(request, _("You are known there, but hold no post here; ask your administrator."))
        return redirect("sign-in")
    sessions.begin(request, user, after=after)
    return redirect(after)


def _failed(request: Any, error: Exception) -> HttpResponse:
    """Only the kind of failure is logged: its words may hold what the provider knows of a person."""
    LOG.warning("Signing in with the identity provider failed: %s", type(error).__name__)
    messages.error(request, _("The identity provider did not let you in. Try again, or use your password."))
    return redirect("sign-in")


def _client() -> DjangoOAuth2App:
    if not settings.OIDC:
        raise Http404
    return _made(settings.OIDC["issuer"], settings.OIDC["client_id"], settings.OIDC["client_secret"])


@cache
def _made(issuer: str, client_id: str, client_secret: str) -> DjangoOAuth2App:
    return OAuth().register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": TIMEOUT_S},
    )
