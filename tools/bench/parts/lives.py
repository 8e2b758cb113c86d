"""Realistic lives of tickets, decided in memory: the same seed gives the same events, without any database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from weisu.domain import commands as c
from weisu.domain.commands import Command
from weisu.domain.context import Context, Principal, UnitFacts
from weisu.domain.events import Event, TextRef
from weisu.domain.lifecycle import decide_and_fold
from weisu.domain.policy import Policy, merge, parse
from weisu.domain.state import TicketState
from weisu.domain.vocabulary import ActorKind, Level, Role, UnitKind

NATIONAL = Path(__file__).resolve().parents[3] / "policy" / "national"
START = datetime(2026, 1, 5, 1, tzinfo=UTC)
REGION = "330102"
CATEGORIES = ("housing.property", "environment.noise", "transport.parking", "education.schools", "water.supply")
KINDS = ("complaint", "complaint", "assistance", "inquiry", "suggestion")
CHANNELS = ("telephone", "telephone", "web", "app")
UNITS = {f"U{n:03}": UnitFacts(f"U{n:03}", UnitKind.DEPARTMENT, Level.COUNTY, REGION, "U000") for n in range(40)}

CENTRE = ActorKind.DISPATCHER
AGENT = Principal("agent-1", ActorKind.AGENT, frozenset({Role.AGENT}), "", REGION, Level.COUNTY)
DISPATCHER = Principal("dispatcher-1", CENTRE, frozenset({Role.DISPATCHER}), "", REGION, Level.COUNTY)
TEAM_LEAD = Principal("lead-1", CENTRE, frozenset({Role.TEAM_LEAD}), "", REGION, Level.COUNTY)
INSPECTOR = Principal("inspector-1", ActorKind.OVERSIGHT, frozenset({Role.QUALITY_INSPECTOR}), "", REGION, Level.COUNTY)
OVERSIGHT = Principal("oversight-1", ActorKind.OVERSIGHT, frozenset({Role.OVERSIGHT_OFFICER}), "", REGION, Level.COUNTY)
CLOCK = Principal("worker", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))


def staff(unit: str, number: int = 1) -> Principal:
    """Somebody of a unit."""
    roles = frozenset({Role.UNIT_STAFF, Role.UNIT_LEAD})
    return Principal(f"{unit}-{number}", ActorKind.UNIT_STAFF, roles, unit, REGION, Level.COUNTY)


def national(root: Path = NATIONAL) -> Policy:
    """The pack the repository ships, as it holds when the lives begin."""
    texts = {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.*"))
        if path.suffix in (".toml", ".csv") and "examples" not in path.parts
    }
    return merge([parse(texts)], START.date())


class Life:
    """One ticket while it is lived: each act some hours after the one before."""

    def __init__(self, policy: Policy, rng: Random, *, number: str, start: datetime) -> None:
        self.policy, self.rng, self.now, self.number = policy, rng, start, number
        self.state, self.events = TicketState(str(self.uuid())), list[Event]()
        self.requester = Principal(str(self.uuid()), ActorKind.CITIZEN, frozenset({Role.REQUESTER}))

    def act(self, by: Principal, command: Command, *, hours: float = 4) -> None:
        """One command, decided like any other."""
        self.now += timedelta(seconds=int(self.rng.expovariate(1 / hours) * 3600) + 60)
        events, self.state = decide_and_fold(self.state, command, Context(by, self.now, self.policy, UNITS))
        self.events += events

    def uuid(self) -> UUID:
        """An id from the seeded source."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def words(self) -> TextRef:
        """A reference to words that lie elsewhere."""
        return TextRef(str(self.uuid()), f"{self.rng.getrandbits(256):064x}")

    def unit(self) -> str:
        """Some unit that has no part in this ticket yet."""
        return self.rng.choice([unit for unit in UNITS if self.state.part(unit) is None])


def lives(count: int, policy: Policy, *, seed: int = 12345) -> Iterator[list[Event]]:
    """The events of `count` tickets, ticket by ticket, about twelve each; beginnings are spread over a year."""
    rng = Random(seed)
    for index in range(count):
        start = START + timedelta(minutes=index * 300 * 1440 // count)
        life = Life(policy, rng, number=f"BENCH-{index:06}", start=start)
        live(life)
        # One in eight is still under way.
        yield life.events[: rng.randrange(1, len(life.events) + 1)] if rng.random() < 1 / 8 else life.events


def live(life: Life) -> None:
    """One whole life, or as much of it as its time allows."""
    rng = life.rng
    register(life)
    if rng.random() < 0.12:
        life.act(AGENT, c.Answer(public=life.words(), article="A-17"), hours=0.1)
        life.act(life.requester, c.Rate(grade="satisfied", words=life.words()), hours=1)
        return
    if rng.random() < 0.05:
        told = {"outcome": "explain", "ground": "not-for-government", "law": "law", "told": life.words()}
        life.act(AGENT, c.Triage(**told), hours=0.2)
        return
    life.act(AGENT, c.Triage(outcome="accept"), hours=0.2)
    dispatch(life)
    if rng.random() < 0.12:
        send_back(life)
    handle(life)
    if rng.random() < 0.9:
        after(life)


def register(life: Life) -> None:
    """A call comes in."""
    rng = life.rng
    command = c.Register(
        number=life.number,
        kind=rng.choice(KINDS),
        category=rng.choice(CATEGORIES),
        channel=rng.choice(CHANNELS),
        region=REGION,
        level=Level.COUNTY,
        community=f"C{rng.randrange(60):03}",
        requester=life.requester.id,
        contact=f"{rng.getrandbits(256):064x}",
        request=life.words(),
        title=life.words(),
    )
    life.act(AGENT, command)


def dispatch(life: Life) -> None:
    """To a lead, at times with a supporting unit."""
    lead, other = life.unit(), life.unit()
    supports = (other,) if other != lead and life.rng.random() < 0.15 else ()
    life.act(DISPATCHER, c.Dispatch(lead=lead, supports=supports, basis="catalogue"), hours=0.5)


def send_back(life: Life) -> None:
    """The unit says it is not theirs; half of the time it is right."""
    unit = life.state.lead.unit
    life.act(staff(unit), c.SendBack(ground="not_ours", basis="duty list", reason=life.words()), hours=1)
    if life.rng.random() < 0.5:
        life.act(DISPATCHER, c.RefuseReturn(unit=unit, basis="duty list", reason=life.words()), hours=1)
    else:
        life.act(DISPATCHER, c.UpholdReturn(unit=unit, reason=life.words()), hours=1)
        for part in life.state.assignments:
            if not part.is_lead:
                life.act(DISPATCHER, c.Release(unit=part.unit, reason=life.words()), hours=0.1)
        dispatch(life)


def handle(life: Life) -> None:
    """Every unit acknowledges, works and replies; replies are approved and the ticket is closed."""
    for part in reversed([part for part in life.state.assignments if part.is_open]):
        by = staff(part.unit)
        life.act(by, c.Acknowledge(unit=part.unit), hours=2)
        shown = (life.words(),) if life.rng.random() < 0.9 else ()
        talk = {"means": "call", "outcome": "reached", "notes": life.words(), "evidence": shown}
        life.act(by, c.ContactRequester(unit=part.unit, **talk))
        for _ in range(life.rng.randrange(3)):
            life.act(by, c.NoteProgress(unit=part.unit, words=life.words()), hours=12)
        if life.rng.random() < 0.15:
            life.act(life.requester, c.Chase(words=life.words(), channel="telephone"))
        reply = {"internal": life.words(), "public": life.words(), "evidence": (life.words(),), "claims": "resolved"}
        life.act(by, c.SubmitReply(unit=part.unit, **reply), hours=20)
        life.act(TEAM_LEAD, c.ApproveReply(unit=part.unit), hours=5)
    life.act(DISPATCHER, c.Close(outcome="handled", public=life.words()), hours=1)


def after(life: Life) -> None:
    """Somebody asks whether it helped; at times it did not."""
    life.act(INSPECTOR, c.AttemptFollowUp(mode="call", outcome="reached"), hours=30)
    said = {"contacted": "yes", "solved": "yes", "satisfied": "yes", "notes": life.words()}
    life.act(INSPECTOR, c.CompleteFollowUp(mode="call", outcome="completed", **said), hours=0.1)
    if life.rng.random() < 0.08 and not life.state.reopens:
        life.act(life.requester, c.DenyResolution(witness="requester", words=life.words()), hours=0.1)
        life.act(DISPATCHER, c.Reopen(ground="not_resolved", reason=life.words()), hours=2)
        handle(life)
        after(life)
        return
    life.act(life.requester, c.ConfirmResolution(witness="requester"), hours=0.1)
    life.act(life.requester, c.Rate(grade="satisfied", solicited=True), hours=0.1)
    life.act(CLOCK, c.Archive(), hours=100)
