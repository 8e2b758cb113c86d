"""Rights end at the instant a post ends: in running sessions, saved views, keys of machines, notices and services."""

import pytest

from tests.rights.browsers import browser, signed_in
from tests.rights.town import LEAVING
from tests.tickets.cast import ADMIN, CHEN, HOUSING, MONDAY, later
from weisu.accounts import services as accounts
from weisu.accounts.errors import KeyRefused
from weisu.domain.errors import DomainError, NotFound
from weisu.domain.vocabulary import Role
from weisu.notices.audience import may_still_see
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.org.models import Post
from weisu.readers import services as readers
from weisu.tickets import queries, services
from weisu.tickets.models import Ticket
from weisu.vault import services as vault

FORMER = "former-liu"
JUST_BEFORE = later(minutes=44, seconds=59)


def liu(at):
    return org_queries.principal(FORMER, at)


def test_the_second_before_everything_and_at_the_instant_nothing(each_town):
    assert queries.ticket(liu(JUST_BEFORE), each_town.known).number == each_town.known

    assert liu(LEAVING).roles == frozenset()
    assert queries.work_list(liu(LEAVING)).rows == []
    with pytest.raises(NotFound):
        queries.ticket(liu(LEAVING), each_town.known)


def test_a_running_session_ends_with_the_post(each_town, arrival):
    arrival["now"] = JUST_BEFORE
    reader = signed_in(FORMER)
    assert reader.get(f"/tickets/{each_town.known}/").status_code == 200
    arrival["now"] = LEAVING

    for answer in (
        reader.get(f"/tickets/{each_town.known}/"),
        reader.post(f"/tickets/{each_town.known}/acknowledge/", {"version": each_town.version}),
        reader.get("/"),
    ):
        assert answer.status_code == 302
        assert answer.url.startswith("/sign-in/")
    assert queries.ticket(CHEN, each_town.known).version == each_town.version


def test_a_page_left_open_reveals_nothing_any_more(each_town, arrival):
    arrival["now"] = JUST_BEFORE
    reader = signed_in(FORMER)
    assert reader.get(f"/tickets/{each_town.known}/reveal/").status_code == 200
    arrival["now"] = LEAVING

    answer = reader.post(f"/tickets/{each_town.known}/reveal/", {"field": "telephone", "purpose": "联系"})

    assert answer.status_code == 302
    assert "13800138000" not in answer.content.decode()


def test_a_saved_view_opens_nothing(each_town, arrival):
    readers.save_view("我的", query="unit=u-housing", by=liu(JUST_BEFORE), now=JUST_BEFORE)
    arrival["now"] = JUST_BEFORE
    reader = signed_in(FORMER)
    assert each_town.known in reader.get("/?unit=u-housing").content.decode()
    arrival["now"] = LEAVING

    answer = reader.get("/?unit=u-housing")

    assert (answer.status_code, each_town.known in answer.content.decode()) == (302, False)


def test_a_key_of_the_post_opens_nothing(each_town, arrival):
    key = accounts.create_key(
        FORMER, role=Role.UNIT_STAFF, unit=HOUSING, label="x", expires_at=later(days=9), by=ADMIN, now=MONDAY
    )
    machine = browser(headers={"authorization": f"Bearer {key}"})
    arrival["now"] = JUST_BEFORE
    assert machine.get("/api/v1/whoami").status_code == 200
    arrival["now"] = LEAVING

    assert machine.get("/api/v1/whoami").status_code == 401
    with pytest.raises(KeyRefused):
        accounts.use_key(key, origin="1.2.3.4", by=ADMIN, now=LEAVING)


def test_a_grant_to_look_ends_with_the_post(each_town):
    """Fifteen minutes were granted; five of them were left."""
    shown = services.reveal(each_town.known, field="telephone", purpose="联系", by=liu(JUST_BEFORE), now=JUST_BEFORE)
    assert vault.look(shown.grant_id, by=liu(JUST_BEFORE), now=JUST_BEFORE) == shown.value

    with pytest.raises(DomainError):
        vault.look(shown.grant_id, by=liu(LEAVING), now=LEAVING)


def test_no_notice_reaches_them(each_town):
    ticket = Ticket.objects.get(number=each_town.known)

    assert may_still_see(f"staff:{FORMER}", ticket.id, now=JUST_BEFORE)
    assert not may_still_see(f"staff:{FORMER}", ticket.id, now=LEAVING)


def test_they_cannot_sign_in_again(each_town):
    org.open_sign_in(FORMER, name="liu", password="copper kettle 7", by=ADMIN, now=MONDAY)

    reader = browser()
    reader.post("/sign-in/", {"username": "liu", "password": "copper kettle 7"})

    assert reader.get("/").url.startswith("/sign-in/")


def test_whoever_keeps_another_post_loses_only_what_the_ended_one_gave(each_town):
    org.appoint(CHEN.id, role=Role.UNIT_STAFF, unit="u-urban", since=MONDAY, by=ADMIN, now=MONDAY)
    ending = Post.objects.get(staff_id=CHEN.id, unit_id=HOUSING)
    org.end_post(ending.id, by=ADMIN, now=later(hours=3))
    reader = signed_in(CHEN.id)

    assert reader.get("/").status_code == 200
    assert reader.get(f"/tickets/{each_town.known}/").status_code == 404
