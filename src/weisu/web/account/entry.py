"""The way in and out: name and password, the code, an identity provider, signing out."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from weisu.accounts import services
from weisu.accounts.queries import DOOR
from weisu.web.account import sessions
from weisu.web.account.forms import CodeForm, SignInForm

HOME = "/"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """Name and password."""
    after = safe_next(request)
    if request.user.is_authenticated:
        return redirect(request.owes or after)
    form = SignInForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        told = {"origin": sessions.origin(request), "by": DOOR, "now": request.now}
        if user := form.run(services.check_password, given["username"], given["password"], **told):
            sessions.begin(request, user, after=after)
            return redirect(after)
    return render(request, "account/sign_in.html", {"form": form, "next": after, "provider": bool(settings.OIDC)})


@require_http_methods(["GET", "POST"])
def code(request: Any) -> HttpResponse:
    """The second step."""
    if request.owes != sessions.CODE:
        return redirect(onward(request))
    form = CodeForm(request.POST or None)
    told = {"origin": sessions.origin(request), "by": DOOR, "now": request.now}
    if form.is_valid() and form.passes(services.check_code, request.user, form.cleaned_data["code"], **told):
        sessions.passed_second_step(request)
        return redirect(onward(request))
    return render(request, "account/code.html", {"form": form})


@require_POST
def sign_out(request: Any) -> HttpResponse:
    """End this session."""
    if request.user.is_authenticated:
        sessions.end(request, "asked")
    return redirect("sign-in")


def safe_next(request: Any) -> str:
    """Where the reader wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or HOME
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else HOME


def onward(request: Any) -> str:
    """Where the reader wanted to go when they signed in."""
    return str(request.session.get(sessions.NEXT) or HOME)
