"""Handing a file out: saved, never shown; a browser neither guesses at it nor runs it."""

from django.http import HttpResponse

from weisu.tickets.services.attachments import Opened

NOTHING_RUNS = "default-src 'none'; sandbox"


def download(file: Opened) -> HttpResponse:
    """The file as an attachment under a name that tells nothing of anybody."""
    return HttpResponse(
        file.content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Content-Security-Policy": NOTHING_RUNS,
            "X-Content-Type-Options": "nosniff",
        },
    )
