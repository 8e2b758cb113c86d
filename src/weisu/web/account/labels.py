"""Access records as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from weisu.accounts.models import AccessRecord
from weisu.org.models import Staff
from weisu.web.components.labels import Labels, label

ACTS: Labels = {
    "first_step": _("Password was right; the code is still asked for"),
    "signed_in": _("Signed in"),
    "failed": _("Could not sign in"),
    "locked_out": _("Locked out after too many wrong tries"),
    "lifted": _("The lockout was lifted"),
    "signed_out": _("Signed out"),
    "session_ended": _("The session ended"),
    "opened": _("The sign-in was opened, or given a new password"),
    "password_changed": _("Changed the password"),
    "second_step_set": _("Set up the second step"),
    "second_step_removed": _("The second step was removed"),
    "codes_made": _("New recovery codes"),
    "key_made": _("A key for a machine was made"),
    "key_revoked": _("A key was revoked"),
    "key_used": _("A machine used its key"),
    "key_refused": _("A key was refused"),
}

WHY: Labels = {
    "password": _("by password"),
    "provider": _("through the identity provider"),
    "code": _("by code"),
    "recovery_code": _("by recovery code"),
    "old_password": _("old password"),
    "no_post": _("holds no post"),
    "asked": "",
    "everywhere": _("on every device"),
    "idle": _("nothing was done for a while"),
    "too_long": _("longest time reached"),
    "left": _("holds no post"),
    "unknown": _("unknown"),
    "revoked": _("revoked"),
    "expired": _("expired"),
}


@dataclass(frozen=True)
class Line:
    """One record in words."""

    at: datetime
    who: str
    act: str
    why: str
    key_id: str


def described(records: Iterable[AccessRecord]) -> list[Line]:
    """The records in words, with the names of people."""
    found = list(records)
    names = dict(Staff.objects.filter(id__in={one.staff_id for one in found}).values_list("id", "display_name"))
    return [
        Line(one.at, names.get(one.staff_id, one.staff_id), label(ACTS, one.act), label(WHY, one.why), one.key_id)
        for one in found
    ]
