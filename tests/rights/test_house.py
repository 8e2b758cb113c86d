"""Every service of the house itself × everybody: organisation, rules, sign-ins; as approved in house.txt."""

from importlib import import_module
from inspect import isfunction, signature

import pytest

from tests.rights.people import LEGEND
from tests.rights.tables import DONE, table
from tests.rights.test_services import WHO, everybody, undone
from tests.rights.town import EVENING
from tests.tickets.cast import ADMIN, HOTLINE, HOUSING, LIANG, LIN, MONDAY, URBAN, later
from weisu.accounts import services as accounts
from weisu.domain.vocabulary import Level, Role, UnitKind
from weisu.intake import services as intake
from weisu.org import services as org
from weisu.org.models import DeskKind, Post
from weisu.policies import files
from weisu.policies import services as policies

UNIT = {"kind": UnitKind.DEPARTMENT, "level": Level.PREFECTURE, "region": "9901"}
ASKED = {"kind": "complaint", "region": "9901", "channel": "phone", "request": "灯不亮"}
ENDS = later(days=30)


@pytest.fixture
def calls(each_town, home, pytestconfig):
    """One call of each service, by its name; what it needs is there."""
    home.mkdir(exist_ok=True)
    pack = files.read(pytestconfig.rootpath / "policy" / "demo-province")
    proposal = policies.propose(pack, by=LIANG, now=MONDAY)
    org.create_unit("u-new", name="新单位", to_review=True, **UNIT, by=ADMIN, now=MONDAY)
    org.create_unit("u-old", name="旧单位", **UNIT, by=ADMIN, now=MONDAY)
    org.propose_join("u-new", into=HOUSING, by=LIANG, now=MONDAY)
    org.open_sign_in(LIN.id, name="lin", password="copper kettle 7", by=ADMIN, now=MONDAY)
    book = home / "before.xlsx"
    org.export_workbook(book, by=ADMIN, now=EVENING)
    rang = home / "calls.csv"
    rang.write_text("contact,at,result\nc-1,2026-01-05 09:00:07,received\n", encoding="utf-8")
    post = Post.objects.get(staff_id=LIN.id)
    key = each_town.key.split("_")[1]
    return {
        "org.create_region": lambda **by: org.create_region("9902", name="二市", level=Level.PREFECTURE, **by),
        "org.create_unit": lambda **by: org.create_unit("u-2", name="二局", **UNIT, **by),
        "org.note_unknown_units": lambda **by: org.note_unknown_units([("u-3", "三局")], **UNIT, **by),
        "org.confirm_unit": lambda **by: org.confirm_unit("u-new", **by),
        "org.rename_unit": lambda **by: org.rename_unit(HOUSING, name="住建局", **by),
        "org.end_unit": lambda **by: org.end_unit("u-old", **by),
        "org.propose_join": lambda **by: org.propose_join("u-new", into=URBAN, **by),
        "org.accept_join": lambda **by: org.accept_join("u-new", into=HOUSING, **by),
        "org.create_staff": lambda **by: org.create_staff("new-hu", display_name="胡", **by),
        "org.appoint": lambda **by: org.appoint(LIN.id, role=Role.LEADER, unit=HOTLINE, since=EVENING, **by),
        "org.leave": lambda **by: org.leave(LIN.id, **by),
        "org.end_post": lambda **by: org.end_post(post.id, **by),
        "org.create_desk": lambda **by: org.create_desk("d", name="台", kind=DeskKind.values[0], unit=HOTLINE, **by),
        "org.put_on_duty": lambda **by: org.put_on_duty(LIN.id, unit=HOTLINE, since=EVENING, until=ENDS, **by),
        "org.open_sign_in": lambda **by: org.open_sign_in(LIN.id, name="lin2", password="copper kettle 8", **by),
        "org.note": lambda **by: org.note("setup", subject="x", **by),
        "org.export_workbook": lambda **by: org.export_workbook(home / "out.xlsx", **by),
        "org.import_workbook": lambda **by: org.import_workbook(book, **by),
        "policies.propose": lambda **by: policies.propose(pack, **by),
        "policies.publish": lambda **by: policies.publish(proposal.id, **by),
        "policies.withdraw_proposal": lambda **by: policies.withdraw_proposal(proposal.id, **by),
        "accounts.create_key": lambda **by: accounts.create_key(
            LIN.id, role=Role.AGENT, label="x", expires_at=ENDS, **by
        ),
        "accounts.revoke_key": lambda **by: accounts.revoke_key(key, **by),
        "accounts.lift": lambda **by: accounts.lift(LIN.id, **by),
        "accounts.open_sign_in": lambda **by: accounts.open_sign_in(
            LIN.id, name="lin3", password="copper kettle 9", **by
        ),
        "accounts.reset_second_step": lambda **by: accounts.reset_second_step(LIN.id, **by),
        "intake.receive": lambda **by: intake.receive({"name": "李"}, **ASKED, **by),
        "intake.take_in_calls": lambda **by: intake.take_in_calls(rang, **by),
    }


ANYBODYS = {
    "accounts": set(
        "change_password check_code check_password confirm_second_step end_all_sessions new_codes note_session_end "
        "propose_second_step remove_second_step use_key vouched".split()
    ),
    "intake": {"submit", "recognise", "import_file"},
    "policies": {"bootstrap_national"},
    "org": set(),
}
"""What has no role to ask for: one's own sign-in, the public door, and what the operator does at setup and import."""


def test_who_may_change_the_house_is_as_approved(each_town, calls, golden):
    people = everybody(each_town)
    rows = [
        (name, {who: undone(lambda by=by, call=call: call(by=by, now=EVENING)) for who, by in people.items()})
        for name, call in calls.items()
    ]

    assert [name for name, verdicts in rows if DONE not in verdicts.values()] == []
    golden("rights/house.txt", table("Services of the house", LEGEND + WHO, list(people), rows))


@pytest.mark.parametrize("app", sorted(ANYBODYS))
def test_every_service_of_the_house_has_its_row(calls, app):
    module = import_module(f"weisu.{app}.services")
    signed = {
        name
        for name, service in vars(module).items()
        if isfunction(service) and not name.startswith("_") and "by" in signature(service).parameters
    }
    told = {name.partition(".")[2] for name in calls if name.startswith(f"{app}.")}

    assert signed - told - ANYBODYS[app] == set()
    assert ANYBODYS[app] <= signed
