"""A hotline that serves real browsers: the cast's city, its sign-ins, a server in a thread, a clock the walk moves."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Thread

from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from django_otp.oath import TOTP

from tests.tickets.cast import ADMIN, MONDAY, later
from weisu.accounts import services as accounts
from weisu.domain.context import Principal
from weisu.org import services as org

PASSWORD = "copper kettle 7"
SURNAMES = {
    "lin": "林",
    "zhou": "周",
    "chen": "陈",
    "sun": "孙",
    "wu": "吴",
    "gao": "高",
    "ma": "马",
    "xu": "徐",
    "he": "何",
    "liang": "梁",
    "qian": "钱",
}
"""What the cast is called on the pages."""


class Hotline:
    """Where the pages are, and what time it is there."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.now = later(hours=1)

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)

    def instant(self) -> datetime:
        """The clock of every request."""
        return self.now


def engage(people: Iterable[Principal]) -> None:
    """Each in their post, with a name and a password to sign in with."""
    for principal in people:
        name = SURNAMES[principal.id.partition("-")[2]]
        org.create_staff(principal.id, display_name=name, by=ADMIN, now=MONDAY)
        (role,) = principal.roles
        org.appoint(principal.id, role=role, unit=principal.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)
        org.open_sign_in(principal.id, name=principal.id, password=PASSWORD, by=ADMIN, now=MONDAY)


def with_second_step(principal: Principal) -> bytes:
    """The secret that the telephone of this person has from now on."""
    user = get_user_model().objects.get(username=principal.id)
    secret = accounts.propose_second_step(user, by=principal, now=MONDAY)
    accounts.confirm_second_step(user, shown(secret, MONDAY), origin="here", by=principal, now=MONDAY)
    return secret


def shown(secret: bytes, at: datetime) -> str:
    """The code on the telephone."""
    totp = TOTP(secret)
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


@contextmanager
def serving() -> Iterator[str]:
    """The pages with all that stands before them, at a free port of this machine; yields their address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
