"""Rules come into force by two people, after their checks, and what is published never changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import BAN, CITY, CLOCK, MONDAY, SHENG, WAIBAO, WANG
from tests.policy.texts import CITY as CITY_TEXTS
from tests.policy.texts import NATIONAL as NATIONAL_TEXTS
from weisu.domain.errors import GuardRefused, NotFound, PolicyError, RoleRefused
from weisu.domain.vocabulary import Role
from weisu.policies import queries, services
from weisu.policies.models import PackVersion

ADMIN = replace(SHENG, id="admin", roles=frozenset({Role.ADMINISTRATOR}))
LATER = MONDAY + timedelta(days=30)

OVERLAY = {
    "pack.toml": f'id = "city"\ntitle = "市"\nextends = "national"\nregion = "{CITY}"\nlevel = "prefecture"\n',
    "deadlines.toml": """
[[deadline]]
id     = "closure-general"
from   = 2026-01-01
within = { working_days = 5 }
basis  = "市办法第十条"
[[deadline.example]]
given  = { start_at = 2026-03-02T10:00:00+08:00 }
expect = { due_at = 2026-03-09T10:00:00+08:00 }
""",
}


@pytest.fixture
def national(database):
    return services.bootstrap_national(by=CLOCK, now=MONDAY)


def published(texts, *, now=MONDAY):
    return services.publish(services.propose(texts, by=SHENG, now=now).id, by=ADMIN, now=now)


def closure(region=CITY, at=LATER):
    return queries.in_force(region, at).deadline("closure", {}).limit.text


def test_setup_installs_the_nation_once_and_says_so(national):
    assert national.is_bootstrap
    assert services.bootstrap_national(by=CLOCK, now=LATER).id == national.id
    assert PackVersion.objects.count() == 1


def test_without_any_publication_the_way_out_is_named(database):
    queries.forget()
    with pytest.raises(NotFound, match="weisu setup"):
        queries.in_force(CITY, MONDAY)


def test_a_region_is_governed_by_the_deepest_pack_that_holds_it(national):
    assert closure() == "10 working_days"
    version = published(OVERLAY)
    assert closure() == closure("990101001") == "5 working_days"
    assert closure("980100") == "10 working_days"
    assert queries.in_force("x", LATER, ancestors=lambda code: ["990000", CITY, code]).id == "city"
    assert "closure-general" in version.change_text


def test_whoever_proposed_does_not_publish(national):
    proposal = services.propose(OVERLAY, by=SHENG, now=MONDAY)
    with pytest.raises(GuardRefused, match="Two people"):
        services.publish(proposal.id, by=SHENG, now=MONDAY)
    services.publish(proposal.id, by=ADMIN, now=MONDAY)
    with pytest.raises(GuardRefused, match="already published"):
        services.publish(proposal.id, by=ADMIN, now=MONDAY)


@pytest.mark.parametrize("by", [WANG, WAIBAO, replace(ADMIN, is_vendor=True)])
def test_a_stranger_proposes_nothing(national, by):
    with pytest.raises(RoleRefused):
        services.propose(OVERLAY, by=by, now=MONDAY)


def test_a_team_lead_may_propose_but_not_publish(national):
    proposal = services.propose(OVERLAY, by=BAN, now=MONDAY)
    with pytest.raises(RoleRefused):
        services.publish(proposal.id, by=replace(BAN, id="other"), now=MONDAY)


def test_a_broken_pack_is_refused_with_file_line_and_rule(national):
    broken = {**OVERLAY, "deadlines.toml": OVERLAY["deadlines.toml"].replace("working_days = 5", "working_days = 6")}
    with pytest.raises(PolicyError, match=r"city/deadlines\.toml:7 rule 'closure-general'"):
        services.propose(broken, by=SHENG, now=MONDAY)


def test_nothing_new_is_no_proposal(national):
    published(OVERLAY)
    with pytest.raises(GuardRefused, match="change something"):
        services.propose(OVERLAY, by=SHENG, now=LATER)


def test_a_proposal_taken_back_is_not_published(national):
    proposal = services.withdraw_proposal(services.propose(OVERLAY, by=SHENG, now=MONDAY).id, by=SHENG, now=MONDAY)
    with pytest.raises(GuardRefused):
        services.publish(proposal.id, by=ADMIN, now=MONDAY)
    assert queries.open_proposals() == []


def test_an_earlier_instant_keeps_the_version_it_had(national):
    published(OVERLAY)
    changed = {
        **OVERLAY,
        "deadlines.toml": OVERLAY["deadlines.toml"]
        .replace("working_days = 5", "working_days = 6")
        .replace("2026-03-09", "2026-03-10"),
    }
    second = published(changed, now=LATER)
    assert closure(at=LATER - timedelta(minutes=1)) == "5 working_days"
    assert closure(at=LATER) == "6 working_days"
    assert second.supersedes.pack == "city"
    assert "working_days = 5" in second.change_text
    assert "working_days = 6" in second.change_text


def test_a_rule_announced_for_later_holds_from_its_day_on(national):
    published(OVERLAY)
    assert closure() == "5 working_days"
    announced = """
[[deadline]]
id     = "closure-general"
from   = 2026-06-01
within = { working_days = 3 }
basis  = "市办法（修订）第十条"
[[deadline.example]]
given  = { start_at = 2026-06-01T10:00:00+08:00 }
expect = { due_at = 2026-06-04T10:00:00+08:00 }
"""
    published({**OVERLAY, "deadlines.toml": OVERLAY["deadlines.toml"] + announced}, now=MONDAY + timedelta(days=1))
    assert closure() == "5 working_days"
    assert closure(at=datetime(2026, 5, 31, 15, 59, tzinfo=UTC)) == "5 working_days"
    assert closure(at=datetime(2026, 5, 31, 16, 0, tzinfo=UTC)) == "3 working_days"


def test_one_region_has_one_pack(national):
    published(OVERLAY)
    other = {**OVERLAY, "pack.toml": OVERLAY["pack.toml"].replace('"city"', '"town"')}
    with pytest.raises(GuardRefused, match="governed by the pack 'city'"):
        services.propose(other, by=SHENG, now=LATER)


def test_a_change_of_the_nation_may_not_break_a_city_above_it(national):
    published(OVERLAY)
    without_city_rule = {
        name: text.replace('"closure-general"', '"closure-ordinary"') for name, text in national.files.items()
    }
    with pytest.raises(PolicyError, match="closure-general"):
        services.propose(without_city_rule, by=SHENG, now=LATER)


@pytest.mark.parametrize("act", ["UPDATE policy_version SET title = 'x'", "DELETE FROM policy_version"])
def test_a_published_version_refuses_every_change(national, act):
    from django.db import connection

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_small_packs_of_the_tests_are_not_publishable_as_they_are(national):
    with pytest.raises(PolicyError):
        services.propose({**NATIONAL_TEXTS}, by=SHENG, now=LATER)
    with pytest.raises(PolicyError, match="no example"):
        services.propose(CITY_TEXTS, by=SHENG, now=LATER)
