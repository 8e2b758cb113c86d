"""People at work while processes die: each posts notes through the pages and remembers what was acknowledged."""

import http.client
import re
import threading
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "k" * 32
"""Django takes the same secret in cookie and form; that is all the page's token is."""


@dataclass
class Clerk(threading.Thread):
    """One clerk at one ticket: a note, the answer, the next note."""

    port: int
    session: str
    number: str
    done: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    tried: int = 0
    version: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Until everything is over; a dead server is waited for, as a person would."""
        while not self.done.is_set():
            try:
                self.note()
            except (OSError, http.client.HTTPException):
                self.version = 0
                self.done.wait(0.02)

    def note(self) -> None:
        """Post one note; it counts as acknowledged when the redirect has arrived."""
        if not self.version:
            self.version = self.read_version()
            return
        self.tried += 1
        words = f"{self.number}-{self.tried}"
        form = {"csrfmiddlewaretoken": TOKEN, "version": self.version, "words": words}
        status, page = self.ask("POST", f"/tickets/{self.number}/note-progress/", urlencode(form))
        if status == 302:
            self.acknowledged.append(words)
            self.version += 1
        else:
            self.version = 0

    def read_version(self) -> int:
        """The version the form would send."""
        _status, page = self.ask("GET", f"/tickets/{self.number}/note-progress/", "")
        found = re.search(r'name="version" value="(\d+)"', page)
        return int(found[1]) if found else 0

    def ask(self, method: str, path: str, body: str) -> tuple[int, str]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {
                "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
