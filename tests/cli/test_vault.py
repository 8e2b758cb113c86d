"""Keys rotated and people erased from the command line; the log stays whole."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.tickets.cast import MONDAY
from tests.vault import canary
from tests.vault.people import LIN
from weisu.cli import main
from weisu.domain.vocabulary import Role
from weisu.vault import keys, services
from weisu.vault.models import Text


@pytest.fixture
def wang(fresh_database):
    """A person with a ticket in Demo City, and an agent who took it."""
    from tests.tickets import cast
    from tests.tickets.city import build_city
    from weisu.org import services as org

    build_city()
    org.create_staff("lin", display_name="林", by=cast.ADMIN, now=MONDAY)
    org.appoint("lin", role=Role.AGENT, unit=cast.HOTLINE, region="9901", since=MONDAY, by=cast.ADMIN, now=MONDAY)
    return services.enrol(canary.DETAILS, by=cast.ADMIN, now=MONDAY)


def answer(capsys, *arguments):
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def register(capsys, wang):
    fields = {"kind": "complaint", "region": "9901", "channel": "phone", "requester": str(wang.requester_id)}
    fields["request"] = canary.STORY
    given = [part for name, value in fields.items() for part in ("--field", f"{name}={value}")]
    code, made = answer(capsys, "ticket", "do", "register", "--by", "lin", "--at", "2026-01-05T09:10+08:00", *given)
    assert code == 0
    return made


def test_an_erased_person_leaves_the_log_whole_and_no_cipher_behind(wang, fresh_database, home, capsys):
    register(capsys, wang)
    ciphers = [bytes(text.cipher) for text in Text.objects.all()]

    code, done = answer(capsys, "vault", "erase", str(wang.requester_id), "--ground", "个人信息保护法 第四十七条")

    assert (code, done["tickets"]) == (0, 1)
    assert done["texts"] == len(ciphers) > 0
    assert answer(capsys, "events", "verify")[0] == 0
    assert answer(capsys, "events", "replay")[1]["different"] == 0
    assert canary.find_canary([home]) == []
    if fresh_database.engine == "sqlite" and done["scoured"]:
        path = Path(urlsplit(fresh_database.url).path)
        bytes_left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        assert not [cipher for cipher in ciphers if cipher in bytes_left]


def test_keys_are_rotated_and_everything_still_opens(fresh_database, monkeypatch, capsys):
    monkeypatch.delenv("WEISU_MASTER_KEY")
    keys.create(has_rows=False)
    person = services.enrol(canary.DETAILS, by=LIN, now=MONDAY)

    code, done = answer(capsys, "vault", "rotate")

    assert (code, len(done["made"]), done["moved"]["vault"]) == (0, 3, 1)
    assert services.reveal(person.requester_id, field="name", purpose="x", by=LIN, now=MONDAY) == canary.NAME


@pytest.mark.parametrize(
    ("typed", "error"), [("nobody", "bad_payload"), ("00000000-0000-4000-8000-000000000000", "not_found")]
)
def test_who_is_not_there_cannot_be_erased(fresh_database, capsys, typed, error):
    code, refusal = answer(capsys, "vault", "erase", typed, "--ground", "x")
    assert (code, refusal["error"]) == (1, error)
