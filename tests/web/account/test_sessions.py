"""Sessions end: idle, too long, with the last post, everywhere at once, with the password."""

from html import unescape

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD
from tests.tickets.cast import ADMIN, ZHOU, later
from weisu.accounts.models import AccessRecord
from weisu.org import services as org


@pytest.fixture
def devices(zhou):
    """Two browsers in which Zhou has signed in."""
    clients = [Client(HTTP_HOST="localhost") for _ in range(2)]
    for client in clients:
        assert client.post("/sign-in/", {"username": "zhou", "password": PASSWORD}).status_code == 302
    return clients


def ended(client, why, words):
    """The session is over, it was written down why, and the reader is told."""
    response = client.get("/")
    record = AccessRecord.objects.order_by("-id").first()
    page = unescape(client.get(response.url).content.decode())
    return response.status_code == 302 and (record.act, record.why) == ("session_ended", why) and words in page


def test_a_session_ends_when_nothing_is_done_for_half_an_hour(devices, arrival):
    arrival["now"] = later(hours=1, minutes=29)
    assert devices[0].get("/").status_code == 200
    arrival["now"] = later(hours=1, minutes=58)
    assert devices[0].get("/").status_code == 200

    arrival["now"] = later(hours=2, minutes=28)

    assert ended(devices[0], "idle", "长时间未操作")


def test_a_session_ends_after_twelve_hours_however_busy(devices, arrival):
    for quarter in range(1, 48):
        arrival["now"] = later(hours=1, minutes=15 * quarter)
        assert devices[0].get("/account/").status_code == 200

    arrival["now"] = later(hours=13)

    assert ended(devices[0], "too_long", "最长时限")


def test_a_session_ends_with_the_last_post(devices, arrival):
    org.leave(ZHOU.id, by=ADMIN, now=later(hours=1, minutes=1))
    arrival["now"] = later(hours=1, minutes=1)

    assert ended(devices[0], "left", "没有在任岗位")


def test_signing_out_everywhere_ends_every_session(devices):
    assert devices[0].post("/account/sign-out-everywhere/").url == "/sign-in/"

    assert ended(devices[1], "everywhere", "所有设备")
    assert devices[0].get("/").status_code == 302
    assert devices[0].post("/sign-in/", {"username": "zhou", "password": PASSWORD}).status_code == 302
    assert devices[0].get("/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(devices):
    new = {"old": PASSWORD, "new": "tin kettle 88", "again": "tin kettle 88"}

    assert devices[0].post("/account/password/", new).url == "/account/"

    assert devices[0].get("/").status_code == 200
    assert devices[1].get("/").status_code == 302


def test_a_session_that_ended_does_nothing_more(devices, arrival):
    arrival["now"] = later(hours=3)

    response = devices[0].post("/account/sign-out-everywhere/")

    assert response.url.startswith("/sign-in/?next=")
    assert not AccessRecord.objects.filter(act="signed_out").exists()


def test_nobody_writes_down_with_each_request_that_somebody_is_there(devices, arrival):
    before = devices[0].session["seen"]
    arrival["now"] = later(hours=1, seconds=50)
    devices[0].get("/account/")
    assert devices[0].session["seen"] == before

    arrival["now"] = later(hours=1, seconds=70)
    devices[0].get("/account/")

    assert devices[0].session["seen"] != before
