"""Browsers of everybody who can come to the pages; every request of theirs is undone."""

from html import unescape
from io import BytesIO
from zipfile import ZipFile

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.rights.people import STAFF
from tests.rights.town import EVENING

HOST = "localhost"


def browser(**extra) -> Client:
    """A browser that nobody has signed in with."""
    return Client(HTTP_HOST=HOST, raise_request_exception=False, **extra)


def signed_in(staff_id: str) -> Client:
    """A browser of somebody's."""
    client = browser()
    client.force_login(get_user_model().objects.get(username=staff_id))
    return client


def recognised_for(town, number: str) -> Client:
    """The browser of the requester, who has told the number and the secret."""
    client = browser()
    session = client.session
    session["tracked"] = {"number": number, "by": town.asker, "at": EVENING.isoformat()}
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def everybodys(town) -> dict[str, Client]:
    """A browser for each column; a machine's key comes without a session."""
    found = {one.column: signed_in(one.id) for one in STAFF}
    key = browser(headers={"authorization": f"Bearer {town.key}"})
    return found | {"asker": recognised_for(town, town.known), "nobody": browser(), "key": key}


def readable(response) -> str:
    """Everything an answer tells, a workbook's sheets too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return unescape(body.decode("utf-8", "replace"))


def ask(client: Client, method: str, path: str, data=None, **how):
    """One request of a browser that forgets it afterwards, as the town does."""
    cookies = client.cookies.copy()
    cache.clear()
    try:
        with transaction.atomic():
            if "content_type" in how:
                response = client.generic(method.upper(), path, data or b"", **how)
            else:
                response = getattr(client, method)(path, data or {}, **how)
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return response
