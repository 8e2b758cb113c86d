"""`weisu setup` makes an empty database ready; again is harmless."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from weisu.domain.vocabulary import Role


@pytest.fixture(autouse=True)
def own_keys(monkeypatch):
    """Keys of this test alone, in files, as setup makes them."""
    monkeypatch.delenv("WEISU_MASTER_KEY")


def weisu(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "weisu", *arguments], capture_output=True, text=True, env=os.environ, check=False
    )


def test_an_empty_database_is_prepared_once_and_again_is_harmless(home):
    first = weisu("setup", "--json")
    again = weisu("setup", "--json")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    made, left = json.loads(first.stdout), json.loads(again.stdout)
    assert made["migrated"] > 0
    assert len(made["keys_made"]) == 4
    assert (left["migrated"], left["keys_made"], left["policy"]) == (0, [], made["policy"])
    assert made["root"] == left["root"] != ""
    keys = list((home / "keys").iterdir())
    assert len(keys) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


def test_what_setup_did_is_written_down(fresh_database, home):
    from weisu.org.models import Change
    from weisu.policies.models import PackVersion

    assert weisu("setup").returncode == 0

    assert Change.objects.filter(act="setup", by="setup").count() == 1
    assert PackVersion.objects.get(pack="national").is_bootstrap


def test_after_an_upgrade_setup_tells_how_the_new_national_rules_come_into_force(fresh_database, home):
    from tests.cast import BAN, SHENG
    from weisu.policies import queries, services
    from weisu.policies.files import read_shipped

    assert json.loads(weisu("setup", "--json").stdout)["newer_rules"] == ""
    shipped = read_shipped("national")
    older = {name: text for name, text in shipped.items() if name != "uploads.toml"}
    by, other = (replace(one, roles=frozenset({Role.ADMINISTRATOR})) for one in (SHENG, BAN))
    services.publish(services.propose(older, by=by, now=now()).id, by=other, now=now())

    told = weisu("setup").stdout
    waiting = services.propose(shipped, by=by, now=now()).id
    told_again = weisu("setup").stdout
    services.publish(waiting, by=other, now=now())
    queries.forget()

    assert "are not those of this release" in told
    assert "weisu policy propose" in told
    assert f"weisu policy publish {waiting} --by PERSON" in told_again
    assert json.loads(weisu("setup", "--json").stdout)["newer_rules"] == ""


def now():
    return datetime.now(UTC)


def test_nothing_serves_or_works_before_setup(home):
    for command in ("serve", "work"):
        done = weisu(command)
        assert done.returncode == 1
        assert "weisu setup" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_lost_key_is_not_replaced_by_a_new_one(fresh_database, home):
    from tests.vault.people import LIN, MONDAY
    from weisu.vault import keys
    from weisu.vault.services import keep

    assert weisu("setup").returncode == 0
    keys.forget()
    keep("words", ticket_id=None, purpose="request", by=LIN, now=MONDAY)
    (key,) = (home / "keys").glob("text-*.key")
    key.unlink()

    done = weisu("setup")

    assert done.returncode == 1
    assert "There is no text key" in done.stderr
    assert not list((home / "keys").glob("text-*.key"))


def test_a_directory_that_may_not_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    done = subprocess.run(
        [sys.executable, "-m", "weisu", "setup"],
        capture_output=True,
        text=True,
        env={**os.environ, "WEISU_HOME": str(tmp_path / "file" / "var")},
        check=False,
    )

    assert done.returncode == 1
    assert str(Path(tmp_path / "file")) in done.stderr
    assert "Traceback" not in done.stderr
