"""回避: a ticket about a unit's conduct reaches nobody of that unit, by no door, whatever posts they hold there."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from tests.rights.browsers import browser, readable, signed_in
from tests.rights.cases import quarantine_asked
from tests.rights.town import EVENING, principal
from tests.tickets import stories
from tests.tickets.cast import ADMIN, MONDAY, URBAN, WATER, XU, ZHOU, later
from weisu.accounts import services as accounts
from weisu.domain.errors import DomainError, GuardRefused, NotFound
from weisu.domain.vocabulary import Role
from weisu.notices import queries as notices
from weisu.notices.models import Notice
from weisu.org import services as org
from weisu.tickets import queries, services
from weisu.tickets.checking import unreleased
from weisu.tickets.models import Ticket
from weisu.tickets.offers import actions
from weisu.tickets.queries import Filters
from weisu.tickets.visibility import visible_to

ACCUSED = "accused-feng"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
FAR = later(days=400)


@pytest.fixture
def feng(each_town):
    """The accused unit's own, with every post there is."""
    return principal(ACCUSED)


@pytest.fixture
def theirs(each_town):
    """The one ticket at their unit that is not about it."""
    return {list(each_town.canaries)[1]}


def numbers(rows):
    return {row["number"] for row in rows}


def test_with_the_same_posts_at_another_unit_they_would_see_it(each_town, feng):
    posts = tuple(replace(post, unit_id=URBAN) for post in feng.posts)
    elsewhere = replace(feng, unit_id=URBAN, posts=posts)

    assert visible_to(elsewhere).filter(number=each_town.known).exists()
    assert not visible_to(feng).filter(number=each_town.known).exists()


def test_no_list_shows_it_and_no_search_finds_it(each_town, feng, theirs):
    assert numbers(queries.work_list(feng, limit=200).rows) == theirs
    for narrowed in (
        Filters(words="漏水"),
        Filters(words="画眉鸟甲"),
        Filters(requester=each_town.asker),
        Filters(category="housing"),
        Filters(unit="u-housing"),
        Filters(region="9901", is_open=True),
        Filters(overdue_at=FAR),
    ):
        assert numbers(queries.work_list(feng, narrowed, limit=200).rows) <= theirs, narrowed
    assert queries.how_many(feng) == len(theirs)
    assert {clock.ticket.number for clock in queries.running_clocks(feng, FAR)} <= theirs
    assert {part["ticket__number"] for part in queries.silent_parts(feng, FAR)} <= theirs
    assert queries.nearest_clocks(feng, Ticket.objects.filter(about=f" {WATER} ").values_list("id", flat=True)) == {}
    assert numbers(queries.unit_desk(feng)) == theirs
    assert queries.relay_tasks(feng) == []
    assert each_town.number(quarantine_asked) not in numbers(queries.quarantined(feng))
    assert each_town.number(quarantine_asked) in numbers(queries.quarantined(XU))


def test_its_page_its_steps_and_its_details_are_not_there(each_town, feng):
    for ask in (queries.ticket, queries.timeline, queries.parts, queries.clocks, queries.files, unreleased):
        with pytest.raises(NotFound):
            ask(feng, each_town.known)
    with pytest.raises(NotFound):
        actions(feng, each_town.known, now=EVENING)
    with pytest.raises(NotFound):
        services.reveal(each_town.known, field="name", purpose="核实", by=feng, now=EVENING)
    reader = signed_in(ACCUSED)
    for path in ("", "send-back/", "reveal/", "correct/"):
        hidden, never_was = (
            TOKEN.sub("", reader.get(f"/tickets/{number}/{path}").content.decode()).replace(number, "NUMBER")
            for number in (each_town.known, "202601059999999")
        )
        assert hidden == never_was


def test_no_notice_tells_them(each_town, feng):
    told = set(Notice.objects.values_list("recipient", flat=True))
    assert "staff:clerk-chen" in told
    about = Ticket.objects.filter(about__contains=WATER).values("id")
    assert not Notice.objects.filter(recipient=notices.recipient_of(feng), ticket_id__in=about).exists()
    assert {notice.number for notice in notices.inbox(feng)} <= {list(each_town.canaries)[1]}


def test_no_step_routes_it_to_them(each_town):
    number = each_town.number(stories.accepted)
    for step in (
        lambda: services.dispatch(number, lead=WATER, basis="清单", by=ZHOU, now=EVENING),
        lambda: services.dispatch(number, lead="u-housing", supports=(WATER,), basis="清单", by=ZHOU, now=EVENING),
        lambda: services.redispatch(each_town.known, to=WATER, basis="清单", reason="改", by=ZHOU, now=EVENING),
        lambda: services.add_support(each_town.known, supports=(WATER,), basis="清单", by=ZHOU, now=EVENING),
    ):
        with pytest.raises(GuardRefused, match=f"about {WATER}"):
            step()


def test_a_ticket_of_theirs_beside_it_does_not_name_it(each_town, feng, theirs):
    """Linked, merged or grouped with it: what they may see says nothing of what they may not."""
    [own] = theirs
    services.link(own, other=each_town.known, relation="concerns", by=ZHOU, now=EVENING)
    services.group(own, each_town.known, group="leak", ground="one cause", by=ZHOU, now=EVENING)

    told = json.dumps([moment._asdict() for moment in queries.timeline(feng, own)], default=str)
    seen = queries.ticket(feng, own)
    page = unescape(signed_in(ACCUSED).get(f"/tickets/{own}/").content.decode())
    assert each_town.known not in told + seen.state + seen.parent + seen.merged_into + page
    assert each_town.known in json.dumps([moment._asdict() for moment in queries.timeline(ZHOU, own)], default=str)


def test_they_join_nothing_of_theirs_with_it(each_town, feng, theirs):
    [own] = theirs
    for first, second in ((own, each_town.known), (each_town.known, own)):
        for join in (
            lambda a, b: services.link(a, other=b, relation="concerns", by=feng, now=EVENING),
            lambda a, b: services.merge(a, into=b, ground="same", by=feng, now=EVENING),
            lambda a, b: services.group(a, b, group="g", ground="x", by=feng, now=EVENING),
        ):
            with pytest.raises(NotFound) as refused:
                join(first, second)
            with pytest.raises(NotFound) as never_was:
                join(*("202601059999999" if each == each_town.known else each for each in (first, second)))
            assert str(refused.value).replace(each_town.known, "N") == str(never_was.value).replace(
                "202601059999999", "N"
            )


@pytest.mark.parametrize("way", ["print", "export"])
def test_nothing_they_print_or_export_holds_it(each_town, theirs, way):
    feng, zhou = signed_in(ACCUSED), signed_in(ZHOU.id)
    given, latest = {"purpose": "核对台账"}, next(iter(each_town.canaries))

    own, whole = (readable(reader.post(f"/{way}/", given)) for reader in (feng, zhou))

    assert latest in whole
    assert latest not in own
    assert [number for number in theirs if number not in own] == []
    assert feng.post(f"/tickets/{each_town.known}/{way}/", given).status_code == 404


def test_no_count_of_theirs_contains_it(each_town, feng, theirs):
    assert visible_to(feng).count() == len(theirs)
    assert notices.unread(feng) <= Notice.objects.filter(number__in=theirs).count()


def test_a_machine_with_their_key_gets_nothing_either(each_town, feng):
    key = accounts.create_key(
        ACCUSED, role=Role.TEAM_LEAD, unit=WATER, label="x", expires_at=later(days=9), by=ADMIN, now=MONDAY
    )
    told = browser(headers={"authorization": f"Bearer {key}"}).get("/api/v1/whoami").json()

    assert (told["id"], told["unit"]) == (ACCUSED, WATER)
    narrow = accounts.use_key(key, origin="1.2.3.4", by=ZHOU, now=EVENING)
    with pytest.raises(NotFound):
        queries.ticket(narrow, each_town.known)


def test_a_retry_key_of_somebody_elses_step_tells_them_nothing(each_town, feng):
    services.chase(each_town.known, channel="phone", key="retry-1", by=principal("agent-lin"), now=EVENING)

    with pytest.raises(DomainError) as refused:
        services.chase(each_town.known, channel="phone", key="retry-1", by=feng, now=EVENING)

    assert each_town.known not in repr(refused.value.as_dict())


def test_whoever_joins_the_accused_unit_stops_seeing_it_at_once(each_town):
    reader = signed_in("agent-lin")
    assert reader.get(f"/tickets/{each_town.known}/").status_code == 200
    org.appoint("agent-lin", role=Role.UNIT_STAFF, unit=WATER, since=EVENING, by=ADMIN, now=EVENING)

    assert reader.get(f"/tickets/{each_town.known}/").status_code == 404
