"""Packs are read with file and line, laid over each other by id and key, and chosen by date."""

import pickle
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.policy.texts import CITY, NATIONAL
from weisu.domain.policy import merge, parse, valid_until

MARCH, JUNE = date(2026, 3, 15), date(2026, 6, 15)


def stack(*packs):
    return [parse(pack) for pack in packs or (NATIONAL, CITY)]


def night(text="2026-03-02T23:10"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_transition_carries_everything_the_decision_needs():
    [step] = merge(stack(), MARCH).transitions("send_back")
    assert (step.id, step.of, step.to) == ("send-back", "unit", "return_review")
    assert step.from_ == {"dispatched", "acknowledged"}
    assert step.by == {"unit_staff", "unit_lead"}
    assert step.clocks == {"start": ("return_ruling",), "pause": ("closure",)}
    assert step.source == "national/lifecycle.toml:2"


def test_a_later_layer_overrides_key_by_key_and_each_value_keeps_its_line():
    policy = merge(stack(), JUNE)
    rule = policy.deadline("closure", {"category": "housing"})
    assert (rule.limit.text, rule.source) == ("5 working_days", "city/deadlines.toml:5")
    values = {(row.rule, row.key): (row.file, row.line) for row in policy.explain()}
    assert values["deadline:closure-general", "clock"] == ("national/deadlines.toml", 4)
    assert values["deadline:closure-general", "basis"] == ("city/deadlines.toml", 6)


def test_values_are_dated_and_the_next_change_is_known():
    packs = stack()
    assert merge(packs, MARCH).deadline("closure", {}).limit.text == "15 working_days"
    assert merge(packs, JUNE).deadline("closure", {}).limit.text == "5 working_days"
    assert valid_until(packs, MARCH) == date(2026, 5, 1)
    assert valid_until(packs, JUNE) is None


def test_the_more_specific_rule_wins_and_the_explanation_says_why():
    policy = merge(stack(), MARCH)
    facts = {"category": "environment.noise.site", "start_at": night()}
    assert policy.deadline("closure", facts).id == "closure-noise"
    tried = policy.explain_deadline("closure", {**facts, "start_at": night("2026-03-02T12:00")})
    assert [(item.rule.id, item.matched, item.chosen) for item in tried] == [
        ("closure-noise", False, False),
        ("closure-general", True, True),
    ]
    assert [(reason.key, reason.matched) for reason in tried[0].reasons] == [("category", True), ("hour", False)]


def test_clock_settings_are_limits():
    settings = merge(stack(), MARCH).clock_settings("closure")
    assert (settings.after_pause.text, settings.warn_before.text) == ("4 working_hours", "1 working_days")
    assert merge(stack(), MARCH).clock_settings("triage").after_pause is None


def test_a_region_adds_its_own_holidays():
    assert merge(stack(NATIONAL), JUNE).calendar.is_working(date(2026, 11, 11))
    assert not merge(stack(), JUNE).calendar.is_working(date(2026, 11, 11))
    assert not merge(stack(), JUNE).calendar.is_working(date(2026, 10, 1))


def test_the_closest_duty_line_counts():
    policy = merge(stack(), JUNE)
    assert policy.duty("environment.noise.site") == "support_duty"
    assert policy.duty("environment.water") == "reclaimed"
    assert policy.duty("housing") is None


def test_the_version_is_the_content_not_the_place():
    moved = {**NATIONAL, "deadlines.toml": "\n\n" + NATIONAL["deadlines.toml"]}
    changed = {**NATIONAL, "deadlines.toml": NATIONAL["deadlines.toml"].replace("= 15", "= 14")}
    version = merge(stack(NATIONAL), JUNE).version
    assert merge(stack(moved), JUNE).version == version
    assert merge(stack(changed), JUNE).version != version
    assert merge(stack(), JUNE).version != version


def test_a_policy_survives_pickling():
    policy = merge(stack(), JUNE)
    again = pickle.loads(pickle.dumps(policy))
    assert again.version == policy.version
    assert again.deadline("closure", {}).limit.text == "5 working_days"
