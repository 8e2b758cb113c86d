"""2,816 messages and their official replies: both kept, and the delay between them measurable."""

from datetime import timedelta
from statistics import quantiles

import pytest

from tests.intake.conftest import MONDAY
from tests.intake.office import IMPORTER, run
from weisu.tickets.models import Ticket, TicketEvent
from weisu.vault import services as vault
from weisu.vault.models import Requester, Text


@pytest.fixture
def file(shared_data):
    return shared_data / "message_board" / "replies.xlsx"


def test_every_message_and_every_reply_is_kept_with_its_delay(prepared, file):
    outcome = run(file, "message-board-replies").as_dict()

    assert (outcome["read"], outcome["registered"], outcome["rejected"], outcome["conflicts"]) == (2816, 2816, 0, 0)
    at = {
        kind: dict(TicketEvent.objects.filter(type=kind).values_list("ticket_id", "occurred_at"))
        for kind in ("ticket.registered", "reply.submitted")
    }
    answered = at["reply.submitted"]
    delays = [(answered[ticket] - came) / timedelta(days=1) for ticket, came in at["ticket.registered"].items()]
    # The published quartiles of this file.
    assert quantiles(delays, n=4) == pytest.approx([4.8, 11.2, 22.2], abs=0.15)
    check_words()
    assert run(file, "message-board-replies").tally.already_known == 2816


def check_words():
    assert Text.objects.count() == 3 * 2816
    assert Requester.objects.count() == 2559
    ticket = Ticket.objects.get(number="LY2549")
    refs = Text.objects.filter(ticket_id=ticket.id, purpose="public").values_list("text_id", flat=True)
    [words] = vault.read_many(refs, by=IMPORTER, now=MONDAY, purpose="test").values()
    assert words.startswith("现将网友在平台《问政西地省》栏目")
    masked = Text.objects.filter(redacted__contains="A00023583").count()
    assert masked == 0
