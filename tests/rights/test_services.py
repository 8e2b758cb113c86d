"""Every service of the tickets × everybody: what is done, what is not there for them, what they are refused."""

import pytest
from django.db import transaction

from tests.rights.cases import CASES, Case, command, fields, tipped_off
from tests.rights.people import LEGEND, NOBODY, STAFF
from tests.rights.tables import DONE, HIDDEN, outcome, table
from tests.rights.town import EVENING, principal
from tests.tickets.cast import CLOCK, LIN
from weisu.domain.commands import COMMANDS
from weisu.domain.errors import NotFound
from weisu.intake.visitors import requester
from weisu.tickets import services
from weisu.tickets.checking import unreleased

NEVER_WAS = "202601059999999"
ASKED = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone", "request": "灯不亮"}
CALL = {"contact": "call-7", "channel": "phone"}

OTHERS = {
    "register": lambda town, **signed: services.register(**ASKED, **signed),
    "split": lambda town, **signed: services.split(
        town.registered, parts=[{"request": "另一件"}], reason="两件", **signed
    ),
    "triage_parts": lambda town, **signed: services.triage_parts(
        town.registered, parts=[{"outcome": "accept"}, {"outcome": "accept", "request": "灯"}], reason="两件", **signed
    ),
    "reveal": lambda town, **signed: services.reveal(town.known, field="telephone", purpose="联系", **signed),
    "open_file": lambda town, **signed: services.open_file(town.known, town.file, **signed),
    "read_original": lambda town, **signed: services.read_original(
        town.number(tipped_off), unreleased(LIN, town.number(tipped_off))[0].text_id, purpose="脱敏", **signed
    ),
    "execute": lambda town, **signed: services.execute("supplement", town.known, {"words": "还有"}, **signed),
    "record_contact": lambda town, **signed: services.record_contact(**CALL, **signed),
    "record_missed_contact": lambda town, **signed: services.record_missed_contact(**CALL, **signed),
    "record_call_back": lambda town, **signed: services.record_call_back(**CALL, outcome="reached", **signed),
    "stop_recording": lambda town, **signed: services.stop_recording(ground="secret", channel="phone", **signed),
}
"""Services that are no command of one existing ticket."""


def everybody(town):
    """Everybody who can ask, by the column's name."""
    staff = {one.column: principal(one.id) for one in STAFF}
    return staff | {"asker": requester(town.asker), "nobody": NOBODY, "clock": CLOCK}


def given(town, case: Case, number, by):
    """The service of a case, called."""
    handed = fields(case, town)
    if command(case) == "group":
        return services.group(number, **handed, by=by, now=EVENING)
    return getattr(services, command(case))(number, **handed, by=by, now=EVENING)


def undone(call):
    """The outcome of a call that leaves nothing behind."""
    with transaction.atomic():
        found = outcome(call)
        transaction.set_rollback(True)
    return found


def row(call, people):
    return {name: undone(lambda by=by: call(by)) for name, by in people.items()}


def test_who_may_do_what_is_as_approved(town, golden):
    people = everybody(town)
    rows = [
        (name, row(lambda by, case=case: given(town, case, town.number(case.story), by), people))
        for name, case in sorted(CASES.items())
    ]
    rows += [(name, row(lambda by, call=call: call(town, by=by, now=EVENING), people)) for name, call in OTHERS.items()]

    assert [name for name, verdicts in rows if DONE not in verdicts.values()] == []
    golden("rights/services.txt", table("Services of the tickets", LEGEND + WHO, list(people), rows))


WHO = "\nasker: the requester, recognised · nobody: a requester of nothing · clock: the worker"


def test_every_service_has_its_row():
    rows = {command(case) for case in CASES.values()} | set(OTHERS)

    assert set(services.__all__) - rows == set()
    assert set(COMMANDS) - rows == set()


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_hidden_ticket_is_answered_as_a_number_that_never_was(town, name):
    """Also to whoever says which version they saw, repeats a key, or names another ticket."""
    case, number = CASES[name], town.number(CASES[name].story)
    for column, by in everybody(town).items():
        if undone(lambda by=by: given(town, case, number, by)) != HIDDEN:
            continue
        told = [said(town, case, at, by) for at in (number, NEVER_WAS)]
        assert told[0] == told[1], column


def said(town, case, number, by):
    """Everything an answer says, with the number taken out."""
    with transaction.atomic(), pytest.raises(NotFound) as refused:
        given(town, case, number, by)
    return repr(refused.value.as_dict()).replace(number, "NUMBER")
