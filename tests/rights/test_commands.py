"""Every command line × everybody who can sign it, as approved in commands.txt."""

import argparse
import json
from datetime import datetime

import pytest
from django.db import transaction

from tests.analytics.logs import OFFSET_US, lake_of, lived
from tests.rights.cases import CASES, command, fields
from tests.rights.people import LEGEND, STAFF
from tests.rights.tables import DONE, HIDDEN, REFUSED, table
from tests.rights.town import EVENING
from tests.tickets.cast import ADMIN, MONDAY
from weisu.analytics.build import build
from weisu.cli import _parser, main
from weisu.org import services as org
from weisu.policies import files
from weisu.policies import services as policies

SIGNERS = {one.column: one.id for one in STAFF} | {"unknown": "no-such-person"}
AT = ["--at", EVENING.isoformat()]
HEAD = f"""{LEGEND}
unknown: an id that nobody has
A verb that nobody signs is the operator's: whoever has a shell on the machine and the keys of the vault.\
"""
OPERATORS = "operator"
PACK = "demo-province"


@pytest.fixture
def typed(town, home, pytestconfig):
    """The verbs that a person signs, as they are typed; `ticket do` has a row for each step."""
    pack = pytestconfig.rootpath / "policy" / PACK
    proposal = policies.propose(files.read(pack), by=ADMIN, now=MONDAY)
    home.mkdir(exist_ok=True)
    before = home / "before.xlsx"
    org.export_workbook(before, by=ADMIN, now=EVENING)
    org.rename_unit("u-housing", name="住房局", by=ADMIN, now=EVENING)
    months = lake_of(home / "lake", lived(5, tickets=40, steps=90))
    build(months, offset_us=OFFSET_US)
    return {
        "monitoring draw": ["monitoring", "draw", *DRAWN, "--lake", str(months)],
        "org export": ["org", "export", str(home / "city.xlsx")],
        "org import": ["org", "import", str(before), "--apply"],
        "policy propose": ["policy", "propose", str(pack)],
        "policy publish": ["policy", "publish", str(proposal.id)],
        "ticket show": ["ticket", "show", town.known],
        **{f"ticket do {name}": step(town, case) for name, case in sorted(CASES.items()) if command(case) not in LISTS},
        "ticket do register": ["ticket", "do", "register", *AT, *REGISTRATION],
        "ticket do split": ["ticket", "do", "split", town.registered, *AT, *SPLIT],
    }


DRAWN = ["--period", "2026-01..2026-03", "--seed", "a lottery", "--region", "9901"]

THE_CLOCKS = {"ticket do recompute_clocks", "ticket do send_warning"}
"""What no person does, only the worker."""

LISTS = {"group"}
"""A service of several tickets whose command is given to each of them in turn."""

REGISTRATION = ["--field=kind=complaint", "--field=region=9901", "--field=channel=phone", "--field=request=灯不亮"]
SPLIT = ["--field=children=202601050000016", "--field=reason=两件"]


def step(town, case):
    """`weisu ticket do …` of a case."""
    given = [f"--field={name}={value}" for name, each in fields(case, town).items() for value in spelled(each)]
    return ["ticket", "do", command(case), town.number(case.story), *AT, *given]


def spelled(value):
    """A field as somebody types it; a list's once for each item."""
    values = value if isinstance(value, tuple | list) else [value]
    return [one.isoformat() if isinstance(one, datetime) else str(one) for one in values]


def outcome(arguments, who, capsys):
    """What the command line answers, and nothing stays."""
    with transaction.atomic():
        code = main([*arguments, "--by", who, "--json"])
        transaction.set_rollback(True)
    told = json.loads(capsys.readouterr().out)
    return DONE if code == 0 else HIDDEN if told.get("error") == "not_found" else REFUSED


def verbs(parser=None, before=""):
    """Every verb of `weisu` with the names of its options."""
    found = [action for action in (parser or _parser())._actions if isinstance(action, argparse._SubParsersAction)]
    if not found:
        yield before, {option for action in parser._actions for option in action.option_strings}
    for action in found:
        for name, verb in action.choices.items():
            yield from verbs(verb, f"{before} {name}".strip())


def signed(name, options):
    """Whether somebody signs the verb; what `metrics --by` names is a grouping."""
    return "--by" in options and name != "metrics"


def test_who_may_give_which_command_is_as_approved(typed, capsys, golden):
    rows = {
        name: {column: outcome(given, who, capsys) for column, who in SIGNERS.items()} for name, given in typed.items()
    }
    unsigned = {name: dict.fromkeys(SIGNERS, OPERATORS) for name, options in verbs() if not signed(name, options)}

    assert {name for name, verdicts in rows.items() if DONE not in verdicts.values()} == THE_CLOCKS
    golden("rights/commands.txt", table("Command lines", HEAD, list(SIGNERS), sorted({**rows, **unsigned}.items())))


def test_every_verb_that_is_signed_has_its_row(typed):
    asked = {name for name, options in verbs() if signed(name, options)} - {"ticket do"}

    assert asked - set(typed) == set()


def test_a_hidden_ticket_and_a_number_that_never_was_look_the_same(town, capsys):
    told = []
    for number in (town.known, "202601059999999"):
        for line in (["ticket", "show", number], ["ticket", "do", "chase", number, "--field=channel=phone", *AT]):
            assert main([*line, "--by", "accused-feng", "--json"]) == 1
            said = capsys.readouterr()
            told.append((said.out + said.err).replace(number, "NUMBER"))

    assert told[:2] == told[2:]
