"""Files that lie in the vault until a person has confirmed them, and no longer than a day."""

from datetime import datetime, timedelta

from django.db import transaction

from weisu.domain.context import Principal
from weisu.vault.models import Text
from weisu.vault.services.words import erase_many

WAITING = "organisation"
"""The purpose of a workbook that somebody has brought and reviewed and not confirmed yet."""

LASTS = timedelta(days=1)


@transaction.atomic
def sweep(*, by: Principal, now: datetime) -> int:
    """Destroy what nobody has confirmed in time, with its key; returns how many files."""
    # Hardly any text is about no ticket, and those are found by an index.
    left = Text.objects.filter(ticket_id=None, purpose=WAITING, erased_at=None, stored_at__lte=now - LASTS)
    ids = list(left.values_list("text_id", flat=True))
    return erase_many(ids, by=by, now=now, ground=WAITING) if ids else 0
