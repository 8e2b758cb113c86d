"""Demo City: every status, every role, the same in every build, and whole."""

import json
import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from weisu.demo import building, founding, planning, reading
from weisu.domain.vocabulary import Role, Status
from weisu.insight import drawing
from weisu.org.queries import principal
from weisu.policies import services as policies
from weisu.policies.files import read_shipped

AGENT = "p-lin"
INVENTED_TELEPHONE = re.compile(r"(?<!\d)1990000\d{4}(?!\d)")


def weisu(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "weisu", *arguments], capture_output=True, text=True, env=os.environ, check=False
    )


def test_the_city_is_built_whole_and_again_is_harmless(fresh_database, home):
    first = weisu("demo", "--no-serve", "--months", "0.5", "--json")
    assert first.returncode == 0, first.stderr
    built = json.loads(first.stdout)

    again = json.loads(weisu("demo", "--no-serve", "--months", "0.5", "--json").stdout)

    assert not built["already_there"]
    assert again["already_there"]
    assert (again["tickets"], again["events"]) == (built["tickets"], built["events"])
    assert built["tickets"] >= 300
    assert built["broken"] == again["broken"] == []
    assert built["unsealed"] == 0
    assert again["sign_ins"] == built["sign_ins"]
    assert stat.S_IMODE((home / "demo-sign-ins.txt").stat().st_mode) == 0o600
    check_variety()
    check_roles(built["sign_ins"])
    assert json.loads(weisu("events", "replay", "--json").stdout)["different"] == 0
    check_draws()
    check_older_rules()


def check_draws():
    """The analyst drew from the last months that are over, once each."""
    drawn = drawing.kept()

    assert 1 <= len(drawn) <= 2
    assert all(drawing.opened(one).rows.num_rows for one in drawn)
    assert {one.by for one in drawn} == {"p-wei"}


def check_older_rules():
    """A city whose rules are of an older release goes on, and is told how to publish the newer ones."""
    now = datetime.now(UTC)
    older = {name: text for name, text in read_shipped("national").items() if name != "uploads.toml"}
    proposal = policies.propose(older, by=principal(founding.PROPOSES, now), now=now)
    policies.publish(proposal.id, by=principal(founding.PUBLISHES, now), now=now)

    again = weisu("demo", "--no-serve", "--json")

    assert again.returncode == 0
    assert json.loads(again.stdout)["already_there"]
    assert "weisu policy propose" in again.stderr


def test_the_city_can_be_tried_years_from_now(fresh_database):
    from weisu.cli.demo import build
    from weisu.tickets import services

    now = datetime(2028, 3, 15, 3, 0, tzinfo=UTC)
    built = build(now=now)

    fields = {
        "kind": "complaint",
        "category": "housing.repair",
        "region": "9901",
        "channel": "phone",
        "request": "漏水",
    }
    agent, later = principal(AGENT, now), now + timedelta(minutes=5)
    ticket = services.register(**fields, by=agent, now=now)
    ticket = services.triage(ticket.number, outcome="accept", by=agent, now=later)

    assert (built["broken"], built["unsealed"]) == ([], 0)
    assert built["tickets"] >= 300
    assert ticket.promised_at == later + timedelta(days=12)
    check_variety()


@pytest.mark.parametrize(
    ("now", "anchor"),
    [
        ("2026-11-27", "2026-11-27"),
        ("2026-12-31", "2026-12-31"),
        ("2027-02-07", "2027-02-07"),
        ("2029-12-31", "2029-12-31"),
        ("2035-05-05", "2030-11-22"),
    ],
)
def test_the_stories_end_today_until_the_invented_calendar_does(database, now, anchor):
    from weisu.cli.setup import SETUP
    from weisu.policies import services

    at = datetime.fromisoformat(f"{now}T10:00+08:00").astimezone(UTC)
    services.bootstrap_national(by=SETUP, now=at)

    assert f"{building.latest(at):%Y-%m-%d}" == anchor


def check_variety():
    """Every status is there, most kinds of event are, and nothing shows a telephone number."""
    from weisu.tickets.models import Ticket, TicketEvent
    from weisu.vault.models import Text

    assert set(Ticket.objects.values_list("status", flat=True)) == {status.value for status in Status}
    assert len(set(TicketEvent.objects.values_list("type", flat=True))) >= 50
    for words in (
        Text.objects.values_list("redacted", flat=True),
        TicketEvent.objects.values_list("payload", flat=True),
    ):
        assert not [text for text in words if text and INVENTED_TELEPHONE.search(text)]


def check_roles(sign_ins):
    from weisu.org.queries import staff_with_role

    people = {Role.SYSTEM, Role.AI, Role.PARTNER}
    held = {role for role in Role if staff_with_role(role, datetime.now(UTC))}
    assert held == set(Role) - people
    assert len(sign_ins) == len(held) + 1
    assert len({password for _role, _name, password in sign_ins}) == len(sign_ins)


def test_every_story_can_be_told_about_some_matter():
    from tests.cast import policy_of

    policy = policy_of("national", "demo-province", "demo-city")
    steps, _names = reading.steps()
    cast = reading.cast()

    for story in reading.stories():
        assert set(story.steps) <= set(steps), story.id
        assert [m for m in reading.matters() if planning.fits(story, m, cast, policy)], story.id
    assert set(steps) == {step for story in reading.stories() for step in story.steps}


@pytest.mark.parametrize("matter", reading.matters(), ids=lambda matter: matter.title)
def test_every_matter_is_one_of_the_tree_and_every_unit_one_of_the_cast(matter):
    from tests.cast import policy_of

    units = {unit.id for unit in reading.cast().units}
    assert policy_of("national", "demo-province", "demo-city").category(matter.category)
    assert {matter.lead, *matter.supports} <= units
    assert matter.request
    assert matter.public


def plan(anchor):
    from tests.cast import policy_of

    policy = policy_of("national", "demo-province", "demo-city")
    steps, _names = reading.steps()
    return planning.plan(
        reading.stories(), reading.matters(), steps, reading.cast(), anchor=anchor, policy=policy, people=60
    )


def test_the_plan_is_the_same_in_every_build():
    from tests.cast import MONDAY

    assert plan(MONDAY) == plan(MONDAY)


@pytest.mark.parametrize(
    "anchor",
    [
        "2026-01-05",
        "2026-01-09",
        "2026-01-11",
        "2026-02-20",
        "2026-05-03",
        "2026-10-06",
        "2026-11-22",
        "2027-02-08",
        "2028-01-29",
        "2029-10-02",
    ],
)
def test_every_story_is_told_to_its_end_on_any_day(anchor):
    at = datetime.fromisoformat(f"{anchor}T23:00+08:00").astimezone(UTC)

    moments = plan(at)

    assert max(moment.at for moment in moments) <= at
    assert min(moment.at for moment in moments) > at - building.FOUNDED
    assert len(moments) == sum(story.tickets * len(story.steps) for story in reading.stories())
