"""What falls due, one's own views, words in the list, and one look at one detail."""

from tests.tickets.cast import ADMIN, CHEN, LIN, XU, ZHOU, later
from tests.tickets.stories import dispatched, registered
from weisu.intake import services as intake
from weisu.tickets import services
from weisu.vault.models import AccessRecord

WANG = {"name": "王秀英", "telephone": "13800138000"}


def text(response):
    return response.content.decode()


def test_oversight_sees_who_is_late_with_what(browser, arrival):
    ticket = dispatched()
    arrival["now"] = later(days=20)

    page = text(browser(XU).get("/limits/"))

    assert ticket.number in page
    assert "示范市住房局" in page
    assert "退单期限" not in page
    assert browser(CHEN).get("/limits/").status_code == 404


def test_the_list_is_searched_by_words_and_narrowed_by_limits(browser, arrival):
    leak = registered(request="屋面漏水严重")
    noise = registered(request="夜间施工噪声")

    found = text(browser(ZHOU).get("/", {"words": "漏水"}))
    arrival["now"] = later(days=20)
    late = text(browser(ZHOU).get("/", {"due": "overdue"}))

    assert leak.number in found
    assert noise.number not in found
    assert noise.number in late


def test_a_person_keeps_their_own_views_and_forgets_them(browser):
    zhou = browser(ZHOU)

    zhou.post("/views/", {"asked": "status=registered&words=漏水", "name": "待办漏水"})
    mine = text(zhou.get("/"))
    theirs = text(browser(LIN).get("/"))
    zhou.post("/views/", {"asked": "", "forget": "待办漏水"})

    assert "待办漏水" in mine
    assert "待办漏水" not in theirs
    assert "待办漏水" not in text(zhou.get("/"))


def test_one_detail_is_shown_for_one_purpose_and_recorded(browser):
    taken = intake.receive(
        WANG, kind="complaint", request="漏水", region="9901", channel="phone", by=LIN, now=later(minutes=1)
    )
    number = taken.ticket.number
    services.triage(number, outcome="accept", by=LIN, now=later(minutes=2))
    services.dispatch(number, lead="u-housing", basis="职责清单", by=ZHOU, now=later(minutes=3))
    chen = browser(CHEN)

    without = text(chen.get(f"/tickets/{number}/reveal/"))
    shown = text(chen.post(f"/tickets/{number}/reveal/", {"field": "telephone", "purpose": "先行联系"}))

    assert "13800138000" not in without + text(chen.get(f"/tickets/{number}/"))
    assert "13800138000" in shown
    assert AccessRecord.objects.filter(act="reveal", by=CHEN.id, field="telephone", purpose__contains=number).exists()
    assert browser(ADMIN).get(f"/tickets/{number}/reveal/").status_code == 404
