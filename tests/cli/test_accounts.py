"""Keys and sign-ins from the command line."""

import json

from django.test import Client

from tests.accounts.conftest import zhou as zhou_in
from tests.tickets.cast import ADMIN, ZHOU, later
from weisu.accounts.models import AccessRecord
from weisu.cli import main
from weisu.org import services as org

zhou = zhou_in
__all__ = ["zhou"]


def answer(capsys, *arguments):
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_key_is_made_listed_used_and_revoked(zhou, capsys):
    code, made = answer(capsys, "key", "create", ZHOU.id, "--role", "dispatcher", "--label", "export")
    assert code == 0
    asked = Client(HTTP_HOST="localhost").get("/api/v1/whoami", headers={"authorization": f"Bearer {made['key']}"})
    assert asked.json()["id"] == ZHOU.id

    _, listed = answer(capsys, "key", "list")
    (key,) = listed["keys"]
    assert (key["label"], key["role"], key["state"]) == ("export", "dispatcher", "in force")
    assert made["key"].rpartition("_")[2] not in json.dumps(listed)

    assert answer(capsys, "key", "revoke", key["id"])[0] == 0
    assert answer(capsys, "key", "list")[1]["keys"][0]["state"] == "revoked"
    assert answer(capsys, "key", "revoke", key["id"])[0] == 1


def test_a_key_for_a_post_that_is_not_held_is_refused_in_words(zhou, capsys):
    code, refused = answer(capsys, "key", "create", ZHOU.id, "--role", "leader", "--label", "export")

    assert (code, refused["error"]) == (1, "not_found")


def test_a_sign_in_is_opened_and_helped(zhou, capsys):
    org.create_staff("new", display_name="New", by=ADMIN, now=later())

    code, opened = answer(capsys, "account", "open", "new", "--name", "new.person")
    assert (code, opened["name"]) == (0, "new.person")
    assert len(opened["password"]) >= 12
    assert answer(capsys, "account", "lift", "new")[0] == 0
    assert answer(capsys, "account", "reset-second-step", "new")[0] == 0
    assert answer(capsys, "account", "lift", "nobody")[0] == 1

    assert list(AccessRecord.objects.filter(staff_id="new").order_by("id").values_list("act", flat=True)) == [
        "opened",
        "lifted",
        "second_step_removed",
    ]
