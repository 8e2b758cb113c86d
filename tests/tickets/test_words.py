"""No word and no number of a person enters the log or its rows, at whatever step it is typed."""

import pytest
from django.db import connection

from tests.tickets import stories
from tests.tickets.cast import AUNT_WANG, LIN, MONDAY, later
from tests.tickets.test_each_service import DONE
from weisu.domain.errors import BadPayload
from weisu.tickets import papers, queries, services
from weisu.tickets.models import TicketEvent
from weisu.vault.models import Text

NAME, TELEPHONE, ID_NUMBER, ADDRESS = "欧阳春晓", "13912345678", "11010519491231002X", "幸福里小区3号楼2单元501室"
CANARY = f"我叫{NAME},电话{TELEPHONE},身份证{ID_NUMBER},住{ADDRESS}"


def every_text_outside_the_vault():
    """Everything readable in every table that is not the vault's."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("vault_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                yield from (str(value) for row in cursor.fetchall() for value in row)


def test_what_is_typed_at_any_step_is_found_nowhere_outside_the_vault(city):
    typed = 0
    for given, service, by, fields, _event, _status in DONE:
        known = papers.shape(papers.command_type(service))
        told = {name: CANARY if name in known.words else value for name, value in fields.items()}
        typed += sum(value == CANARY for value in told.values())
        getattr(services, service)(given(request=CANARY, title=CANARY).number, **told, by=by, now=later(hours=20))

    assert typed >= 60
    everything = "\n".join(every_text_outside_the_vault())
    assert [part for part in (NAME, TELEPHONE, ID_NUMBER, ADDRESS) if part in everything] == []
    copies = "\n".join(Text.objects.exclude(redacted=None).values_list("redacted", flat=True))
    assert [part for part in (NAME, TELEPHONE, ID_NUMBER) if part in copies] == []


def test_the_timeline_shows_redacted_copies(city):
    ticket = stories.registered(request=f"请回电{TELEPHONE}")

    [moment] = queries.timeline(LIN, ticket.number)

    assert TELEPHONE not in str(moment)
    assert "请回电" in str(moment.words["request"])


@pytest.mark.parametrize(
    ("_case", "fields"),
    [
        ("a telephone number instead of its reference", {"contact": TELEPHONE}),
        ("an identity number as a community", {"community": ID_NUMBER}),
        ("words as a code", {"source": "请" * 201}),
        ("a line break in a code", {"community": "三里\n四里"}),
        ("a label that is somebody's mail", {"labels": ["wang@example.com"]}),
    ],
)
def test_a_field_for_codes_takes_no_words_and_nobodys_number(city, _case, fields):
    with pytest.raises(BadPayload, match="takes a code"):
        stories.registered(**fields)

    assert not TicketEvent.objects.exists()


def test_a_digest_and_a_pseudonym_are_codes(city):
    ticket = stories.registered(contact="ab12" * 16, requester=str(AUNT_WANG.id))

    assert ticket.requester_id == str(AUNT_WANG.id)


def test_a_contact_is_named_by_its_channels_id_not_by_its_number(city):
    with pytest.raises(BadPayload):
        services.record_missed_contact(contact=TELEPHONE, channel="phone", by=LIN, now=MONDAY)
