"""Whatever is typed wrongly or lies broken on the disk: one sentence with where and what to do, and the right exit code."""

# ruff: noqa: E501 (a table reads best with one case on one line)

import json
import os
import subprocess
import sys

import pytest

from tests.tickets.cast import ADMIN, CHEN, HOUSING, LIN, MONDAY, later
from weisu.cli import main
from weisu.tickets.models import TicketEvent

NOBODY = "7f000000-0000-4000-8000-000000000000"
PACK = 'id = "x"\ntitle = "市"\nextends = "national"\nregion = "5"\nlevel = "prefecture"\n'
PINGSHAN = ("--mapping", "pingshan")
BEIJING = "tests/intake/files/beijing-style.csv"

FILES = {
    "utf16.csv": b"\xff\xfe\x00\x00bad",
    "empty.csv": b"",
    "other.csv": "编号,内容\n1,漏水\n".encode(),
    "half.csv": ("编号,内容\n" + "1,漏水\n" * 20).encode() + b"2,\xff\xff\n",
    "broken.xlsx": b"PK\x03\x04rubbish",
    "gbk.toml": "title = '市'\n".encode("gbk"),
    "open.toml": b"title = \n",
    "gbk/pack.toml": PACK.encode("gbk"),
    "open/pack.toml": b"id = \n",
    "odd/pack.toml": PACK.encode() + b"time_zone = 'Asia/Shanghia'\n",
    "level/pack.toml": PACK.replace("prefecture", "galaxy").encode(),
    "list/pack.toml": PACK.encode() + b"languages = 'zh'\n",
    "columns/pack.toml": PACK.encode(),
    "columns/duties.csv": b"matter,list\n",
    "day/pack.toml": PACK.encode(),
    "day/calendar/2026.toml": b"year = 2026\nbasis = 'b'\nholidays = [{ day = 2026-02-30 }]\n",
    "lake/watermark.json": b"{",
}

USAGE = [
    ("no such command", ["dance"], "weisu", "invalid choice: 'dance'"),
    ("no verb", ["vault"], "weisu vault", "required: VERB"),
    ("no ground", ["vault", "erase", NOBODY], "weisu vault erase", "required: --ground"),
    ("a word too many", ["work", "--send-again", "all"], "weisu work", "does not know 'all'"),
    ("a misspelt switch", ["work", "--send-agian"], "weisu work", "did you mean '--send-again'?"),
    ("two at once", ["work", "--once", "--send-again"], "weisu work", "not allowed with argument"),
    ("no such day", ["policy", "show", "--at", "2026-02-30"], "weisu policy show", "'2026-02-30' is no date; write 2026-03-01"),
    ("no number", ["policy", "publish", "seven", "--by", "x"], "weisu policy publish", "'seven'"),
    ("no such port", ["serve", "--port", "99999"], "weisu serve", "no whole number from 1 to 65535"),
    ("no workers", ["serve", "--workers", "0"], "weisu serve", "from 1 to 256"),
    ("no such port of the demo", ["demo", "--port", "0"], "weisu demo", "from 1 to 65535"),
    ("a key for ever", ["key", "create", "x", "--role", "agent", "--label", "l", "--days", "9" * 12], "weisu key", "1 to 366"),
    ("no such role", ["key", "create", "x", "--role", "boss", "--label", "l"], "weisu key create", "invalid choice: 'boss'"),
    ("no time to live", ["simulate", "--city", "quiet-town", "--seed", "3", "--months", "0"], "weisu simulate", "no number from 0.04 to 120"),
    ("no number of months", ["simulate", "--city", "quiet-town", "--seed", "3", "--months", "nan"], "weisu simulate", "'nan' is no number"),
    ("nobody to live", ["simulate", "--city", "quiet-town", "--seed", "3", "--scale", "-1"], "weisu simulate", "--scale"),
    ("no process", ["simulate", "--city", "quiet-town", "--seed", "3", "--processes", "0"], "weisu simulate", "from 1 to 64"),
    ("no such version", ["ticket", "do", "close", "7", "--by", "x", "--version", "-1"], "weisu ticket do", "--version"),
]  # fmt: skip

REFUSED = [
    ("a directory to import", ["import", "{}", *PINGSHAN], "is a directory, not a file"),
    ("no file to import", ["import", "{}/none.csv", *PINGSHAN], "There is no file"),
    ("an empty file", ["import", "{}/empty.csv", *PINGSHAN], "empty.csv is empty"),
    ("no text", ["import", "{}/utf16.csv", *PINGSHAN], "utf16.csv begins as UTF-16"),
    ("bytes that are no text", ["import", "{}/half.csv", *PINGSHAN], "half.csv is UTF-8, but line 22"),
    ("columns that are missing", ["import", "{}/other.csv", *PINGSHAN], "has no column REC_ID"),
    ("no workbook", ["import", "{}/broken.xlsx", *PINGSHAN], "broken.xlsx begins like a workbook"),
    ("no such mapping", ["import", "{}/other.csv", "--mapping", "moon"], "There is no mapping moon"),
    ("a mapping in GBK", ["import", "{}/other.csv", "--mapping", "{}/gbk.toml"], "gbk.toml, line 1: this is not UTF-8"),
    ("a mapping left open", ["import", "{}/other.csv", "--mapping", "{}/open.toml"], "open.toml is not TOML"),
    ("no such place", ["import", BEIJING, "--mapping", "beijing-columns", "--region", "moon"], "There is no region moon"),
    ("a directory for a workbook", ["org", "import", "{}"], "is a directory, not a file"),
    ("no workbook of the organisation", ["org", "import", "{}/broken.xlsx"], "cannot be read as a workbook"),
    ("nobody who signs", ["org", "export", "{}/out.xlsx"], "Say who signs: --by"),
    ("a stranger who signs", ["org", "export", "{}/out.xlsx", "--by", "x"], "nobody with the id x"),
    ("no pack", ["policy", "check", "{}"], "a pack is a directory with a pack.toml"),
    ("no region", ["policy", "show", "--region", "moon"], "There is no region moon"),
    ("a day before all rules", ["policy", "show", "--at", "1800-01-01"], "nothing of it was in force on 1800-01-01"),
    ("no such version", ["policy", "diff", "99999", "national"], "no published policy version 99999"),
    ("no such pack", ["policy", "diff", "moon", "national"], "There is no policy pack at"),
    ("nobody proposes", ["policy", "propose", "{}/odd", "--by", "x"], "nobody with the id x"),
    ("a clerk may not propose", ["policy", "propose", "{}/columns", "--by", CHEN.id], "You may not propose rules"),
    ("no such proposal", ["policy", "publish", "7", "--by", ADMIN.id], "There is no policy proposal 7"),
    ("no such ticket", ["ticket", "show", "7", "--by", LIN.id], "7"),
    ("no such step", ["ticket", "do", "dance", "7", "--by", LIN.id], "There is no command 'dance'"),
    ("a field without value", ["ticket", "do", "chase", "7", "--by", LIN.id, "--field", "a"], "write a=VALUE"),
    ("no such field", ["ticket", "do", "register", "--by", LIN.id, "--field", "moon=1"], "moon"),
    ("an impossible instant", ["ticket", "do", "chase", "7", "--by", LIN.id, "--at", "2026-02-30"], "is no instant; write"),
    ("an instant of no zone", ["ticket", "do", "chase", "7", "--by", LIN.id, "--at", "2026-02-20T10:00"], "has no time zone"),
    ("no pseudonym", ["vault", "erase", "auntie", "--ground", "g"], "'auntie' is no pseudonym"),
    ("no such person", ["vault", "erase", NOBODY, "--ground", "g"], f"There is no requester {NOBODY}"),
    ("an empty ground", ["vault", "erase", NOBODY, "--ground", " "], "needs its lawful ground"),
    ("no lake", ["events", "load", "{}/none"], "There is no lake with events"),
    ("a broken lake", ["events", "load", "{}/lake"], "watermark.json is not JSON"),
    ("a file for a lake", ["events", "export", "--out", "{}/other.csv"], "other.csv"),
    ("nobody to open for", ["account", "open", "x", "--name", "n"], "nobody with the id x"),
    ("no sign-in to lift", ["account", "lift", "x"], "There is no sign-in for x"),
    ("no sign-in to reset", ["account", "reset-second-step", "x"], "There is no sign-in for x"),
    ("no post for a key", ["key", "create", "x", "--role", "agent", "--label", "l"], "x holds no such post"),
    ("no key to revoke", ["key", "revoke", "x"], "There is no key x"),
]  # fmt: skip

PACKS = [
    ("gbk", "pack.toml:2: not UTF-8"),
    ("open", "pack.toml:1: not valid TOML"),
    ("odd", "pack.toml:6: there is no time zone 'Asia/Shanghia' (did you mean 'Asia/Shanghai'?)"),
    ("level", "pack.toml:5: level must be one of national, province"),
    ("list", "pack.toml:6: languages must be a list of words"),
    ("columns", "duties.csv:1: the columns are matter, list"),
    ("day", "2026.toml:3: not valid TOML"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Everything that can lie broken on a disk."""
    root = tmp_path_factory.mktemp("broken")
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture
def city(database):
    from tests.tickets.city import build_city
    from weisu.domain.vocabulary import Role
    from weisu.org import services as org

    build_city()
    for person, role in ((LIN, Role.AGENT), (CHEN, Role.UNIT_STAFF), (ADMIN, Role.ADMINISTRATOR)):
        org.create_staff(person.id, display_name="某", by=ADMIN, now=MONDAY)
        org.appoint(person.id, role=role, unit=person.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)
    return database


def run(capsys, arguments, place=""):
    code = main([part.replace("{}", str(place)) for part in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("_case", "arguments", "command", "says"), USAGE, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_cannot_be_understood_names_the_command_and_its_help(_case, arguments, command, says, capsys):
    code, out, err = run(capsys, [*arguments, "--json"])

    assert code == 2
    assert json.loads(out)["error"] == "usage"
    assert len(err.splitlines()) == 1
    assert says in err
    assert f"`{command}" in err


def test_a_refused_command_is_one_sentence_and_leaves_the_log_alone(city, place, capsys):
    before = TicketEvent.objects.count()
    wrong = []
    for case, arguments, says in REFUSED:
        code, out, err = run(capsys, [*arguments, "--json"], place)
        told = [line for line in err.splitlines() if line.startswith("weisu: ")]
        if (code, len(told), "error" in json.loads(out)) != (1, 1, True) or says not in told[0]:
            wrong.append((case, code, out, err))
    assert not wrong, "\n".join(map(str, wrong))
    assert TicketEvent.objects.count() == before


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_an_address_of_others_is_named_before_anything_starts(city, host, capsys):
    code, _out, err = run(capsys, ["serve", "--host", host])

    assert code == 1
    assert f"Nobody can listen on {host}:8012 here" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(("pack", "says"), PACKS)
def test_a_malformed_pack_names_file_and_line(pack, says, place, capsys):
    code, out, err = run(capsys, ["policy", "check", f"{place}/{pack}"])

    assert code == 1
    assert len(out.splitlines()) == 1
    assert says in out
    assert "1 problem(s)" in err


def test_a_stale_version_and_a_role_that_may_not_leave_the_ticket_as_it_was(city, capsys):
    from tests.tickets.stories import dispatched
    from weisu.tickets.models import Ticket

    ticket = dispatched()
    acknowledge = ["ticket", "do", "acknowledge", ticket.number, "--at", later(hours=1).isoformat(), "--json"]

    stale = run(capsys, [*acknowledge, "--by", CHEN.id, "--version", str(ticket.version - 1)])
    stranger = run(capsys, [*acknowledge, "--by", LIN.id])

    assert (stale[0], json.loads(stale[1])["error"]) == (1, "stale_version")
    assert (stranger[0], json.loads(stranger[1])["error"]) == (1, "role_refused")
    assert Ticket.objects.get(id=ticket.id).version == ticket.version
    assert run(capsys, [*acknowledge, "--by", CHEN.id, "--version", str(ticket.version)])[0] == 0
    assert Ticket.objects.get(id=ticket.id).parts.get(unit_id=HOUSING).status == "acknowledged"


@pytest.mark.parametrize(
    ("_case", "environment", "code", "says"),
    [
        ("a file for a home", {"WEISU_HOME": "/etc/passwd"}, 1, "/etc/passwd: File exists"),
        ("a directory for a database", {"WEISU_DATABASE_URL": "sqlite:////tmp"}, 1, "cannot be opened"),
        ("a text for a database", {"WEISU_DATABASE_URL": "sqlite:////etc/passwd"}, 1, "is not a database"),
        ("nobody listens", {"WEISU_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, 1, "PostgreSQL cannot be reached"),
        ("no such zone", {"WEISU_TIME_ZONE": "Mars/Base"}, 2, "WEISU_TIME_ZONE is 'Mars/Base'"),
        ("no such post", {"WEISU_EMAIL_URL": "ftp://x"}, 2, "WEISU_EMAIL_URL starts with 'ftp'"),
        ("no such pigeon", {"WEISU_NOTIFIERS": "pigeon"}, 2, "WEISU_NOTIFIERS names pigeon; there are console"),
        ("no such rules", {"WEISU_POLICY_DIR": "/nonexistent"}, 1, "no policy pack at /nonexistent/national"),
    ],
)
def test_an_environment_that_is_wrong_is_one_sentence(_case, environment, code, says, tmp_path):
    given = {**os.environ, "WEISU_HOME": str(tmp_path / "home"), **environment}
    commands = (["setup"], ["work", "--once"]) if "WEISU_NOTIFIERS" in environment else (["setup"],)
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "weisu", *command], capture_output=True, text=True, env=given, check=False
        )

    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert says in done.stderr.splitlines()[-1]


def test_a_full_disk_under_the_output_is_told():
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(
            [sys.executable, "-m", "weisu", "policy", "show"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr.splitlines() == ["weisu: The disk is full; make room, then run this again."]
