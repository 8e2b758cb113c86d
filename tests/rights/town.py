"""The town of the tables: Demo City with everybody at their desks and one ticket at each stage of life.

Every ticket is about the water company (回避), whose own people hold the widest posts of all.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth import get_user_model

from tests.rights.people import STAFF
from tests.tickets import stories
from tests.tickets.cast import ADMIN, HOUSING, LIN, MONDAY, WATER, ZHOU, later
from tests.tickets.city import build_city
from weisu.accounts import services as accounts
from weisu.domain.context import Principal
from weisu.domain.vocabulary import Role
from weisu.intake import services as intake
from weisu.jobs import following
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.policies import queries as policy_queries
from weisu.tickets import queries, services
from weisu.tickets.files import Attachment
from weisu.vault import keys
from weisu.vault.models import Text

LEAVING = later(minutes=45)
"""When the former employee's post ended: after the ticket had come to their unit."""

EVENING = later(hours=20)
"""When everybody asks."""

ABOUT = (WATER,)
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x07" * 40
WANG = {"name": "王秀英", "telephone": "13800138000"}


class Canary(NamedTuple):
    """A ticket whose words and whose requester are looked for in every answer."""

    word: str
    name: str
    telephone: str


CANARIES = (
    Canary("画眉鸟甲", "欧阳春晓", "13911112221"),
    Canary("画眉鸟乙", "司徒秋月", "13911112222"),
    Canary("画眉鸟丙", "上官冬雪", "13911112223"),
)
"""About the water company; at the water company; quarantined."""


@dataclass
class Town:
    """What the tables refer to: tickets by the story that made them, one asked by somebody known, a machine's key."""

    tickets: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    known: str = ""
    file: str = ""
    version: int = 0
    asker: str = ""
    secret: str = ""
    key: str = ""
    canaries: dict[str, Canary] = field(default_factory=dict)
    uuids: list[str] = field(default_factory=list)

    @property
    def registered(self) -> str:
        """The ticket nobody has looked at yet."""
        return self.tickets[stories.registered.__name__]

    def number(self, story) -> str:
        """The ticket at this point of its life."""
        return self.tickets[story.__name__]


def build(town: Town, stories_told) -> None:
    """Everything of the town, into the database at hand."""
    build_city()
    _take_seats()
    _tell(town)
    for story in stories_told:
        ticket = story(about=ABOUT, requester=town.asker)
        town.tickets[story.__name__], town.versions[story.__name__] = ticket.number, ticket.version
    _plant(town)
    org.leave("former-liu", by=ADMIN, now=LEAVING)
    town.key = accounts.create_key(
        ZHOU.id, role=Role.DISPATCHER, label="partner", expires_at=later(days=300), by=ADMIN, now=MONDAY
    )


def forget() -> None:
    """What this process remembers of another database."""
    org_queries.forget()
    policy_queries.forget()
    keys.forget()


def principal(staff_id: str) -> Principal:
    """Somebody in the posts they hold in the evening."""
    return org_queries.principal(staff_id, EVENING)


def _take_seats() -> None:
    for one in STAFF:
        user = get_user_model().objects.create(username=one.id)
        org.create_staff(one.id, display_name=one.id, user_id=user.pk, is_vendor=one.is_vendor, by=ADMIN, now=MONDAY)
        for role in one.roles:
            org.appoint(one.id, role=role, unit=one.unit, since=MONDAY, by=ADMIN, now=MONDAY)


def _plant(town: Town) -> None:
    """Three tickets with words and people that are known again wherever they turn up, and who was told of them."""
    for canary, about, lead in zip(CANARIES, (ABOUT, (), ()), (HOUSING, WATER, HOUSING), strict=True):
        details = {"name": canary.name, "telephone": canary.telephone}
        asked = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone"}
        words = {"request": f"请看{canary.word}。", "title": canary.word, "about": about}
        number = intake.receive(details, **asked, **words, by=LIN, now=MONDAY).ticket.number
        services.triage(number, outcome="accept", by=LIN, now=MONDAY)
        services.dispatch(number, lead=lead, basis=f"清单{canary.word}", by=ZHOU, now=later(minutes=10))
        town.canaries[number] = canary
    services.request_quarantine(number, key="administrator", ground="state_secret", by=ADMIN, now=later(hours=1))
    for follow in (following.keep_alarms, following.tell):
        follow(now=later(hours=2), go_on=lambda: True)
    town.uuids = [str(text_id) for text_id in Text.objects.values_list("text_id", flat=True)]


def _tell(town: Town) -> None:
    """A ticket of a known person, at the housing bureau."""
    asked = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone", "about": ABOUT}
    received = intake.receive(WANG, **asked, request=stories.STORY, by=LIN, now=MONDAY)
    town.known, town.asker, town.secret = received.ticket.number, str(received.requester_id), received.secret
    services.triage(town.known, outcome="accept", by=LIN, now=MONDAY)
    shown = (Attachment("漏水.jpg", PICTURE, len(PICTURE)),)
    services.supplement(town.known, words="附照片", evidence=shown, by=LIN, now=later(minutes=5))
    [town.file] = [file.text_id for file in queries.files(LIN, town.known)]
    given = services.dispatch(town.known, lead=HOUSING, basis="职责清单", by=ZHOU, now=later(minutes=10))
    town.version = given.version
