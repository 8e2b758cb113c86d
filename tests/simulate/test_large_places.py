"""The province hands requests up and down; the very large city is as large as it says."""

import gc
from collections import Counter, defaultdict
from dataclasses import replace

import pyarrow.compute as pc
import pytest

from tests.simulate.living import Lived, lived, order_of, with_setting
from weisu.simulate.crew import Here
from weisu.simulate.port import Case
from weisu.simulate.scenario import read

PROVINCE = read("province")
BIG_CITY = read("big-city")
REGIONS = {region.code: region for region in PROVINCE.regions}
LEVELS = ("province", "prefecture", "county", "township")
SHARE_HANDED = 0.3
MONTH_US = 30 * 86_400_000_000
MONTHS_A_YEAR = 365.25 / 30
SCALE = 0.0008


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Some days of a small province."""
    scenario = with_setting(PROVINCE, "centre", "transfers", SHARE_HANDED)
    return lived(tmp_path_factory.mktemp("province"), scenario, months=0.5, scale=0.15)


@pytest.fixture(scope="module")
def big_city(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Two months of the very large city with very few people: in the first of them problems only begin to be there."""
    return lived(tmp_path_factory.mktemp("big-city"), BIG_CITY, months=2.1, scale=SCALE)


def journeys(lake: Lived) -> dict[str, list[str]]:
    """The regions each ticket came through, from where it was registered."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in lake.events.sort_by("seq").to_pylist():
        is_moved = row["type"] == "ticket.transferred" and row["to_status"] == "registered"
        if row["type"] == "ticket.registered" or is_moved:
            found[row["ticket_id"]].append(row["region_code"])
    return found


def steps(lake: Lived) -> Counter[str]:
    """How often a request was handed up, and how often down."""
    found: Counter[str] = Counter()
    for codes in journeys(lake).values():
        ranks = [LEVELS.index(REGIONS[code].level) for code in codes]
        found.update("down" if later > before else "up" for before, later in zip(ranks, ranks[1:], strict=False))
    return found


def city_of(neighbourhood: str) -> str:
    """The code of the city a neighbourhood lies in."""
    while REGIONS[neighbourhood].level != "prefecture":
        neighbourhood = REGIONS[neighbourhood].parent
    return neighbourhood


def test_a_province_hands_requests_up_and_down(province: Lived) -> None:
    found = steps(province)
    assert found["up"] > 20
    # Some reach the province first: they are handed down without ever having been handed up.
    assert found["down"] > found["up"] + 20


def test_wherever_a_request_was_handed_the_truth_knows_the_place_and_the_city_it_ends_in(province: Lived) -> None:
    tickets = {row["ticket_id"]: row for row in province.truth("tickets")}
    for ticket, codes in journeys(province).items():
        neighbourhood = tickets[ticket]["neighbourhood"]
        city = city_of(neighbourhood)
        assert codes in ([neighbourhood], [neighbourhood, "98", city], ["98", city], [neighbourhood, "98"], ["98"])


def test_as_many_requests_are_handed_on_as_the_scenario_says(province: Lived) -> None:
    """Enquiries are answered where they are heard, and what a unit finds itself is handed to nobody."""
    asked = {row["ticket_id"] for row in province.truth("tickets") if row["nature"] not in ("enquiry", "proactive")}
    handed = [ticket for ticket, codes in journeys(province).items() if codes[0] == "98" or len(codes) > 1]
    assert set(handed) <= asked
    assert len(handed) / len(asked) == pytest.approx(SHARE_HANDED, abs=0.06)


def test_a_request_handed_down_is_worked_on_in_its_city(province: Lived) -> None:
    dispatched = province.events.filter(pc.equal(province.events.column("type"), "ticket.dispatched"))
    handed = {ticket: codes[-1] for ticket, codes in journeys(province).items() if len(codes) > 1}
    at = {row["ticket_id"]: row["region_code"] for row in dispatched.to_pylist() if row["ticket_id"] in handed}
    assert len(at) > 20
    assert all(code == handed[ticket] for ticket, code in at.items())


def test_the_very_large_city_has_its_sub_districts_and_units() -> None:
    assert (len(BIG_CITY.neighbourhoods), len(BIG_CITY.units)) == (350, 500)
    assert sum(region.residents for region in BIG_CITY.neighbourhoods) == pytest.approx(22_000_000)


def test_the_very_large_city_speaks_as_often_and_dispatches_as_much_as_it_says(big_city: Lived) -> None:
    start_us = min(row["at_us"] for row in big_city.truth("contacts"))
    second = (start_us + MONTH_US, start_us + 2 * MONTH_US)
    contacts = [row for row in big_city.truth("contacts") if second[0] <= row["at_us"] < second[1]]
    assert len(contacts) * MONTHS_A_YEAR / SCALE == pytest.approx(25_000_000, rel=0.15)
    is_dispatched = {row["ticket_id"] for row in big_city.events.to_pylist() if row["type"] == "ticket.dispatched"}
    heard = [row for row in contacts if row["ticket_id"] in is_dispatched]
    assert len(heard) / len(contacts) == pytest.approx(0.40, abs=0.05)


def live_on(crew: Here, until_us: int) -> int:
    """Live up to an instant and take the rows away; how many tickets were registered."""
    for _ in crew.live(until_us):
        pass
    drafts, crew.drafts = crew.drafts, {}
    return sum(draft.rows["type"].to_pylist().count("ticket.registered") for draft in drafts.values())


def held() -> int:
    """The tickets that this process still knows of."""
    gc.collect()
    return sum(isinstance(thing, Case) for thing in gc.get_objects())


def test_a_city_holds_the_tickets_at_work_and_not_those_that_were_archived() -> None:
    crew, before = Here(replace(order_of(read("quiet-town"), months=9.5), truth=False), range(3)), held()
    registered = live_on(crew, crew.city.almanac.start_us + 9 * MONTH_US)
    assert registered > 2_000
    assert held() - before < registered / 15
