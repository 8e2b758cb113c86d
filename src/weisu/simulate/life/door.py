"""At the door: somebody speaks, is heard or not, and what they say becomes a ticket, part of one, or a chase."""

from dataclasses import dataclass

from weisu.domain.context import Principal
from weisu.domain.vocabulary import EventType, Role, Unanswered
from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY, HOUR, MINUTE
from weisu.simulate.life.neighbourhood import Neighbourhood, is_open, later
from weisu.simulate.life.requesting import contest, remind, wait
from weisu.simulate.life.tricks import PART
from weisu.simulate.life.work import dispatch
from weisu.simulate.people import Person
from weisu.simulate.port import Case
from weisu.simulate.problems import Problem
from weisu.simulate.scenario import Matter, Region
from weisu.simulate.staff import requester
from weisu.simulate.streams import Stream, key_below, word

MOST = {"calendar": 2.0, "slow": 3.0}
CONTAGIOUS = 3 * DAY
TRY_AGAIN = 0.4
WAITS_DIFFER = 0.8
"""Sigma of the logarithm of the seconds that callers of one city wait."""
REACHES_ABOVE_FIRST = 0.5
MOST_PARTS = 2
NO_WORDS: dict[str, str] = {}


@dataclass(frozen=True)
class Wish:
    """What somebody wants. `nature` is the truth: `problem`, `enquiry`, or a kind of `weisu.simulate.life.malice`."""

    key: int
    nature: str
    matter: Matter
    community: int
    person: Person
    problem: Problem | None = None
    earlier: Case | None = None


def voices(here: Neighbourhood, problem: Problem) -> Story:
    """Everybody who speaks about a problem while it is there: whoever it harms first, then those who notice."""
    people, draw = here.settings.people, Stream(problem.key ^ word("voices"))
    yield from _first(here, problem, draw)
    # Candidates come at the highest rate there can be; each counts by how much the problem bothers people then.
    most = MOST.get(problem.matter.life, 1.0) * (1.0 + people.contagion)
    rate = problem.exposure * people.others * here.factor * most
    while here.now_us < min(problem.gone_us, here.almanac.end_us):
        yield here.awake(later(here.now_us, draw.exponential(1.0 / rate)), draw)
        recent = problem.contacts and here.now_us - problem.last_voice_us < CONTAGIOUS
        weight = problem.weight(here.today(), here.now_us) * (1.0 + people.contagion * bool(recent))
        weight *= 1.0 if here.today().works else here.settings.demand.weekend
        lot, number = draw.uniform(), draw.index(here.residents)
        if lot * most < weight:
            speak(here, problem, here.person(number))


def _first(here: Neighbourhood, problem: Problem, draw: Stream) -> Story:
    """Whoever it harms speaks, or does not."""
    harmed = here.person(draw.index(here.residents))
    lot, patience = draw.uniform(), draw.exponential(1.0)
    if lot < min(1.0, here.settings.people.speaks * harmed.speaks * problem.severity**0.5):
        yield from _on_a_day_for_it(here, here.awake(later(problem.born_us, patience), draw), problem)
        speak(here, problem, harmed)


def _on_a_day_for_it(here: Neighbourhood, at_us: int, problem: Problem) -> Story:
    """Waits until then, and further to a day on which people see to such things: on days off many leave it."""
    draw = Stream(problem.key ^ word("day off"))
    yield at_us
    while (
        not here.today().works and not draw.chance(here.settings.demand.weekend) and here.now_us < here.almanac.end_us
    ):
        yield here.awake(here.today().start_us + DAY, draw)


def speak(here: Neighbourhood, problem: Problem, person: Person, earlier: Case | None = None) -> None:
    """Somebody takes up the telephone about a problem that is still there."""
    if not problem.is_there(here.now_us):
        return
    problem.contacts += 1
    problem.last_voice_us = here.now_us
    key = problem.key ^ word("contact") ^ problem.contacts * 0x9E3779B97F4A7C15 & (1 << 64) - 1
    here.begin(ask(here, Wish(key, "problem", problem.matter, problem.community, person, problem, earlier)))


def ask(here: Neighbourhood, wish: Wish) -> Story:
    """One contact, from the ringing of the telephone to a ticket at work."""
    draw = here.draw(wish.key, "door")
    if wish.person.channel == "phone":
        heard_us = yield from _ring(here, wish)
        if heard_us < 0:
            here.truth.contact(wish, None, heard=False)
            return
    known = wish.problem is not None and is_open(wish.problem) and draw.chance(here.settings.centre.recognises)
    if known and wish.problem.case.person.id == wish.person.id:
        here.truth.contact(wish, wish.problem.case, heard=True)
        remind(here, wish.problem.case)
        return
    first, *onward = hotlines(here, wish)
    case = registered(here, wish, draw, region=first)
    if case is None:
        return
    yield later(here.now_us, draw.lognormal(here.settings.centre.triage_minutes, 0.5) * MINUTE / DAY)
    yield from handed_over(here, case, onward)
    if known and draw.chance(here.settings.centre.merges) and _merged(here, case, wish.problem.case):
        return
    if accepted(here, wish, case, draw):
        if known or wish.earlier is not None:
            other = wish.problem.case if known else wish.earlier
            agent = here.hub(Role.AGENT, draw)
            here.give(case, "link", agent, other=other.number, relation="repeat_of")
        else:
            split(here, wish, case)
        here.begin(dispatch(here, case))
        here.begin(wait(here, case))


def _ring(here: Neighbourhood, wish: Wish) -> Story:
    """Returns when somebody answered; -1 when nobody ever did."""
    draw, waits, demand = here.draw(wish.key, "ring"), here.draw(wish.key, "wait"), here.settings.demand
    hiding = here.city.games.strength(here.city.scenario.hub, "hiding", here.now_us)
    missed = demand.missed + 0.3 * hiding
    for attempt in range(3):
        call = f"call-{spelled(wish.key)}-{attempt}"
        if not draw.chance(missed):
            _heard(here, call, waits.lognormal(demand.answer_seconds * (1.0 + hiding), WAITS_DIFFER))
            return here.now_us
        agent = here.hub(Role.AGENT, draw)
        facts = {"contact": call, "requester": wish.person.id}
        spoken = {"by": agent, "channel": "phone", "region": here.region.code}
        gave_up = {
            "outcome": Unanswered.HUNG_UP.value,
            "waited_seconds": int(waits.exponential(demand.patience_seconds)),
        }
        here.ledger.contact(EventType.CONTACT_MISSED.value, at_us=here.now_us, **spoken, **facts, **gave_up)
        if draw.chance(demand.called_back):
            yield here.now_us + int(draw.lognormal(0.6, 0.8) * HOUR)
            reached = {**facts, "outcome": "reached"}
            here.ledger.contact(EventType.CONTACT_CALLED_BACK.value, at_us=here.now_us, **spoken, **reached)
            return here.now_us
        if not draw.chance(TRY_AGAIN):
            return -1
        yield here.awake(later(here.now_us, draw.exponential(0.7)), draw)
    return -1


def _heard(here: Neighbourhood, call: str, waited: float) -> None:
    """A person answered: the exchange writes down after how many seconds, and knows neither caller nor matter."""
    by, kind = here.staff.clock, EventType.CONTACT_RECEIVED.value
    where = {"channel": "phone", "region": here.region.code}
    here.ledger.contact(kind, by=by, at_us=here.now_us, **where, contact=call, waited_seconds=int(waited))


LETTERS = str.maketrans("0123456789", "ghijklmnop")


def spelled(key: int) -> str:
    """A key without digits: a long row of them could be somebody's number."""
    return f"{key:016x}".translate(LETTERS)


def registered(here: Neighbourhood, wish: Wish, draw: Stream, *, region: str = "") -> Case | None:
    """A request becomes a ticket of the neighbourhood, or of the region above whose hotline it reached."""
    of = here.city.regions[region] if region else here.region
    by = here.hub(Role.AGENT, draw) if wish.person.channel == "phone" else requester(wish.person)
    case = _written_down(here, wish, by, of)
    here.truth.contact(wish, case, heard=True)
    if case is not None and wish.problem is not None and not is_open(wish.problem):
        wish.problem.case = case
    return case


def _written_down(here: Neighbourhood, wish: Wish, by: Principal, of: Region, *, parent: str = "") -> Case | None:
    case, person, matter = here.open_case(wish.key), wish.person, wish.matter
    place = here.place(wish.community, wish.problem.key if wish.problem is not None else wish.key)
    words = {
        "request": here.spoken(matter, place, person, wish.key),
        "title": here.titled(matter, wish.key),
        "place": f"{place.street}{place.community}{place.estate}",
    }
    fields = {
        "number": case.number,
        "kind": "inquiry" if wish.nature == "enquiry" and matter.kind != "compliment" else matter.kind,
        "category": matter.category,
        "priority": matter.priority,
        "channel": person.channel,
        "region": of.code,
        "level": of.level,
        "community": here.place_of(wish.community),
        "requester": person.id,
        "contact": "telephone",
        "anonymity": person.anonymity,
    }
    more = {"parent": parent} if parent else {}
    if not here.give(case, "register", by, words, **fields, **more):
        return None
    case.person, case.problem, case.matter, case.nature = person, wish.problem, matter, wish.nature
    case.right = here.city.right_unit(matter.category, here.region.code).id
    here.truth.opened(case)
    return case


def split(here: Neighbourhood, wish: Wish, case: Case) -> None:
    """拆单: the unit that will get it has the hotline make several tickets of one problem; nobody else is moved."""
    if wish.problem is None or not here.city.games.plays(case.right, "splitting", case.key, here.now_us):
        return
    draw = here.draw(case.key, "split")
    agent, of = here.hub(Role.AGENT, draw), here.city.regions[case.state.region]
    keys = [key_below(case.key ^ word("part"), number) for number in range(1 + draw.index(MOST_PARTS))]
    wishes = [Wish(key, PART, wish.matter, wish.community, wish.person, wish.problem) for key in keys]
    parts = [part for one in wishes if (part := _written_down(here, one, agent, of, parent=case.number)) is not None]
    words = {"reason": here.say("split_reason", draw)}
    if not here.give(case, "split", agent, words, children=tuple(part.number for part in parts)):
        return
    for one in (case, *parts):
        one.plays.append((case.right, "splitting", here.now_us))
    for part in parts:
        here.begin(_taken(here, part, agent))


def _taken(here: Neighbourhood, part: Case, agent: Principal) -> Story:
    """Nobody wonders whose a part is: it goes where the first one goes."""
    draw = here.draw(part.key, "dispatch 0")
    if not here.give(part, "triage", agent, outcome="accept"):
        return
    yield here.now_us + int(draw.lognormal(here.settings.centre.dispatch_minutes, 0.7) * MINUTE)
    words = {"basis": here.say("dispatch_basis", draw)}
    if here.give(part, "dispatch", here.hub(Role.DISPATCHER, draw), words, lead=part.right):
        yield from here.plot.lead(here, part, part.right)


def hotlines(here: Neighbourhood, wish: Wish) -> list[str]:
    """The regions whose hotlines a request comes to, one after the other; nearly always that of its own place alone.

    The others either reach the hotline of the level above first and are handed down to that of their city, or are
    handed up before they are handed down.
    """
    draw = here.draw(wish.key, "transfer")
    own = here.region.code
    if not draw.chance(here.settings.centre.transfers):
        return [own]
    _root, above, city, *_below = here.city.ancestors(own)
    return [above, city] if draw.chance(REACHES_ABOVE_FIRST) else [own, above, city]


def handed_over(here: Neighbourhood, case: Case, regions: list[str]) -> Story:
    """上转、下转: each hotline looks at the request before it hands it on."""
    draw = here.draw(case.key, "handing over")
    for code in regions:
        words = {"told": here.say("told_transfer", draw)}
        level = here.city.regions[code].level
        here.give(case, "transfer", here.hub(Role.DISPATCHER), words, region=code, level=level, ground="place")
        yield later(here.now_us, draw.lognormal(here.settings.centre.triage_minutes, 0.5) * MINUTE / DAY)


def accepted(here: Neighbourhood, wish: Wish, case: Case, draw: Stream) -> bool:
    """Whether the hotline takes the request up; otherwise the person is told why not, and may contest it."""
    malice, lot = here.settings.malice, draw.uniform()
    refuses = malice.refused_wrongly if wish.nature == "problem" else malice.refused
    if wish.nature in ("statutory", "emergency"):
        refuses = 0.95
    if wish.nature in ("claimant", "look_alike"):
        refuses = malice.refused_wrongly
    agent = here.hub(Role.AGENT, draw)
    if lot >= refuses:
        if draw.chance(here.settings.centre.recategorises):
            words = {"reason": here.say("recategorise", draw)}
            here.give(case, "recategorise", agent, words, category=wish.matter.category)
        return here.give(case, "triage", agent, outcome="accept")
    _refuse(here, wish, case, draw)
    return False


REFUSALS = {
    "statutory": ("statutory", "told_statutory", "litigation", "court"),
    "emergency": ("emergency", "told_emergency", "emergency_line", "110"),
    "malicious": ("police", "told_police", "malicious_calls", "police"),
}


def _refuse(here: Neighbourhood, wish: Wish, case: Case, draw: Stream) -> None:
    explain = ("explain", "told_explain", "no_factual_basis", "")
    outcome, told, ground, to = REFUSALS.get(wish.nature, explain)
    if outcome == "police" and not draw.chance(0.2):
        outcome, told, ground, to = explain
    words = {"law": here.say("law", draw), "told": here.say(told, draw)}
    fields = {"to": to} if to else {}
    by = here.hub(Role.TEAM_LEAD) if outcome == "police" else here.hub(Role.AGENT, draw)
    here.give(case, "triage", by, words, outcome=outcome, ground=ground, **fields)
    here.truth.malice(wish, case, recognised=True)
    if outcome == "explain" and (wish.nature == "problem" or draw.chance(here.settings.people.contests)):
        here.begin(contest(here, wish, case))


def _merged(here: Neighbourhood, case: Case, into: Case) -> bool:
    """并单: this ticket rests, and the other one is told that it is handled for both."""
    agent = here.hub(Role.AGENT)
    if not here.give(case, "merge", agent, into=into.number, ground="same_problem"):
        return False
    here.give(into, "link", agent, other=case.number, relation="absorbed")
    return True


def enquire(here: Neighbourhood, wish: Wish) -> Story:
    """Asked and answered while still on the line."""
    draw = here.draw(wish.key, "door")
    if wish.person.channel == "phone" and (yield from _ring(here, wish)) < 0:
        here.truth.contact(wish, None, heard=False)
        return
    case = registered(here, wish, draw)
    if case is None:
        return
    yield here.now_us + int(draw.lognormal(4.0, 0.5) * MINUTE)
    words = {"public": here.say("public_answer", draw)}
    here.give(case, "answer", here.hub(Role.AGENT, draw), words, article=f"kb-{wish.matter.key}")
    if draw.chance(here.settings.people.rates):
        yield here.now_us + int(draw.exponential(2.0) * HOUR)
        grade = "5" if draw.uniform() < 0.8 else "4"
        here.give(case, "rate", requester(wish.person), grade=grade)
