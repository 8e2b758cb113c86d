"""One field of one person, for one purpose, for a time; and what was done with it afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload, NotFound
from weisu.vault import people, redaction
from weisu.vault.errors import GrantEnded
from weisu.vault.models import Grant
from weisu.vault.records import PURPOSE_LENGTH, USES, Act, record


@transaction.atomic
def grant(
    requester_id: UUID,
    *,
    field: str,
    purpose: str,
    minutes: int,
    ticket_id: UUID | None = None,
    by: Principal,
    now: datetime,
) -> Grant:
    """Let `by` look at one field until `minutes` from now; leaves a record, and each look another.

    Raises: NotFound, PersonErased, BadPayload for no such field, MissingPapers without a purpose.
    """
    people.require_field(field)
    people.there(requester_id)
    record(Act.GRANT, "requester", [requester_id], by=by, now=now, purpose=purpose, field=field)
    return Grant.objects.create(
        grant_id=uuid4(),
        requester_id=requester_id,
        field=field,
        holder=by.id,
        purpose=redaction.redact(purpose).text[:PURPOSE_LENGTH],
        ticket_id=ticket_id,
        granted_at=now,
        ends_at=now + timedelta(minutes=minutes),
    )


@transaction.atomic
def look(grant_id: UUID, *, by: Principal, now: datetime) -> str:
    """The field in clear while the grant holds; empty when it was never given. Leaves a record.

    Raises: NotFound, also when the grant is somebody else's; GrantEnded, PersonErased.
    """
    found = _own(grant_id, by)
    if not by.roles:
        raise GrantEnded("This was shown for the sake of a post that has ended.")
    if now >= found.ends_at:
        raise GrantEnded(
            f"This was shown until {found.ends_at:%Y-%m-%d %H:%M} UTC; if it is still needed, say for what again."
        )
    requester = people.there(found.requester_id)
    record(Act.REVEAL, "requester", [found.requester_id], by=by, now=now, purpose=found.purpose, field=found.field)
    return people.details_of(requester, fields=(found.field,)).get(found.field, "")


@transaction.atomic
def end_grant(grant_id: UUID, *, by: Principal, now: datetime) -> None:
    """Give a grant back before its time.

    Raises: NotFound.
    """
    _own(grant_id, by)
    Grant.objects.filter(grant_id=grant_id, ends_at__gt=now).update(ends_at=now)


@transaction.atomic
def note_use(
    act: str,
    *,
    subject: str,
    subject_ids: Sequence[UUID | None],
    purpose: str,
    field: str = "",
    by: Principal,
    now: datetime,
) -> None:
    """Write down that personal data were viewed, printed, exported or handed over, one line for each subject.

    Raises: BadPayload for another act, MissingPapers without a purpose.
    """
    if act not in USES:
        raise BadPayload(f"{act!r} is no use of personal data.", instead=sorted(USES))
    record(act, subject, subject_ids, by=by, now=now, purpose=purpose, field=field)


def _own(grant_id: UUID, by: Principal) -> Grant:
    found = Grant.objects.filter(grant_id=grant_id, holder=by.id).first()
    if found is None:
        raise NotFound("There is no such grant, or it is not yours.")
    return found
