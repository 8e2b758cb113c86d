"""What a page says once a step is taken."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


def recorded(request: HttpRequest, step: str) -> None:
    """Tell the reader on the next page that the step of this name is in the log."""
    messages.success(request, _("Recorded: %(step)s") % {"step": step})
