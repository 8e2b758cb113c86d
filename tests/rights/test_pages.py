"""Every address × everybody, to look and to send: allowed, hidden or refused, as approved in pages.txt."""

import re

from tests.rights.addresses import addresses
from tests.rights.browsers import ask, everybodys
from tests.rights.people import LEGEND
from tests.rights.tables import table

WORDS = {200: "allowed", 204: "allowed", 404: "hidden", 409: "not-now"}
NO_METHOD = "-"
NUMBER, UUID = re.compile(r"\b\d{15}\b"), re.compile(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b")
HEAD = """
asker: the requester, recognised by number and secret · nobody: not signed in · key: a machine with a dispatcher's key
allowed · hidden: 404, as if it were not there · not-now: theirs, but not at this stage · refused: 401, 403
sign-in: sent to sign in · sent-on: sent to another page · -: the address does not take this method; a row of
nothing else is left out
"""


def verdict(response) -> str:
    """What somebody gets."""
    if response.status_code in (301, 302, 303):
        return "sign-in" if response.url.startswith("/sign-in/") and "next=" in response.url else "sent-on"
    if response.status_code == 405:
        return NO_METHOD
    if response.status_code in (401, 403):
        return "refused"
    return WORDS.get(response.status_code, f"BROKEN-{response.status_code}")


def test_every_address_opens_for_whom_it_was_approved(town, golden):
    readers = everybodys(town)
    version = {"version": town.version}
    rows = []
    for path in addresses(town):
        shown = UUID.sub("TEXT", NUMBER.sub("NUMBER", path))
        rows.append((f"GET  {shown}", {who: verdict(ask(client, "get", path)) for who, client in readers.items()}))
        sent = {who: verdict(ask(client, "post", path, version)) for who, client in readers.items()}
        rows.append((f"POST {shown}", sent))
    rows = [(name, verdicts) for name, verdicts in rows if set(verdicts.values()) != {NO_METHOD}]

    assert [name for name, verdicts in rows if any("BROKEN" in verdict for verdict in verdicts.values())] == []
    golden("rights/pages.txt", table("Addresses of the site", LEGEND + HEAD.rstrip(), list(readers), rows))
