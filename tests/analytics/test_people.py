"""Tickets for every ten thousand residents: neutral, of whole regions, none where nobody knows who lives there."""

import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from tests.analytics.test_measures import NATIONAL, PERIOD
from weisu import lake as lakes
from weisu.analytics.asking import ask
from weisu.analytics.behind import tickets_behind
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS, sentence
from weisu.analytics.narrowing import Sight, narrow
from weisu.analytics.people import people_of
from weisu.analytics.star import Star
from weisu.science.intervals import garwood

METRIC = METRICS["per_ten_thousand"]


@pytest.fixture(scope="module")
def events():
    return lived(20260407, tickets=80)


@pytest.fixture
def star_of(events, tmp_path):
    """A star of the same tickets, where so many people live in each district."""
    stars = []

    def made(districts, city=None, sight=None):
        lake = lake_of(tmp_path, events)
        codes = sorted({event.region_code for event in events if event.region_code})
        rows = [("CN", "全国", "national", None, None, 0, None), ("9900", "某市", "prefecture", "CN", city, 0, None)]
        rows += [(code, f"{code}区", "county", "9900", districts.get(code), 0, None) for code in codes]
        lakes.write_snapshot(lake, lakes.REGIONS, rows)
        build(lake, offset_us=OFFSET_US)
        stars.append(Star(lake) if sight is None else narrow(Star(lake), sight))
        return stars[-1]

    yield made
    for star in stars:
        star.close()


def regions_of(events):
    return [event.region_code for event in events if event.type == "ticket.registered"]


def tickets_of(star, code):
    """How many tickets the catalogue counts in a region."""
    found = ask(star, METRICS["tickets"], PERIOD, by=("region",), rule_on=lambda day: NATIONAL)
    return sum(one.n for one in found if code in ("", one.by["region"]))


def asked(star, *by, minimum_n=1):
    rule = NATIONAL._replace(minimum_n=minimum_n)
    return {tuple(one.by.values()): one for one in ask(star, METRIC, PERIOD, by=by, rule_on=lambda day: rule)}


def test_the_tickets_of_a_region_are_told_for_every_ten_thousand_who_live_there(star_of, events):
    codes = sorted(set(regions_of(events)))
    star = star_of(dict.fromkeys(codes, 20000))
    found = asked(star, "region")
    n = tickets_of(star, codes[0])
    between = garwood(n, 2)

    assert found[(codes[0],)].value == pytest.approx(n / 2)
    assert (found[(codes[0],)].low, found[(codes[0],)].high) == pytest.approx((float(between.low), float(between.high)))
    assert found[(codes[0],)].base == 20_000


def test_a_region_has_the_people_and_the_tickets_of_all_that_lies_in_it(star_of, events):
    codes = sorted(set(regions_of(events)))
    star = star_of(dict.fromkeys(codes, 20000))
    city, whole = asked(star, "region")[("9900",)], asked(star)[()]

    assert (city.n, city.base) == (tickets_of(star, ""), 20_000 * len(codes))
    assert (whole.n, whole.value) == (city.n, city.value)
    behind = tickets_behind(star, METRIC, PERIOD, {"region": "9900"}, rule_on=lambda day: NATIONAL)
    assert behind.of == city.n


def test_a_number_of_its_own_goes_before_those_of_the_regions_in_it(star_of, events):
    star = star_of(dict.fromkeys(regions_of(events), 20_000), city=1_000_000)

    assert people_of(star, PERIOD).of("9900") == 1_000_000
    assert asked(star)[()].base == 1_000_000


def test_where_nobody_knows_who_lives_there_the_tickets_are_counted_and_no_rate_is_given(star_of, events):
    codes = sorted(set(regions_of(events)))
    star = star_of({codes[0]: 20_000})
    found = asked(star)[()]

    assert (found.value, found.n, found.why) == (None, tickets_of(star, ""), "no_population")
    assert sentence(found, 1, "zh") == "组织机构中没有填写“全国”的常住人口，因此只列件数，不给出万人比。"


def test_whoever_sees_one_region_is_told_of_its_people_and_of_no_region_above_it(star_of, events):
    codes = sorted(set(regions_of(events)))
    sight = Sight([], is_all_but=True, places=(codes[0],))
    star = star_of(dict.fromkeys(codes, 20000), sight=sight)

    assert list(asked(star, "region")) == [(codes[0],)]
    assert asked(star)[()].n == tickets_of(star, codes[0])
    assert asked(star)[()].base == 20_000


def test_a_post_for_some_matters_only_has_no_people_to_divide_by(star_of, events):
    star = star_of(dict.fromkeys(regions_of(events), 20_000), sight=Sight([], is_all_but=True, places=()))

    assert asked(star)[()].why == "not_by_place"


def test_few_tickets_give_no_rate(star_of, events):
    star = star_of(dict.fromkeys(regions_of(events), 20_000))

    assert asked(star, minimum_n=1_000)[()].why == "too_few"
