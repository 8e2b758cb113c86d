import base64
import os
import stat

import pytest
from django.db import connection

from tests.vault.people import LIN, MONDAY, TICKET
from weisu.vault import keys, queries, services, triggers
from weisu.vault.errors import KeyUnusable
from weisu.vault.keys import Purpose


@pytest.fixture
def files(home, monkeypatch):
    monkeypatch.delenv("WEISU_MASTER_KEY")
    return home / "keys"


def keep():
    return services.keep("路灯坏了", ticket_id=TICKET, purpose="request", by=LIN, now=MONDAY)


def test_setup_makes_one_key_per_purpose_that_only_the_owner_reads(files):
    assert len(keys.create(has_rows=False)) == len(Purpose)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.glob("*.key")} == {0o600}
    assert stat.S_IMODE(files.stat().st_mode) == 0o700
    assert len({keys.ring(purpose).current.secret for purpose in Purpose}) == len(Purpose)


def test_setup_again_makes_nothing(files):
    keys.create(has_rows=False)
    before = sorted(files.iterdir())
    assert keys.create(has_rows=True) == []
    assert sorted(files.iterdir()) == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_that_others_may_read_is_refused(files, mode):
    keys.create(has_rows=False)
    path = next(files.glob("text-*.key"))
    path.chmod(mode)
    keys.forget()
    with pytest.raises(KeyUnusable, match=f"{path.name} has mode {mode:04o}") as refusal:
        keys.ring(Purpose.TEXT)
    assert f"chmod 600 {path}" in refusal.value.instead


def test_a_missing_key_is_refused_and_never_replaced(files):
    with pytest.raises(KeyUnusable, match="no text key"):
        keys.ring(Purpose.TEXT)
    with pytest.raises(KeyUnusable, match="no text key"):
        keys.create(has_rows=True)
    assert not files.exists()


@pytest.mark.parametrize("content", ["", "not base64!", base64.b64encode(b"short").decode(), "中"])
def test_a_damaged_key_is_refused(files, content):
    keys.create(has_rows=False)
    next(files.glob("vault-*.key")).write_text(content)
    keys.forget()
    with pytest.raises(KeyUnusable, match="base64 of 32 bytes"):
        keys.ring(Purpose.VAULT)


def test_a_key_under_another_name_is_refused(files):
    keys.create(has_rows=False)
    next(files.glob("vault-*.key")).write_bytes(base64.b64encode(os.urandom(32)))
    keys.forget()
    with pytest.raises(KeyUnusable, match="does not hold the key its name says"):
        keys.ring(Purpose.VAULT)


def test_keys_of_the_environment_need_no_file(monkeypatch, home):
    monkeypatch.setenv("WEISU_MASTER_KEY", base64.b64encode(bytes(32)).decode())
    assert keys.create(has_rows=True) == []
    assert len({keys.ring(purpose).current.secret for purpose in Purpose}) == len(Purpose)
    assert not (home / "keys").exists()


def test_rotation_moves_every_row_and_the_old_key_may_go(files, database):
    keys.create(has_rows=False)
    ref = keep()
    wang = services.enrol({"name": "王桂兰", "telephone": "13800001234"}, by=LIN, now=MONDAY)
    old = sorted(files.glob("*-1-*.key"))
    for purpose in (Purpose.TEXT, Purpose.VAULT, Purpose.INDEX):
        keys.add(purpose)

    assert services.rotate(by=LIN, now=MONDAY) == {"text": 1, "vault": 1, "index": 1}
    for path in old:
        if not path.name.startswith("seal"):
            path.unlink()
    keys.forget()

    assert queries.check(ref, ref.digest) == "same"
    assert queries.keys_in_use() == {keys.ring(purpose).current.key_id for purpose in (Purpose.TEXT, Purpose.VAULT)}
    assert services.find_by_telephone("13800001234", purpose="x", by=LIN, now=MONDAY) == [wang.requester_id]
    assert services.verify_secret(wang.requester_id, secret=wang.secret, by=LIN, now=MONDAY)


def test_rows_of_a_lost_key_are_refused_by_its_name(files, database):
    keys.create(has_rows=False)
    ref = keep()
    lost = keys.ring(Purpose.TEXT).current.key_id
    (files / f"{lost}.key").unlink()
    keys.add(Purpose.TEXT)
    with pytest.raises(KeyUnusable, match=lost):
        services.read(ref, by=LIN, now=MONDAY, purpose="handling")


def test_the_seal_key_signs(files):
    keys.create(has_rows=False)
    signature = keys.seal_key().sign(b"seal")
    keys.seal_key().public_key().verify(signature, b"seal")


def test_start_up_names_a_lost_key_and_a_missing_trigger(files, database):
    keys.create(has_rows=False)
    keep()
    assert queries.problems() == []
    lost = keys.ring(Purpose.TEXT).current.key_id
    (files / f"{lost}.key").unlink()
    keys.add(Purpose.TEXT)
    triggers.remove(connection, queries.RECORDS)
    assert [lost in sentence or "trigger" in sentence for sentence in queries.problems()] == [True] * 3
