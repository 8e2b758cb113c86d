"""Forms of signing in; a refusal becomes a sentence above the fields."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weisu.accounts.errors import LockedOut, NoPost, SignInRefused, WeakPassword
from weisu.domain.errors import DomainError
from weisu.web.components.labels import Labels, label
from weisu.web.components.refusals import in_words

WEAK: Labels = {
    "password_too_short": gettext_lazy("The new password needs at least ten characters."),
    "password_too_common": gettext_lazy("The new password is a common one; choose another."),
    "password_entirely_numeric": gettext_lazy("The new password must not be digits alone."),
    "password_too_similar": gettext_lazy("The new password is too much like your sign-in name."),
    "password_unchanged": gettext_lazy("The new password is the old one; choose another."),
}

NAME_LENGTH, PASSWORD_LENGTH, CODE_LENGTH = 150, 200, 40


class DoorForm(forms.Form):
    """A form that hands what was typed to a service of the door."""

    wrong = gettext_lazy("The code is not right, or was used already. Look at the telephone again, and at its clock.")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, label_suffix="", **options)

    def run(self, service: Callable[..., Any], *given: Any, **facts: Any) -> Any:
        """What the service returns; None, with the reason on the form, when it refuses."""
        try:
            return service(*given, **facts)
        except DomainError as refusal:
            for reason in self.reasons(refusal):
                self.add_error(None, reason)
            return None

    def passes(self, service: Callable[..., Any], *given: Any, **facts: Any) -> bool:
        """Whether the service did it; for one that returns nothing."""
        self.run(service, *given, **facts)
        return not self.errors

    def reasons(self, refusal: DomainError) -> list[str]:
        """The refusal in the reader's language."""
        match refusal:
            case LockedOut():
                at = date_format(refusal.until.astimezone(get_current_timezone()), "H:i")
                return [
                    _("Too many wrong tries. You can try again at %(at)s; oversight can lift this earlier.")
                    % {"at": at}
                ]
            case SignInRefused():
                return [str(self.wrong)]
            case NoPost():
                return [_("You hold no post now; ask your administrator.")]
            case WeakPassword():
                return [label(WEAK, reason) for reason in refusal.reasons]
        return [in_words(refusal)]


class SignInForm(DoorForm):
    """Name and password."""

    wrong = gettext_lazy("The name or the password is not right.")
    username = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(DoorForm):
    """The code of the second step, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class PasswordForm(DoorForm):
    """A new password, typed twice."""

    wrong = gettext_lazy("The old password is not right.")
    old = forms.CharField(
        label=gettext_lazy("Old password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text=gettext_lazy("At least ten characters, no common word, not digits alone."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return given
