"""Telling the stories: every step is a command given to a service by the person who would give it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from weisu.demo import people
from weisu.demo.people import name_of
from weisu.demo.planning import Life, Moment, later
from weisu.demo.reading import Cast, Names
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Anonymity, Kind, Role
from weisu.domain.worktime import WorkCalendar
from weisu.org import queries as org
from weisu.tickets import services
from weisu.tickets.models import TicketEvent

CENTRE_ROLES = {
    "agent": "p-lin",
    "vendor": "p-gu",
    "team_lead": "p-qian",
    "dispatcher": "p-zhou",
    "oversight_officer": "p-xu",
    "quality_inspector": "p-feng",
    "analyst": "p-wei",
}
UNIT_ROLES = {"clerk": "unit_staff", "chief": "unit_lead"}
UNTIL = ("until", "review_at")


def is_protected(life: Life) -> bool:
    """Whether units may not know who asked (举报、匿名、保密)."""
    return life.matter.kind == Kind.TIPOFF or life.facts["anonymity"] != Anonymity.OPEN


@dataclass
class Teller:
    """Gives the commands of a plan in order, and remembers the number each ticket was given."""

    cast: Cast
    names: Names
    calendar: WorkCalendar
    requesters: list[str]
    since: datetime
    numbers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    earlier: dict[tuple[str, str], str] = field(default_factory=dict)
    known: dict[str, Principal] = field(default_factory=dict)

    def tell(self, moments: list[Moment]) -> Iterator[int]:
        """Every moment in order; yields how many were told."""
        for told, moment in enumerate(moments, 1):
            self.act(moment)
            yield told

    def act(self, moment: Moment) -> None:
        """One command."""
        life, step = moment.life, moment.step
        by = self.actor(moment)
        fields = {name: self.value(name, value, moment) for name, value in step.fields.items()}
        if step.do == "register":
            self.register(life, fields, by=by, now=moment.at)
            return
        if step.do == "contact_requester" and is_protected(life):
            self.relay(life, str(fields["outcome"]), by=by, now=moment.at)
            return
        give = getattr(services, step.do)
        give(self.numbers[life.key], **fields, **self.others(life, step.do), by=by, now=moment.at)

    def relay(self, life: Life, outcome: str, *, by: Principal, now: datetime) -> None:
        """A unit may not call a protected requester: it asks the hotline, which does."""
        number, words = self.numbers[life.key], life.matter.title
        services.ask_relay(number, unit=by.unit_id, words=words, by=by, now=now)
        agent = self.person(CENTRE_ROLES["agent"])
        services.answer_relay(number, unit=by.unit_id, outcome=outcome, words=words, by=agent, now=now)

    def register(self, life: Life, fields: Mapping[str, Any], *, by: Principal, now: datetime) -> None:
        """A request becomes a ticket; what a unit found itself has no requester."""
        matter = life.matter
        proactive = fields.get("origin") == "proactive"
        requester = "" if proactive else self.requesters[life.person]
        given = {
            "kind": matter.kind,
            "category": matter.category,
            "channel": life.facts["channel"],
            "region": matter.region,
            "level": "township",
            "community": matter.community,
            "place": matter.place,
            "requester": requester,
            "contact": f"contact-{life.key}" if requester else "",
            "anonymity": life.facts["anonymity"],
            "request": self.words(matter.request, life),
            "title": matter.title,
        }
        ticket = services.register(**{**given, **fields}, by=by, now=now, key=f"demo {life.key}")
        self.numbers[life.key], self.ids[life.key] = ticket.number, ticket.id
        self.earlier.setdefault((matter.title, life.story.id), ticket.number)

    def actor(self, moment: Moment) -> Principal:
        """Who does it: somebody of the centre, of a unit, or the requester."""
        life, step = moment.life, moment.step
        if step.by == "requester":
            return Principal(self.requesters[life.person], ActorKind.CITIZEN, frozenset({Role.REQUESTER}))
        if step.by in CENTRE_ROLES:
            return self.person(CENTRE_ROLES[step.by])
        unit = str(life.facts[step.of]).removeprefix("u-")
        return self.person(f"p-{unit}-{UNIT_ROLES[step.by]}")

    def person(self, staff_id: str) -> Principal:
        """A member of the cast in the post they hold."""
        if staff_id not in self.known:
            self.known[staff_id] = org.principal(staff_id, self.since)
        return self.known[staff_id]

    def value(self, name: str, value: Any, moment: Moment) -> Any:
        """A field as the service takes it: `$` names a fact, `+` an instant, anything else stands as it is."""
        if not isinstance(value, str):
            return value
        if name in UNTIL:
            return later(moment.at, value.removeprefix("+"), self.calendar)
        if value == "$first_event":
            return str(self.first_event(moment.life))
        if value.startswith("$"):
            return moment.life.facts[value[1:]]
        return self.words(value, moment.life) if "{" in value else value

    def others(self, life: Life, command: str) -> dict[str, Any]:
        """What a command about two tickets needs besides its fields."""
        match command:
            case "merge":
                return {"into": self.other(life)}
            case "link":
                return {"other": self.other(life)}
            case "split":
                return {"parts": [{"request": self.words(life.matter.request, life), "title": life.matter.title}]}
        return {}

    def other(self, life: Life) -> str:
        """A ticket about the same matter that was handled in the usual way."""
        titles = [life.matter.title, *(title for title, _ in self.earlier)]
        usual = ("handling", "handling-long", "done")
        return next(self.earlier[t, s] for t in titles for s in usual if (t, s) in self.earlier)

    def first_event(self, life: Life) -> UUID:
        """The event that a correction names."""
        events = TicketEvent.objects.filter(ticket_id=self.ids[life.key], version=1)
        return events.values_list("event_id", flat=True).get()

    def words(self, text: str, life: Life) -> str:
        """The text with an invented person in it: what the vault must mask."""
        number = life.person
        return text.format(
            name=name_of(number, self.names),
            name2=name_of(number + 5, self.names),
            surname=self.names.surnames[number % len(self.names.surnames)],
            phone=people.phone(number),
            phone2=people.phone(number + 500),
            id_card=people.id_card(number),
            door=people.door(number),
        )
