"""What people do with their own sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weisu.accounts import queries, second_step, services
from weisu.web.account import sessions
from weisu.web.account.entry import onward
from weisu.web.account.forms import CodeForm, PasswordForm
from weisu.web.account.labels import described
from weisu.web.account.oversight import MAY_LOOK
from weisu.web.edge import signed_in

View = Callable[..., HttpResponse]
LATEST = 20


def owing(step: str) -> Callable[[View], View]:
    """Also for a session that may not do anything else before this."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def checked(request: Any) -> HttpResponse:
            if request.principal is None and request.owes != step:
                return redirect_to_login(request.get_full_path())
            return view(request)

        return checked

    return wrapped


def _told(request: Any) -> dict[str, Any]:
    by = request.principal or queries.DOOR
    return {"origin": sessions.origin(request), "by": by, "now": request.now}


@require_GET
@signed_in
def account(request: Any) -> HttpResponse:
    """Everything about one's own sign-in on one page."""
    left = queries.codes_left(request.user)
    told = ngettext("It is set up; %(n)d recovery code is left.", "It is set up; %(n)d recovery codes are left.", left)
    facts = {
        "account": queries.account_of(request.user),
        "codes_left": told % {"n": left},
        "required": second_step.required(request.principal.roles),
        "records": described(queries.records_of(request.principal.id, count=LATEST)),
        "may_look": request.principal.roles & set(MAY_LOOK),
        "form": CodeForm(),
    }
    return render(request, "account/account.html", facts)


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
@owing(sessions.PASSWORD)
def password(request: Any) -> HttpResponse:
    """Change the password; the other sessions end."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        if form.passes(services.change_password, request.user, old=old, new=new, **_told(request)):
            update_session_auth_hash(request, request.user)
            messages.success(request, _("The password is changed. Every other device is signed out."))
            return redirect(onward(request) if request.owes else "account")
    return render(request, "account/password.html", {"form": form})


@require_http_methods(["GET", "POST"])
@owing(sessions.SET_UP)
def set_up(request: Any) -> HttpResponse:
    """Show the secret as picture and text; the first right code puts it in force."""
    if queries.account_of(request.user).totp_since is not None:
        return redirect("account")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if codes := form.run(services.confirm_second_step, request.user, code, **_told(request)):
            sessions.passed_second_step(request)
            return render(request, "account/codes.html", {"codes": codes, "onward": onward(request)})
    return render(request, "account/set_up.html", {"form": form, **_secret(request)})


@require_POST
@signed_in
def new_codes(request: Any) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    form = CodeForm(request.POST)
    if form.is_valid() and (
        codes := form.run(services.new_codes, request.user, form.cleaned_data["code"], **_told(request))
    ):
        return render(request, "account/codes.html", {"codes": codes, "onward": "/account/"})
    return _not_done(request, form)


@require_POST
@signed_in
def remove(request: Any) -> HttpResponse:
    """Do without the second step."""
    form = CodeForm(request.POST)
    if form.is_valid() and form.passes(
        services.remove_second_step, request.user, form.cleaned_data["code"], **_told(request)
    ):
        messages.success(request, _("The second step is removed."))
        return redirect("account")
    return _not_done(request, form)


@require_POST
@signed_in
def sign_out_everywhere(request: Any) -> HttpResponse:
    """End every session, this one among them."""
    services.end_all_sessions(request.user, by=request.principal, now=request.now)
    sessions.forget(request, "everywhere")
    return redirect("sign-in")


def _not_done(request: Any, form: CodeForm) -> HttpResponse:
    for reasons in form.errors.values():
        for reason in reasons:
            messages.error(request, reason)
    return redirect("account")


def _secret(request: Any) -> dict[str, Any]:
    secret = services.propose_second_step(request.user, by=request.principal or queries.DOOR, now=request.now)
    address = second_step.address(secret, request.user.get_username(), issuer=_("12345 hotline"))
    # The picture is made of numbers by segno; nothing that anybody typed stands in it as text.
    return {"picture": mark_safe(second_step.picture(address)), "secret": second_step.spelled(secret)}
