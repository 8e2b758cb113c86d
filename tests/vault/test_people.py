from uuid import UUID, uuid4

import pytest

from tests.vault.people import LIN, MONDAY, TICKET
from weisu.domain.errors import BadPayload, NotFound
from weisu.vault import queries, services
from weisu.vault.errors import PersonErased
from weisu.vault.models import AccessRecord, BlindIndex, Detail, Requester

WANG = {"name": "王桂兰", "telephone": "138 0000 1234", "address": "柳荫路18号", "email": "Wang@Example.cn"}


def enrol(details=WANG, **more):
    return services.enrol(details, **{"by": LIN, "now": MONDAY} | more)


def test_a_person_is_found_by_any_spelling_of_the_number(database):
    wang = enrol()
    for typed in ("13800001234", "+86 138-0000-1234", "１３８００００１２３４", "0086 13800001234", "(138)00001234"):
        found = services.find_by_telephone(typed, purpose="call", by=LIN, now=MONDAY)
        assert found == [wang.requester_id]
    assert services.find_by_telephone("13800001235", purpose="call", by=LIN, now=MONDAY) == []


def test_a_landline_is_found_with_and_without_its_area_code(database):
    wang = enrol({"telephone": "0914-2338613"})
    for typed in ("09142338613", "2338613", "+86 914 2338613", "(0914)2338613转8001"):
        assert services.find_by_telephone(typed, area_code="0914", purpose="call", by=LIN, now=MONDAY) == [
            wang.requester_id
        ]


def test_one_field_is_revealed_with_a_record(database):
    wang = enrol()
    assert services.reveal(wang.requester_id, field="name", purpose="call back", by=LIN, now=MONDAY) == "王桂兰"
    seen = AccessRecord.objects.get(act="reveal")
    assert (seen.subject_id, seen.field, seen.purpose, seen.by) == (wang.requester_id, "name", "call back", LIN.id)
    assert services.reveal(wang.requester_id, field="id_number", purpose="x", by=LIN, now=MONDAY) == ""


def test_no_detail_lies_readable_in_any_table(database):
    wang = enrol()
    rows = [*Requester.objects.values_list(), *Detail.objects.values_list(), *BlindIndex.objects.values_list()]
    everything = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for row in rows for value in row
    )
    for canary in (*WANG.values(), "13800001234", "wang@example.cn", wang.secret):
        assert canary.encode() not in everything


def test_the_secret_opens_and_every_try_is_recorded(database):
    wang = enrol()
    spoken = f"{wang.secret[:4]} {wang.secret[4:8]}-{wang.secret[8:].lower()}"
    assert services.verify_secret(wang.requester_id, secret=spoken, by=LIN, now=MONDAY)
    assert not services.verify_secret(wang.requester_id, secret="AAAABBBBCCCC", by=LIN, now=MONDAY)
    assert [*AccessRecord.objects.filter(act="verify").values_list("purpose", flat=True)] == ["right", "wrong"]


def test_without_a_secret_nothing_fits(database):
    nobody = enrol(with_secret=False)
    assert nobody.secret == ""
    assert not services.verify_secret(nobody.requester_id, secret="", by=LIN, now=MONDAY)


def test_erasing_a_person_destroys_all_but_the_pseudonym(database):
    wang = enrol()
    ref = services.keep("路灯坏了", ticket_id=TICKET, purpose="request", by=LIN, now=MONDAY)
    other = services.keep("别人的事", ticket_id=uuid4(), purpose="request", by=LIN, now=MONDAY)

    gone = services.erase_person(wang.requester_id, ticket_ids=[TICKET], by=LIN, now=MONDAY, ground="本人申请")

    assert gone == 1
    assert (queries.check(ref, ref.digest), queries.check(other, other.digest)) == ("erased", "same")
    assert not Detail.objects.exists()
    assert not BlindIndex.objects.exists()
    assert bytes(Requester.objects.get().wrapped_key) == b""
    assert queries.known_identifiers(wang.requester_id) == ()
    with pytest.raises(PersonErased, match="2026-01-05"):
        services.reveal(wang.requester_id, field="name", purpose="x", by=LIN, now=MONDAY)
    assert services.find_by_telephone("13800001234", purpose="x", by=LIN, now=MONDAY) == []


def test_a_changed_number_is_found_and_the_old_one_is_not(database):
    wang = enrol()
    services.change_details(wang.requester_id, details={"telephone": "13900005678", "email": ""}, by=LIN, now=MONDAY)
    assert services.find_by_telephone("13900005678", purpose="x", by=LIN, now=MONDAY) == [wang.requester_id]
    assert services.find_by_telephone("13800001234", purpose="x", by=LIN, now=MONDAY) == []
    assert services.reveal(wang.requester_id, field="email", purpose="x", by=LIN, now=MONDAY) == ""
    assert set(queries.known_identifiers(wang.requester_id)) == {"王桂兰", "13900005678", "柳荫路18号"}


def test_two_people_may_share_a_number(database):
    first, second = enrol(), enrol({"telephone": "13800001234"})
    found = services.find_by_telephone("13800001234", purpose="x", by=LIN, now=MONDAY)
    assert set(found) == {first.requester_id, second.requester_id}


def test_refusals_say_what_exists(database):
    with pytest.raises(BadPayload, match="'shoe_size'"):
        enrol({"shoe_size": "43"})
    with pytest.raises(BadPayload, match="'robot'"):
        enrol(kind="robot")
    for act in (services.erase_person, services.reveal):
        with pytest.raises(NotFound):
            act(
                UUID(int=0),
                by=LIN,
                now=MONDAY,
                **({"ground": "x"} if act is services.erase_person else {"field": "name", "purpose": "x"}),
            )
