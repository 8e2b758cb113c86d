"""Two people on one ticket: whatever form the second one sends, they see what changed and lose nothing."""

import re
from html import unescape

import pytest

from tests.rights.browsers import recognised_for, signed_in
from tests.rights.cases import CASES, command
from tests.rights.forms import filled_in
from tests.rights.town import EVENING
from tests.tickets import stories
from tests.tickets.cast import CHEN, CLOCK, HE, SUN, XU, ZHOU, later
from tests.tickets.test_each_service import DONE
from weisu.tickets import services
from weisu.tickets.models import TicketEvent
from weisu.web.public.page import GIVEN

MOVED = "您打开后工单有了新进展"
CHECKING, RELAYED = "正在脱敏审核", {"ask_relay"}
"""What a unit reads of a protected ticket until a person has released it."""

NOTED = "第二个人看到的更正理由"


SIGNS = {name: by for _given, name, by, _fields, _event, _status in reversed(DONE)} | {
    "release_words": HE,
    "ask_relay": CHEN,
    "answer_relay": HE,
    "close": ZHOU,
    "unmerge": ZHOU,
    "link": ZHOU,
    "group": ZHOU,
    "ungroup": ZHOU,
    "merge": ZHOU,
}
PAGES = [name for name in sorted(CASES) if name in SIGNS and SIGNS[name] is not CLOCK]


@pytest.mark.parametrize("name", PAGES)
def test_the_second_person_sees_what_changed_and_loses_nothing(town, name):
    case, number = CASES[name], town.number(CASES[name].story)
    reader = signed_in(SIGNS[name].id)
    address = f"/tickets/{number}/{command(case).replace('_', '-')}/"
    given, typed = filled_in(reader.get(address).content.decode())
    by = XU if SIGNS[name] is ZHOU else ZHOU
    services.correct(number, corrects="1", field="community", value="三里", reason=NOTED, by=by, now=EVENING)
    events = TicketEvent.objects.count()

    answer = reader.post(address, given)

    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert MOVED in page
    assert (NOTED if command(case) not in RELAYED else CHECKING) in page
    assert [words for words in typed if words not in page] == []
    assert f'name="version" value="{int(given["version"]) + 1}"' in page
    assert TicketEvent.objects.count() == events


def test_a_form_that_is_no_longer_possible_keeps_its_words_too(town):
    number = town.number(stories.dispatched)
    reader = signed_in(SUN.id)
    address = f"/tickets/{number}/send-back/"
    given, typed = filled_in(reader.get(address).content.decode())
    services.redispatch(number, to="u-urban", basis="清单", reason="改派城管", by=ZHOU, now=EVENING)

    page = unescape(reader.post(address, given).content.decode())

    assert MOVED in page
    assert "改派城管" in page
    assert [words for words in typed if words not in page] == []


def test_the_way_somebody_chose_stays_chosen_when_others_are_open_now(town):
    number = town.number(stories.registered)
    reader = signed_in(HE.id)
    page = reader.get(f"/tickets/{number}/").content.decode()
    ways = re.findall(rf'href="(/tickets/{number}/[^"?]+/\?way=[^"]+)"', page)
    assert ways
    for address in ways:
        form = reader.get(unescape(address)).content.decode()
        way = address.rpartition("way=")[2]
        assert f'name="way" value="{way}"' in form


def test_whoever_was_given_another_part_of_the_way_is_told_so(town):
    """Somebody accepted the request while a colleague wrote why it cannot be taken."""
    number = town.number(stories.registered)
    reader = signed_in(HE.id)
    address = f"/tickets/{number}/triage/?way=explain"
    given, typed = filled_in(reader.get(address).content.decode())
    services.triage(number, outcome="accept", by=ZHOU, now=EVENING)

    page = unescape(reader.post(address, given).content.decode())

    assert MOVED in page
    assert typed
    assert [words for words in typed if words not in page] == []


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_a_requester_loses_nothing_either(town, name):
    story = {"request_review": stories.declined, "supplement": stories.dispatched, "chase": stories.dispatched}.get(
        name, stories.closed if name != "withdraw" else stories.dispatched
    )
    number = town.number(story)
    reader = recognised_for(town, number)
    address = f"/public/track/{number}/{name.replace('_', '-')}/"
    given, typed = filled_in(reader.get(address).content.decode())
    services.correct(number, corrects="1", field="community", value="三里", reason=NOTED, by=ZHOU, now=EVENING)

    answer = reader.post(address, given)

    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "refusal" in page
    assert NOTED not in page
    assert [words for words in typed if words not in page] == []


def test_a_requester_whose_request_was_closed_meanwhile_keeps_their_words(town):
    number = town.number(stories.replied)
    reader = recognised_for(town, number)
    address = f"/public/track/{number}/chase/"
    given, typed = filled_in(reader.get(address).content.decode())
    services.approve_reply(number, unit="u-housing", by=HE, now=later(hours=19))
    services.close(number, by=ZHOU, now=EVENING)

    answer = reader.post(address, given)

    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert typed
    assert [words for words in typed if words not in page] == []
