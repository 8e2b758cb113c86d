"""Every page a reader can reach: from the URL conf and from the links of the pages themselves."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, URLPattern, get_resolver, resolve

from tests.browser.person import Person

LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
ACTION = re.compile(r'<form [^>]*?action="(/[^"?]*)')

Key = tuple[str, ...]


def every_route(patterns: Iterable[object] | None = None, before: str = "") -> Iterator[str]:
    """Every address of the site as its pattern says it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from every_route(pattern.url_patterns, route)


def fixed() -> list[str]:
    """The addresses that name no ticket and no person."""
    return [f"/{route}" for route in every_route() if "<" not in route]


def key(path: str) -> Key | None:
    """One page of its kind: the route, of a ticket its number, of a step its command and the way it is taken."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    whose = match.kwargs.get("command") or match.kwargs.get("number", "")
    return (str(match.route), str(whose), *parse_qs(parts.query).get("way", ()))


class Crawl:
    """What was found: one address for each kind of page, and the routes that forms lead to."""

    def __init__(self) -> None:
        self.found: dict[Key, str] = {}
        self.sent_to: set[str] = set()
        self.without_a_page: set[str] = set()

    def go(self, person: Person, start: Iterable[str]) -> Iterator[str]:
        """Read every page within this person's reach; yields those nobody has found before."""
        waiting, seen = list(start), set()
        while waiting:
            path = waiting.pop()
            this = key(path)
            if this is None or this in seen:
                continue
            seen.add(this)
            status, text = self.read(person, path)
            waiting += [unescape(link) for link in LINK.findall(text)]
            self.sent_to |= {found[0] for action in ACTION.findall(text) if (found := key(action))}
            if status == 200 and text and this not in self.found:
                self.found[this] = path
                yield path

    def read(self, person: Person, path: str) -> tuple[int, str]:
        """Status and text of a page; no text of what is not a page or leads elsewhere."""
        answer = person.context.request.get(person.hotline.address + path, max_redirects=0, timeout=120_000)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        assert answer.status < 500, (person.name, path)
        if answer.status == 405 or (not is_page and answer.status in (200, 401)):
            self.without_a_page.add(resolve(urlsplit(path).path).route)
        return answer.status, answer.text() if is_page else ""
