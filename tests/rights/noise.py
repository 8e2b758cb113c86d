"""Requests as nobody would send them: random methods, addresses, fields, bodies, headers and files."""

import random
from dataclasses import dataclass, field
from dataclasses import fields as names_of
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.rights.addresses import HOLE, STEPS, routes
from tests.rights.forms import FORM, KINDS, fields_of
from weisu.domain.commands import COMMANDS

METHODS = ("get", "post", "post", "post", "head", "put", "delete", "patch", "options")

HOSTILE = (
    "",
    " ",
    "0",
    "-1",
    "1e309",
    "99999999999999999999999999",
    "9223372036854775808",
    "NaN",
    "null",
    "true",
    "[]",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: x=1",
    "'; DROP TABLE ticket; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%s%n%d",
    "../../../etc/passwd",
    "\u202egnp.exe",
    "\ufeff\u200b\u2028",
    "e\u0301" * 40,
    "\U0001f469\u200d\U0001f52c",
    "\ud7ff\ue000\uffff",
    "王" * 5000,
    "١٢٣",
    "²",
    "一二三",
    "2026-02-30T25:61",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-01-20T10:00",
    "00000000-0000-0000-0000-000000000000",
    "9" * 4000,
    "1767575400000000-" + "f" * 32,
    "99999999999999999999-" + "0" * 32,
    "-99999999999999999999-zz",
)
NAMES = sorted(
    {one.name for command in COMMANDS.values() for one in names_of(command)}
    | set("version way after before next id field purpose kind region name telephone email anonymity".split())
    | set("username password code old new again language asked forget status category unit due words".split())
    | set("number secret organisation request place q page limit file files attachment format".split())
)
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "text/plain; charset=gb18030",
    "text/plain; charset=no-such",
    "\x7f",
)
HEADERS = {
    "accept-language": ("zh", "*", "en;q=9", "\x7f", "x" * 5000),
    "accept": ("text/html", "application/json", "*/*;q=x"),
    "hx-request": ("true",),
    "referer": ("https://elsewhere.example/", "::"),
    "x-forwarded-for": ("1.2.3.4", "::1", "no address", "," * 500),
    "x-requested-with": ("XMLHttpRequest",),
    "authorization": ("Bearer", "Bearer weisu_x_y", "Basic !!!", "Bearer \xe9"),
    "if-modified-since": ("yesterday",),
    "range": ("bytes=0-", "bytes=9-1", "lines=1"),
    "cookie": ("weisu_received=x:y", "django_language=\x01", "sessionid=; sessionid=x", "messages=[[1]]"),
}


@dataclass
class Request:
    """One request, as Django's test client takes it."""

    method: str
    path: str
    how: dict = field(default_factory=dict)
    data: object = None

    @property
    def whole(self) -> str:
        """Everything that was sent."""
        return f"{self.path} {self.data} {self.how}"

    def __str__(self) -> str:
        """What to look at when it went wrong."""
        return f"{self.method.upper()} {self.path[:300]!r} {str(self.data)[:600]!r} {str(self.how)[:400]!r}"


class Noise:
    """Random requests; the same seed gives the same ones."""

    def __init__(self, seed: int, town) -> None:
        self.dice = random.Random(seed)
        self.town = town
        self.routes = sorted(set(routes()))
        self.known = [*town.tickets.values(), *town.canaries, town.asker, "agent-lin", "u-housing", "9901"]

    def request(self) -> Request:
        """The next one."""
        method = self.dice.choice(METHODS)
        path = self._path()
        how = {"headers": self._headers()} if self.dice.random() < 0.4 else {}
        if method in ("get", "head"):
            return Request(method, path, how, self._fields() if self.dice.random() < 0.6 else None)
        if self.dice.random() < 0.75 and method == "post":
            return Request(method, path, how, self._fields(with_files=True))
        return Request(method, path, how | {"content_type": self.dice.choice(TYPES)}, self._bytes())

    def fill_in(self, request: Request, page) -> None:
        """The page's own form with most of it as one would fill it in, so that the request gets past the form."""
        forms = [] if page.streaming else FORM.findall(page.content.decode("utf-8", "replace"))
        if not forms or request.data is None or "content_type" in request.how:
            return
        request.data = {
            name: self._answer(kind, value, choices)
            for name, (kind, value, choices) in fields_of(forms[-1]).items()
            if self.dice.random() < 0.95
        }

    def _answer(self, kind: str, value: str, choices: list[str]) -> object:
        if self.dice.random() < 0.2:
            return self._value()
        if kind == "select":
            return self.dice.sample(choices, min(len(choices), self.dice.choice((1, 1, 1, 2))))
        return value or KINDS.get(kind) or self.dice.choice(("请尽快处理。", self._value()))

    def _path(self) -> str:
        if self.dice.random() < 0.03:
            return "/" + quote(self._value())
        route = self.dice.choice(self.routes)
        while hole := HOLE.search(route):
            route = route.replace(hole[0], quote(self._hole(hole[0]), safe=""), 1)
        tail = f"?{quote(self.dice.choice(NAMES))}={quote(self._value(), safe='%')}" if self.dice.random() < 0.3 else ""
        return f"/{route}{tail}"

    def _hole(self, hole: str) -> str:
        if "command" in hole or self.dice.random() < 0.1:
            return self.dice.choice(STEPS)
        if "int:" in hole:
            return str(self.dice.choice((0, 1, 2, 3, 2**31, 2**63, 10**30)))
        if "uuid:" in hole:
            return self.dice.choice(self.town.uuids)
        if "str:" in hole or "path:" in hole:
            return self.dice.choice(self.known) if self.dice.random() < 0.8 else (self._value() or "x")
        return self.dice.choice(self.known)

    def _fields(self, *, with_files: bool = False) -> dict:
        found = {self.dice.choice(NAMES): self._value() for _ in range(self.dice.randrange(8))}
        found["version"] = self.dice.choice((self.town.version, 1, 2, self._value()))
        if self.dice.random() < 0.2:
            found[self._value() or "x"] = self._value()
        if with_files and self.dice.random() < 0.25:
            name, said = self._value()[:80] or "x", self._value()[:80]
            found[self.dice.choice(NAMES)] = SimpleUploadedFile(name.replace("\x00", "") or "x", self._bytes(), said)
        if self.dice.random() < 0.15:
            found[self.dice.choice(NAMES)] = [self._value() for _ in range(5)]
        return found

    def _value(self) -> str:
        luck = self.dice.random()
        if luck < 0.45:
            return self.dice.choice(HOSTILE)
        if luck < 0.85:
            return self.dice.choice(self.known)
        return "".join(
            chr(self.dice.choice((self.dice.randrange(1, 128), self.dice.randrange(0x4E00, 0x9FFF)))) for _ in range(9)
        )

    def _bytes(self) -> bytes:
        return self.dice.choice(
            (
                b"",
                b"{",
                b'{"version": 1e400}',
                b"\xff\xfe\x00",
                b"%PDF-1.7\n" + b"\x00" * 99,
                b"a=1&a=2&%zz=%",
                b"--x\r\n\r\n--x--",
            )
        )

    def _headers(self) -> dict[str, str]:
        names = self.dice.sample(sorted(HEADERS), self.dice.randrange(1, 4))
        return {name: self.dice.choice(HEADERS[name]) for name in names}
