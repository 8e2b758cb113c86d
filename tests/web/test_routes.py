"""Who may open which address: every route × every reader, approved in tests/golden/routes.txt."""

from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.tickets.cast import ADMIN, HOTLINE, HOUSING, LIN, MONDAY, ZHOU, later
from tests.web.conftest import EVERYBODY
from weisu.domain.commands import COMMANDS
from weisu.domain.vocabulary import Role
from weisu.intake import services as intake
from weisu.tickets import services


def told_by_somebody():
    """A ticket of a known person, at the housing bureau."""
    details = {"name": "王秀英", "telephone": "13800138000"}
    asked = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone"}
    ticket = intake.receive(details, **asked, request="漏水", by=LIN, now=MONDAY).ticket
    services.triage(ticket.number, outcome="accept", by=LIN, now=MONDAY)
    return services.dispatch(ticket.number, lead=HOUSING, basis="职责清单", by=ZHOU, now=later(minutes=10))


def every_route(patterns, before=""):
    """Every address of the site as its pattern says it."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from every_route(pattern.url_patterns, route)


def address(route, number):
    """A route with a real ticket in it."""
    for hole, value in (
        ("<str:number>", number),
        ("<slug:command>", "send-back"),
        ("<uuid:text_id>", str(UUID(int=1))),
        ("<str:unit>", HOUSING),
    ):
        route = route.replace(hole, value)
    return f"/{route}"


def signed_in(name):
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=name))
    return client


@pytest.fixture
def readers(city):
    """The cast, a vendor's agent, somebody who has left the unit that handles it, and a stranger."""
    from weisu.org import services as org

    for name, role, unit, is_vendor in (
        ("vendor-gu", Role.AGENT, HOTLINE, True),
        ("former-liu", Role.UNIT_STAFF, HOUSING, False),
    ):
        user = get_user_model().objects.create(username=name)
        org.create_staff(name, display_name=name, user_id=user.pk, is_vendor=is_vendor, by=ADMIN, now=MONDAY)
        org.appoint(name, role=role, unit=unit, since=MONDAY, by=ADMIN, now=MONDAY)
    org.leave("former-liu", by=ADMIN, now=later(minutes=30))
    names = [*(principal.id for principal in EVERYBODY), "vendor-gu", "former-liu"]
    return {name: signed_in(name) for name in names} | {"stranger": Client(HTTP_HOST="localhost")}


def verdict(response):
    """What the reader gets."""
    if response.status_code in (301, 302):
        return "sign-in" if "/sign-in/" in response.url else "sent on"
    words = {200: "allowed", 401: "no key", 403: "refused", 404: "hidden", 405: "not so", 409: "not now"}
    return words.get(response.status_code, f"BROKEN {response.status_code}")


def by_verdict(readers, path, number):
    """One line for each verdict, with those who get it."""
    found = {}
    for name, client in readers.items():
        found.setdefault(verdict(client.get(path)), []).append(name)
    shown = path.replace(number, "NUMBER")
    return "".join(f"{shown:<44} {what:<8} {' '.join(names)}\n" for what, names in sorted(found.items()))


def test_every_route_opens_for_whom_it_was_approved(readers, golden):
    number = told_by_somebody().number
    routes = sorted(set(every_route(get_resolver().url_patterns)))

    paths = [address(route, number) for route in routes]
    paths += [f"/tickets/{number}/{name.replace('_', '-')}/" for name in sorted(COMMANDS)]
    table = "".join(by_verdict(readers, path, number) for path in dict.fromkeys(paths))

    assert [line for line in table.splitlines() if "BROKEN" in line] == []
    golden("routes.txt", table)
