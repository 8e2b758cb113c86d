"""Work lists: a unit's own people see each ticket they have a part in once, newest first, page by page."""

from tests.tickets import stories
from tests.tickets.cast import CHEN, HOUSING, MONDAY, URBAN, WU, ZHOU, later
from weisu.tickets import services
from weisu.tickets.queries import Filters, visible_to, work_list


def numbers(page):
    return [row["number"] for row in page.rows]


def test_a_unit_that_had_a_ticket_twice_lists_it_once(city):
    number = stories.acknowledged().number
    for to, minutes in ((URBAN, 40), (HOUSING, 50)):
        services.redispatch(number, to=to, reason="改派", basis="职责清单", by=ZHOU, now=later(minutes=minutes))

    assert numbers(work_list(CHEN)) == [number]
    assert numbers(work_list(WU)) == [number]


def test_the_pages_of_a_units_list_hold_what_it_may_see_newest_first(city):
    for minutes in range(5):
        stories.dispatched(now=later(minutes=minutes - 10))
    stories.accepted()

    pages, mark = [], ""
    while not pages or mark:
        page = work_list(CHEN, after=mark, limit=2)
        pages.append(numbers(page))
        mark = page.next

    seen = visible_to(CHEN).order_by("-registered_at", "-id").values_list("number", flat=True)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [number for page in pages for number in page] == list(seen)


def test_a_units_list_is_narrowed_by_what_the_ticket_is(city):
    stories.dispatched()
    number = stories.acknowledged().number

    assert numbers(work_list(CHEN, Filters(statuses=("acknowledged",)))) == [number]
    assert numbers(work_list(CHEN, Filters(statuses=("acknowledged", "closed"), is_open=True))) == [number]
    assert numbers(work_list(CHEN, Filters(category="housing"))) == numbers(work_list(CHEN))
    assert numbers(work_list(CHEN, Filters(overdue_at=MONDAY))) == []
