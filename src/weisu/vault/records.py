"""The record of every look into the vault: who, what, why, when. It is only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.errors import MissingPapers
from weisu.vault import redaction
from weisu.vault.models import AccessRecord

PURPOSE_LENGTH = 200


class Act(StrEnum):
    """What was done with personal data or words."""

    READ = "read"
    VIEW = "view"
    FIND = "find"
    GRANT = "grant"
    REVEAL = "reveal"
    VERIFY = "verify"
    PRINT = "print"
    EXPORT = "export"
    HAND_OVER = "hand_over"
    CHANGE = "change"
    REDACT = "redact"
    ERASE = "erase"
    ROTATE = "rotate"
    SCOUR = "scour"


USES = frozenset({Act.VIEW, Act.PRINT, Act.EXPORT, Act.HAND_OVER})
"""What others do with what the vault gave out, and tell it."""


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
    """Write one record per subject; the purpose is typed by people, so it is redacted too.

    Raises: MissingPapers without a purpose, and then nothing was looked at.
    """
    if not purpose.strip():
        raise MissingPapers("Say what the data are needed for.", missing=["purpose"])
    reason = redaction.redact(purpose).text[:PURPOSE_LENGTH]
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(at=now, by=by.id, act=act, subject=subject, subject_id=each, field=field, purpose=reason)
            for each in subject_ids
        ],
        batch_size=500,
    )
