"""What oversight sees of the door: who is locked out, and what happened lately."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from weisu.accounts import queries, services
from weisu.domain.vocabulary import Role
from weisu.web.account.labels import described
from weisu.web.edge import require_role

MAY_LOOK = (Role.OVERSIGHT_OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR)
LATEST = 100


@require_GET
@require_role(*MAY_LOOK)
def door(request: Any) -> HttpResponse:
    """Lockouts now, and the latest records."""
    facts = {
        "lockouts": queries.lockouts(request.now),
        "records": described(queries.records(count=LATEST)),
    }
    return render(request, "account/door.html", facts)


@require_POST
@require_role(*MAY_LOOK)
def lift(request: Any, staff_id: str) -> HttpResponse:
    """End somebody's lockout."""
    services.lift(staff_id, by=request.principal, now=request.now)
    messages.success(request, _("The lockout is lifted."))
    return redirect("door")
