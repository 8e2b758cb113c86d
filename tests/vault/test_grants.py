"""One field for one purpose for a time; every use of personal data leaves a line that oversight reads."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.vault.people import LIN, MONDAY
from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload, MissingPapers, NotFound, RoleRefused
from weisu.domain.vocabulary import ActorKind, Role
from weisu.vault import queries, services
from weisu.vault.errors import GrantEnded
from weisu.vault.queries import RecordFilters

XU = Principal("xu", ActorKind.OVERSIGHT, frozenset({Role.OVERSIGHT_OFFICER}))
MICROSECOND = timedelta(microseconds=1)


def enrol():
    return services.enrol({"name": "王桂兰", "telephone": "13800001234"}, by=LIN, now=MONDAY).requester_id


def granted(requester_id, **more):
    given = {"field": "telephone", "purpose": "call back", "minutes": 15, "by": LIN, "now": MONDAY}
    return services.grant(requester_id, **given | more)


def test_a_grant_shows_its_field_until_the_microsecond_it_ends(database):
    grant = granted(enrol())

    assert services.look(grant.grant_id, by=LIN, now=grant.ends_at - MICROSECOND) == "13800001234"
    with pytest.raises(GrantEnded, match="shown until"):
        services.look(grant.grant_id, by=LIN, now=grant.ends_at)


def test_a_grant_is_one_persons_and_one_fields(database):
    requester_id = enrol()
    grant = granted(requester_id)

    with pytest.raises(NotFound):
        services.look(grant.grant_id, by=XU, now=MONDAY)
    with pytest.raises(BadPayload, match="shoe_size"):
        granted(requester_id, field="shoe_size")
    with pytest.raises(MissingPapers, match="needed for"):
        granted(requester_id, purpose=" ")
    with pytest.raises(NotFound):
        granted(uuid4())


def test_a_grant_given_back_is_over(database):
    grant = granted(enrol())

    services.end_grant(grant.grant_id, by=LIN, now=MONDAY + MICROSECOND)

    with pytest.raises(GrantEnded):
        services.look(grant.grant_id, by=LIN, now=MONDAY + 2 * MICROSECOND)


@pytest.mark.parametrize("act", ["view", "print", "export", "hand_over"])
def test_what_is_done_with_the_data_is_written_down_with_its_purpose(database, act):
    requester_id = enrol()
    services.note_use(
        act, subject="requester", subject_ids=[requester_id], purpose="交信访局 13800001234", by=LIN, now=MONDAY
    )

    row = queries.access_records(XU).rows[0]

    assert (row["act"], row["subject_id"], row["by"], row["at"]) == (act, requester_id, LIN.id, MONDAY)
    assert "13800001234" not in row["purpose"]


def test_a_use_needs_a_name_and_a_purpose(database):
    for given, error in (
        ({"act": "gossip", "purpose": "x"}, BadPayload),
        ({"act": "print", "purpose": ""}, MissingPapers),
    ):
        with pytest.raises(error):
            services.note_use(
                given["act"], subject="requester", subject_ids=[None], purpose=given["purpose"], by=LIN, now=MONDAY
            )


def test_oversight_alone_reads_the_record_page_by_page(database):
    requester_id = enrol()
    for minutes in range(3):
        services.reveal(requester_id, field="name", purpose="call", by=LIN, now=MONDAY + timedelta(minutes=minutes))
    granted(requester_id)

    first = queries.access_records(XU, limit=3)
    rest = queries.access_records(XU, after=first.next, limit=3)

    assert [row["act"] for row in (*first.rows, *rest.rows)] == ["grant", "reveal", "reveal", "reveal"]
    assert rest.next == 0
    for filters, count in (
        (RecordFilters(act="reveal"), 3),
        (RecordFilters(by=("nobody",)), 0),
        (RecordFilters(field="telephone"), 1),
        (RecordFilters(subjects=(requester_id,), since=MONDAY + timedelta(minutes=1)), 2),
        (RecordFilters(until=MONDAY + timedelta(minutes=1)), 2),
    ):
        assert len(queries.access_records(XU, filters).rows) == count
    with pytest.raises(RoleRefused):
        queries.access_records(LIN)
