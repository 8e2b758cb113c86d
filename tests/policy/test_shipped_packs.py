"""Every shipped pack passes its checks, its examples among them; the cities rule what they published."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cast import pack_texts, policy_of
from weisu.domain.commands import COMMANDS
from weisu.domain.policy import check, parse
from weisu.domain.vocabulary import Clock, Role

STACKS = [
    ("national",),
    ("national", "beijing"),
    ("national", "tianjin"),
    ("national", "shandong"),
    ("national", "demo-province"),
    ("national", "demo-province", "demo-city"),
    ("national", "demo-province", "demo-city", "demo-county"),
]
DAY = date(2026, 3, 2)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TICKETS = {
    "danger": {"priority": "life_danger", "kind": "assistance", "category": "public_order.gas"},
    "utility": {"priority": "utility", "kind": "complaint", "category": "utilities.heating"},
    "general": {"priority": "general", "kind": "complaint", "category": "environment.noise.site"},
    "complex": {"priority": "complex", "kind": "complaint", "category": "housing.sale.delay"},
}


@pytest.mark.parametrize("stack", STACKS, ids="/".join)
def test_every_shipped_pack_passes_its_checks(stack):
    assert [str(problem) for problem in check([parse(pack_texts(name)) for name in stack])] == []


@pytest.mark.parametrize(
    ("city", "clock", "danger", "utility", "general", "complex_"),
    [
        ("beijing", "closure", "2 hours", "24 hours", "7 days", "15 days"),
        ("beijing", "promise", "2 hours", "24 hours", "7 days", "15 days"),
        ("tianjin", "acknowledge", "15 minutes", "30 minutes", "1 working_days", "1 working_days"),
        ("shandong", "closure", "5 working_days", "5 working_days", "5 working_days", "5 working_days"),
        ("shandong", "return_window", "2 working_days", "2 working_days", "2 working_days", "2 working_days"),
    ],
)
def test_the_same_tickets_get_each_citys_own_limits(city, clock, danger, utility, general, complex_):
    policy = policy_of("national", city, day=DAY)
    found = {name: policy.deadline(clock, facts).limit.text for name, facts in TICKETS.items()}
    assert found == {"danger": danger, "utility": utility, "general": general, "complex": complex_}


def test_tianjin_takes_back_within_one_working_day_and_complex_within_two():
    policy = policy_of("national", "tianjin", day=DAY)
    windows = [policy.deadline("return_window", TICKETS[name]).limit.text for name in ("general", "complex")]
    assert windows == ["1 working_days", "2 working_days"]
    assert policy.setting("return.silence_is_acceptance") is True
    assert policy.setting("designation.after_failed_dispatches") == 3


def test_shandong_extends_by_ten_working_days_at_most():
    assert policy_of("national", "shandong", day=DAY).setting("extension.max_within") == {"working_days": 10}


def test_beijing_takes_online_requests_in_two_hours():
    policy = policy_of("national", "beijing", day=DAY)
    assert policy.deadline("triage", {"channel": "web", "priority": "general"}).limit.text == "2 hours"
    assert policy.deadline("triage", {"channel": "telephone", "priority": "general"}).limit.text == "24 hours"


def test_danger_runs_through_the_spring_festival():
    policy = policy_of("national", "tianjin", day=DAY)
    festival = datetime(2026, 2, 17, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    due = policy.calendar.due(festival, policy.deadline("acknowledge", TICKETS["danger"]).limit)
    assert due == datetime(2026, 2, 17, 2, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_nation_has_a_way_for_every_command_and_a_limit_for_every_clock():
    policy = policy_of("national", day=DAY)
    assert [name for name in COMMANDS if not policy.transitions(name)] == []
    facts = {"status": "accepted", "priority": "general"}
    assert [clock.value for clock in Clock if policy.deadline(clock.value, facts) is None] == []


def test_an_ai_has_no_step_of_its_own_anywhere():
    assert [step.id for step in policy_of("national", day=DAY).all_transitions if Role.AI in step.by] == []


def test_vendors_never_refuse_handle_exclude_or_assess():
    allowed = policy_of("national", day=DAY).vendor_commands
    kept = {"register", "answer", "contact_called_back", "attempt_follow_up", "complete_follow_up"}
    barred = {"triage", "refer", "dispatch", "submit_reply", "close", "request_exclusion", "rule_exclusion"}
    barred |= {"check_quality", "send_back", "defer", "rule_review", "merge", "reopen"}
    assert kept <= allowed
    assert not barred & allowed


def test_every_lawful_answer_at_the_door_has_a_ground_and_a_law():
    policy = policy_of("national", day=DAY)
    assert {rule.outcome for rule in policy.scope_rules} == {"accept", "emergency", "statutory", "explain", "police"}
    for rule in policy.scope_rules:
        assert rule.law
        assert policy.wording(rule.told, "zh")
        assert policy.wording(rule.told, "en")


def test_the_first_candidate_explains_itself():
    first, second = policy_of("national", day=DAY).scope({"danger": "fire", "kind": "assistance"})[:2]
    assert (first.rule.outcome, first.matched) == ("emergency", True)
    assert first.reasons[0].found == "fire"
    assert (second.rule.id, second.matched) == ("in-scope", True)


@pytest.mark.parametrize(
    ("matter", "region", "lead", "supports"),
    [
        ("environment.noise.site", "990101001", "u-990101-urban", ("u-9901-urban",)),
        ("environment.noise.site", "990102001", "u-9901-urban", ()),
        ("housing.illegal_construction.rooftop", "990101002", "u-9901-urban", ()),
        ("housing.rent", "990101", "u-9901-housing", ()),
        ("culture.tourism", "990101", None, ()),
    ],
)
def test_the_catalogue_answers_with_the_closest_line(matter, region, lead, supports):
    found = policy_of("national", "demo-province", "demo-city", day=DAY).catalogue_units(matter, region)
    assert (found and found.lead) == lead
    assert (found.supports if found else ()) == supports


def test_a_county_pack_changes_little():
    files = pack_texts("demo-county")
    assert sum(len(text.splitlines()) for text in files.values()) <= 40


def test_the_tree_of_matters_has_three_levels_and_its_standard_codes():
    categories = policy_of("national", day=DAY).categories
    assert len(categories) >= 150
    assert max(code.count(".") for code in categories) == 2
    assert all(len(category.gbt39666) == 6 for category in categories.values())


def test_labels_lie_across_the_tree():
    policy = policy_of("national", day=DAY)
    axes = {label.axis for label in policy.labels}
    assert axes == {"seven_haves", "five_natures", "domain", "people", "hazard"}
    assert len([label for label in policy.labels if label.axis == "seven_haves"]) == 7
    assert len([label for label in policy.labels if label.axis == "five_natures"]) == 5
    assert {"have.work", "people.migrant", "hazard.mass"} <= set(policy.labels_of("labour.wages.migrant"))


def test_a_deadline_of_the_city_runs_on_its_own_wall_clock():
    policy = policy_of("national", "demo-province", "demo-city", day=DAY)
    night = MONDAY.replace(hour=23, minute=10)
    facts = {"category": "environment.noise.site", "priority": "general", "start_at": night}
    assert policy.deadline("acknowledge", facts).id == "acknowledge-night-noise"
    assert policy.deadline("acknowledge", {**facts, "start_at": MONDAY}).id == "acknowledge-general"


def test_whatever_a_units_people_do_asks_whose_part_it_is():
    steps = policy_of("national", day=DAY).all_transitions
    theirs = [step for step in steps if step.by & {Role.UNIT_STAFF, Role.UNIT_LEAD} and step.command != "register"]
    asked = {"own_unit", "has_part", "one_level_up"}
    assert [step.id for step in theirs if not asked & set(step.guards)] == []
