"""The record of every look into the vault: who, what, why, when. It is only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from weisu.domain.context import Principal
from weisu.vault import redaction
from weisu.vault.models import AccessRecord

PURPOSE_LENGTH = 200


def record(
    act: str,
    subject: str,
    subject_ids: Sequence[UUID | None],
    *,
    by: Principal,
    now: datetime,
    purpose: str,
    field: str = "",
) -> None:
    """Write one record per subject; the purpose is typed by people, so it is redacted too."""
    reason = redaction.redact(purpose).text[:PURPOSE_LENGTH]
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(at=now, by=by.id, act=act, subject=subject, subject_id=each, field=field, purpose=reason)
            for each in subject_ids
        ],
        batch_size=500,
    )
