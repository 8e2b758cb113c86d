"""People taken in by the hundred: found again, not doubled, and an erased one stays erased."""

from uuid import uuid4

import pytest

from tests.vault.people import LIN, MONDAY
from weisu.domain.errors import BadPayload
from weisu.vault import services
from weisu.vault.errors import PersonErased
from weisu.vault.models import Detail, Requester
from weisu.vault.services import Newcomer


def people(count):
    return [
        Newcomer(uuid4(), "individual", {"name": f"来电人{n}", "telephone": f"1380000{n:04}"}) for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 50])
def test_people_of_an_import_are_found_by_their_number(database, count):
    newcomers = people(count)

    assert services.enrol_many(newcomers, by=LIN, now=MONDAY) == count

    last = newcomers[-1]
    found = services.find_by_telephone(last.details["telephone"], purpose="call", by=LIN, now=MONDAY)
    assert found == [last.requester_id]
    name = services.reveal(last.requester_id, field="name", purpose="call", by=LIN, now=MONDAY)
    assert name == last.details["name"]


def test_who_is_there_already_is_not_taken_in_again(database):
    newcomers = people(3)
    services.enrol_many(newcomers[:2], by=LIN, now=MONDAY)

    assert services.enrol_many([*newcomers, newcomers[2]], by=LIN, now=MONDAY) == 1
    assert Requester.objects.count() == 3


def test_an_erased_person_does_not_come_back_by_an_import(database):
    newcomers = people(1)
    services.enrol_many(newcomers, by=LIN, now=MONDAY)
    services.erase_person(newcomers[0].requester_id, by=LIN, now=MONDAY, ground="asked")

    assert services.enrol_many(newcomers, by=LIN, now=MONDAY) == 0
    assert not Detail.objects.exists()
    with pytest.raises(PersonErased):
        services.reveal(newcomers[0].requester_id, field="name", purpose="call", by=LIN, now=MONDAY)


def test_an_unknown_field_is_refused(database):
    with pytest.raises(BadPayload, match="shoe_size"):
        services.enrol_many([Newcomer(uuid4(), "individual", {"shoe_size": "44"})], by=LIN, now=MONDAY)
