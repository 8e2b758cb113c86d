"""The inbox: what this reader was told, and that they have read it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from weisu.notices import queries, services
from weisu.web.components.notices import shown
from weisu.web.edge import signed_in
from weisu.web.inbox.numbers import numbers, whole

ON_A_PAGE = 50


@require_GET
@signed_in
def inbox(request: Any) -> HttpResponse:
    """Newest first; older ones a page further."""
    notices = queries.inbox(request.principal, before=whole(request.GET.get("before", "")), limit=ON_A_PAGE)
    older = notices[-1].id if len(notices) == ON_A_PAGE else 0
    return render(request, "inbox/list.html", {"told": shown(notices), "older": older})


@require_POST
@signed_in
def mark_read(request: Any) -> HttpResponse:
    """These were read; without any named, all of them."""
    services.mark_read(numbers(request.POST.getlist("id")) or None, by=request.principal, now=request.now)
    return redirect("inbox")
