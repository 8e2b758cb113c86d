"""Machines come with a key and nothing else."""

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD
from tests.tickets.cast import ADMIN, HOTLINE, ZHOU, later
from weisu.accounts import services
from weisu.accounts.models import AccessRecord
from weisu.domain.vocabulary import Role

ADDRESS = "/api/v1/whoami"


@pytest.fixture
def key(zhou):
    return services.create_key(
        ZHOU.id, role=Role.DISPATCHER, label="test", expires_at=later(days=1), by=ADMIN, now=later()
    )


def ask(authorization="", client=None):
    headers = {"authorization": authorization} if authorization else {}
    return (client or Client(HTTP_HOST="localhost")).get(ADDRESS, headers=headers)


def test_a_key_says_who_it_speaks_for(key):
    response = ask(f"Bearer {key}")

    assert response.json() == {
        "id": ZHOU.id,
        "kind": "dispatcher",
        "roles": ["dispatcher"],
        "unit": HOTLINE,
        "region": "9901",
    }
    assert AccessRecord.objects.filter(act="key_used").count() == 1


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic emhvdTpwYXNz", "weisu_1_2"])
def test_without_a_right_key_there_is_one_answer_in_json(key, authorization):
    response = ask(authorization)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["error"] == "key_refused"


def test_an_expired_key_is_refused(key, arrival):
    arrival["now"] = later(days=1)

    assert ask(f"Bearer {key}").status_code == 401


def test_a_session_opens_nothing_here(zhou):
    client = Client(HTTP_HOST="localhost")
    client.post("/sign-in/", {"username": "zhou", "password": PASSWORD})

    assert ask(client=client).status_code == 401


def test_a_key_opens_no_page(key):
    response = Client(HTTP_HOST="localhost").get("/", headers={"authorization": f"Bearer {key}"})

    assert response.status_code == 302


def test_an_address_that_is_not_there_says_nothing_without_a_key(key):
    client = Client(HTTP_HOST="localhost")

    assert client.get("/api/v1/nothing").status_code == 401
    assert client.get("/api/v1/nothing", headers={"authorization": f"Bearer {key}"}).status_code == 404
