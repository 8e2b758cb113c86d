"""Alarms of hot spots, and accusations: right, late, false, or about something genuine that nobody planted."""

from datetime import timedelta

import pytest

from tests.simulate.score.tiny import START, moment, truth, us
from weisu.simulate.score import BadClaims
from weisu.simulate.score.claims import Cheat, Claims, HotSpot
from weisu.simulate.score.outbreaks import poisson_tail
from weisu.simulate.score.scoring import score

DAYS = 60
PLACES = ("north", "south", "east", "west")


def intensity(risen: dict[int, float] | None = None) -> list[dict]:
    """A usual problem every ten days in one neighbourhood, and other numbers on some days."""
    return [
        {
            "neighbourhood": "99", "matter": "lift", "day": (START + timedelta(days=n)).date().isoformat(),
            "expected": (risen or {}).get(n, 0.1),
        }
        for n in range(DAYS)
    ]  # fmt: skip


def born(days: list[float], place: str = "north", plant: int = 0, contacts: int = 1) -> list[dict]:
    return [
        {
            "matter": "lift", "category": "housing.property.elevator", "neighbourhood": "99", "community": place,
            "born_us": us(n), "plant_id": plant, "contacts": contacts,
        }
        for n in days
    ]  # fmt: skip


EVERYWHERE = [row for place in PLACES for row in born([1], place)]


def planted(*places: str, kind: str = "hot_spot", id: int = 1) -> list[dict]:
    return [
        {
            "plant_id": id, "kind": kind, "matter": "lift", "neighbourhood": "99", "community": place,
            "from_us": us(40), "until_us": us(50),
        }
        for place in places
    ]  # fmt: skip


def alarm(matter: str, raised: float, *places: str) -> HotSpot:
    return HotSpot(
        matter, moment(41), moment(raised), tuple(f"99/{place}" for place in places), where="c: hot_spots[0]"
    )


PLANTED = truth(
    problems=[*EVERYWHERE, *born([41, 42], plant=1)], hotspots=planted("north", "south"), intensity=intensity()
)


def scored(tables: dict, *alarms: HotSpot) -> dict:
    return score([(tables, Claims(hot_spots=alarms))])["hot_spots"]


@pytest.mark.parametrize(
    ("told", "is_right"),
    [
        (alarm("housing.property.elevator", 44, "north", "south"), True),
        (alarm("housing", 44, "north"), True),
        (alarm("housing", 44, "north", "south", "east", "west"), True),
        (alarm("housing", 44, "south", "east", "west"), False),
        (alarm("housing", 44), True),
        (alarm("house", 44, "north"), False),
        (alarm("housing.property.elevator.door", 44, "north"), False),
        (alarm("housing", 50.5, "north"), False),
    ],
    ids=["exactly", "half of it by an ancestor", "twice of it", "a third", "everywhere", "a mere prefix", "too fine",
         "too late"],
)  # fmt: skip
def test_an_alarm_finds_what_it_names_half_of_in_time(told: HotSpot, is_right: bool) -> None:
    found = scored(PLANTED, told)
    assert (found["right"], found["planted"]) == (int(is_right), 1)
    assert found["recall"]["share"] == float(is_right)
    assert found["precision"]["share"] == (1.0 if is_right else 0.0)
    assert found["delay_days"]["median"] == (pytest.approx(4.0) if is_right else None)


def test_the_first_alarm_counts_for_the_delay_and_the_second_is_not_false() -> None:
    found = scored(PLANTED, alarm("housing", 46, "north"), alarm("housing", 43, "south"))
    assert (found["right"], found["false"], found["delay_days"]["median"]) == (2, 0, pytest.approx(3.0))


def test_what_nobody_spoke_of_need_not_be_found_and_an_accident_is_no_plant() -> None:
    silent = truth(
        problems=[*EVERYWHERE, *born([41], plant=1, contacts=0), *born([41], plant=2)],
        hotspots=[*planted("north"), *planted("east", kind="accident", id=2)],
        intensity=intensity(),
    )
    assert scored(silent)["planted"] == 0
    assert scored(silent)["recall"]["share"] is None


def test_without_anything_planted_every_alarm_is_false_and_counted_by_the_month() -> None:
    quiet = truth(problems=EVERYWHERE, intensity=intensity())
    found = scored(quiet, alarm("housing", 44, "north"), alarm("housing", 45, "south"))
    assert (found["false"], found["genuine"], found["precision"]["share"]) == (2, 0, 0.0)
    assert found["false_a_month"] == pytest.approx(2 / (DAYS / (365.25 / 12)))


def test_an_alarm_about_a_storm_is_no_false_one_nor_a_find() -> None:
    stormy = truth(problems=EVERYWHERE, intensity=intensity({41: 2.0, 42: 2.0}))
    found = scored(stormy, alarm("housing", 44, "north"))
    assert (found["right"], found["genuine"], found["false"]) == (0, 1, 0)
    assert found["precision"]["share"] is None


def test_a_season_that_has_set_in_long_ago_is_no_outbreak() -> None:
    winter = truth(problems=EVERYWHERE, intensity=intensity(dict.fromkeys(range(10, DAYS), 2.0)))
    assert scored(winter, alarm("housing", 44, "north"))["false"] == 1


def test_more_problems_than_chance_brings_anywhere_are_genuine_and_a_few_are_not() -> None:
    def judged(count: int) -> tuple[int, int]:
        tables = truth(problems=[*EVERYWHERE, *born([41.5] * count)], intensity=intensity())
        found = scored(tables, alarm("housing", 44, "north"))
        return found["genuine"], found["false"]

    # 0.1 problems in three days there: two have a chance of 0.5 %, but there are eighty such places and times.
    assert judged(2) == (0, 1)
    assert judged(8) == (1, 0)


def test_the_tail_of_poisson_counts() -> None:
    assert poisson_tail(0, 3.0) == 1.0
    assert poisson_tail(1, 2.0) == pytest.approx(0.8646647)
    assert poisson_tail(3, 2.0) == pytest.approx(0.3233236)
    assert poisson_tail(5, 100.0) == pytest.approx(1.0)
    assert poisson_tail(20, 1.0) == pytest.approx(1.5930e-19, rel=1e-3)


def test_an_alarm_nowhere_is_refused() -> None:
    with pytest.raises(BadClaims, match=r"hot_spots\[0\].*no place '99/nowhere'"):
        scored(PLANTED, alarm("housing", 44, "nowhere"))


CHEATED = truth(
    tickets=[{"ticket_id": name, "number": name.upper()} for name in ("a", "b", "c")],
    gaming=[
        {"unit_id": "u", "kind": "promise", "from_us": us(10), "until_us": us(40), "ticket_id": None, "at_us": None},
        {"unit_id": "v", "kind": "promise", "from_us": us(10), "until_us": us(40), "ticket_id": None, "at_us": None},
        {"unit_id": "hub", "kind": "hiding", "from_us": us(0), "until_us": us(60), "ticket_id": None, "at_us": None},
        {"unit_id": "u", "kind": "promise", "ticket_id": "a", "at_us": us(12), "from_us": None, "until_us": None},
        {"unit_id": "u", "kind": "promise", "ticket_id": "b", "at_us": us(13), "from_us": None, "until_us": None},
    ],
)


def accused(unit: str, kind: str, since: float, raised: float, *tickets: str) -> Cheat:
    return Cheat(unit, kind, moment(since), moment(raised), tickets, where="c: cheats[0]")


def test_an_accusation_is_right_about_a_unit_a_game_and_most_of_the_time() -> None:
    told = (
        accused("u", "promise", 5, 20, "a", "C"),
        accused("u", "promise", 0, 12),
        accused("u", "padding", 10, 20),
        accused("w", "promise", 10, 20),
        accused("hub", "hiding", 0, 30),
    )
    found = score([(CHEATED, Claims(cheats=told))])["cheats"]
    assert (found["right"], found["wrong"]) == (2, 3)
    # v could have played and never did: nobody can find that.
    assert found["games"] == 2
    assert found["recall"]["share"] == 1.0
    assert found["recall_by_kind"]["promise"]["of"] == 1
    assert found["delay_days"]["median"] == pytest.approx((10 + 30) / 2)
    assert (found["ticket_precision"]["share"], found["ticket_recall"]["share"]) == (0.5, 0.5)
