"""The outbox goes out: each notice once.

A notifier that repeats safely is simply asked again after a crash. For any other the notice is claimed first: whoever
dies with a claim leaves it `unsure`, and only a person sends it again. Failures come back later and later.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Q

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError
from weisu.notices.audience import REQUESTER, STAFF, may_still_see
from weisu.notices.models import Notice, State
from weisu.notices.wording import said
from weisu.org import desks
from weisu.plugins import Message, Notifier, Undeliverable, Undelivered, Unreachable, Unsure
from weisu.vault.services import reveal

NAMESPACE = UUID("0a64c0bb-4f19-5f3b-8d35-6e6f74696365")
LEASE = timedelta(minutes=5)
"""Nobody sends one message for so long: a claim that is older belongs to somebody who died."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MOST_ATTEMPTS = 12


def waiting(via: str, *, now: datetime, limit: int = 100) -> list[Notice]:
    """What may be sent this way now, the oldest first."""
    found = Notice.objects.filter(via=via, state=State.WAITING, next_at__lte=now)
    return list(found.order_by("next_at", "id")[:limit])


def send(notice: Notice, notifier: Notifier, *, by: Principal, now: datetime) -> str:
    """Send one notice; returns its state afterwards, empty when somebody else has it.

    Raises: Unreachable, after putting the notice back: nothing else can be sent this way either.
    """
    if not may_still_see(notice.recipient, notice.ticket_id, now=now):
        return _dropped(notice)
    if not notifier.repeats_safely and not _claim(notice, now):
        return ""
    try:
        receipt = notifier.send(_message(notice, notifier, by=by, now=now))
    except Unreachable as gone:
        _put_back(notice, str(gone), now)
        raise
    except Undelivered as failed:
        return _put_back(notice, str(failed), now)
    except Unsure as unknown:
        return _ended(notice, State.UNSURE, str(unknown), now)
    except (Undeliverable, DomainError) as never:
        return _ended(notice, State.FAILED, str(never), now)
    return _ended(notice, State.SENT, receipt, now)


def recover(*, now: datetime) -> int:
    """Claims of senders who died become `unsure`; returns how many there were."""
    lost = Notice.objects.filter(state=State.CLAIMED, claimed_at__lt=now - LEASE)
    return lost.update(state=State.UNSURE, receipt="its sender ended while sending")


def send_again(*, now: datetime) -> int:
    """Somebody has looked: what is unsure or failed shall be sent (again); returns how much that is."""
    stuck = Notice.objects.filter(state__in=(State.UNSURE, State.FAILED))
    return stuck.update(state=State.WAITING, next_at=now, attempts=0, claimed_at=None, receipt="")


def key_of(notice: Notice) -> str:
    """The same whenever the same notice is sent again."""
    return str(uuid5(NAMESPACE, f"{notice.seq} {notice.rule} {notice.recipient} {notice.via}"))


def _message(notice: Notice, notifier: Notifier, *, by: Principal, now: datetime) -> Message:
    to = _address(notice, notifier.address, by=by, now=now) if notifier.address else ""
    subject, body = said(notice, "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en")
    return Message(key_of(notice), to, subject, body)


def _address(notice: Notice, field: str, *, by: Principal, now: datetime) -> str:
    """Where somebody is reached; a requester's is revealed for this purpose, and the vault records it."""
    if notice.recipient.startswith(STAFF):
        person = notice.recipient.removeprefix(STAFF)
        found = desks.emails([person]).get(person, "") if field == "email" else ""
    else:
        requester = UUID(notice.recipient.removeprefix(REQUESTER))
        found = reveal(requester, field=field, purpose=f"notice of {notice.number}", by=by, now=now)
    if not found:
        raise Undeliverable(f"There is no {field} for {notice.recipient}.")
    return found


def _claim(notice: Notice, now: datetime) -> bool:
    free = Notice.objects.filter(Q(state=State.WAITING), id=notice.id)
    return free.update(state=State.CLAIMED, claimed_at=now) == 1


def _dropped(notice: Notice) -> str:
    why = "the ticket is no longer theirs to see"
    dropped = Notice.objects.filter(id=notice.id, state=State.WAITING).update(state=State.DROPPED, receipt=why)
    return str(State.DROPPED) if dropped else ""


def _ended(notice: Notice, state: State, receipt: str, now: datetime) -> str:
    done_at = now if state == State.SENT else None
    Notice.objects.filter(id=notice.id).update(state=state, receipt=receipt[:200], done_at=done_at)
    return str(state)


def _put_back(notice: Notice, why: str, now: datetime) -> str:
    attempts = notice.attempts + 1
    state = State.WAITING if attempts < MOST_ATTEMPTS else State.FAILED
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1))
    Notice.objects.filter(id=notice.id).update(
        state=state, attempts=attempts, next_at=now + wait, claimed_at=None, receipt=why[:200]
    )
    return str(state)
