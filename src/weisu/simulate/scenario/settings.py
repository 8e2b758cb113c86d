"""Every number of a scenario by its table, what it means, and its bounds.

A field typed `float` is drawn once for a city; one typed `Prior` is kept as a law and drawn for each unit, each
person or each planted thing. Rates are shares in 0..1 unless their name says otherwise.
"""

from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from weisu.simulate.scenario.priors import Prior
from weisu.simulate.streams import Chance

ALWAYS = float("inf")


def share(doc: str) -> Any:
    """A number between 0 and 1."""
    return field(metadata={"doc": doc, "least": 0.0, "most": 1.0})


def amount(doc: str, least: float = 0.0, most: float = ALWAYS) -> Any:
    """A number that is not negative, or lies within the bounds given."""
    return field(metadata={"doc": doc, "least": least, "most": most})


def any_number(doc: str) -> Any:
    """A number of either sign."""
    return field(metadata={"doc": doc, "least": -ALWAYS, "most": ALWAYS})


@dataclass(frozen=True)
class Demand:
    """What is asked for, before anybody handles it."""

    enquiries: float = amount("enquiries a year for each 1,000 residents")
    problems: float = amount("problems born a year for each 1,000 residents")
    weekend: float = amount("demand of a day off against a working day")
    dispersion: float = amount("variance of the day's level of each matter and place beyond Poisson; 0 is Poisson")
    difficulty: float = amount("spread of the difficulty of a problem that no form records, in logits")
    shocks: float = amount("accidents a year that give birth to many problems at once")
    missed: float = share("calls nobody answers")
    called_back: float = share("missed calls that are called back")
    answer_seconds: float = amount("median seconds until a call is answered", 0.5)
    patience_seconds: float = amount("mean seconds until a caller whom nobody answers hangs up", 1.0)


@dataclass(frozen=True)
class People:
    """Who speaks, how, and what they do while they wait."""

    speaks: float = share("of those whom a problem of median severity harms, how many speak up")
    others: float = amount("of those who only notice it, how many speak on one day")
    places_differ: float = amount("spread between neighbourhoods of that propensity, as sigma of its logarithm")
    contagion: float = amount("how much more others speak in the three days after a request about the same problem")
    online: float = share("contacts by app, web or message instead of the telephone, by the middle-aged")
    firms: float = share("contacts by firms")
    confidential: float = share("requesters who want their name kept from the units")
    chases: float = amount("chases a week of waiting past the promised day")
    supplements: float = share("requesters who add facts while they wait")
    comes_back: float = share("requesters who come back when the problem is still there")
    rates: float = share("requesters who rate without being asked")
    severe: float = share("weight of the result, against the speed, in whether somebody is satisfied")
    lies: float = share("requesters whose answers or claims are untrue")
    contests: float = share("refused requesters who contest the refusal")


@dataclass(frozen=True)
class Centre:
    """How the hotline itself works."""

    triage_minutes: float = amount("median minutes from a request to its acceptance", 0.5)
    dispatch_minutes: float = amount("median minutes from acceptance to dispatch", 0.5)
    wrong_dispatch: float = share("tickets given first to a unit that is not responsible")
    direct: float = share("tickets dispatched by the agent where the catalogue names the unit")
    recognises: float = share("requests about a known problem that are recognised as such")
    merges: float = share("recognised requests that are merged; the others are linked")
    recategorises: float = share("tickets whose matter is corrected before dispatch")
    ruling_hours: float = amount("median office hours until a return or an extension is ruled on", 0.1)
    believes_returns: float = share("returns without ground that are upheld all the same")
    rejects: float = share("replies without substance that are sent back")
    follow_up_days: float = amount("median days from closing to the first attempt to follow up", 0.1)
    follow_ups: float = share("closed tickets that are followed up")
    reopens: float = share("tickets denied at follow-up that are reopened")
    supervises: float = share("reopened tickets that are put under supervision")
    checks: float = share("closed tickets whose quality is checked")
    reads: float = share("closed tickets whose reply two people of the hotline read by the rubric")
    transfers: float = share("requests that reach the hotline of the level above first, or are handed up")


@dataclass(frozen=True)
class Units:
    """How units work; laws are drawn for each unit."""

    skill: Prior = any_number("logits by which a unit really fixes more than the median unit")
    pace: Prior = amount("working speed against the median unit", 0.05)
    load: Prior = amount("share of the staff's hours that the expected work fills", 0.05, 3.0)
    contact_hours: Prior = amount("median office hours from signing to first contact", 0.05)
    sign_hours: Prior = amount("median office hours from dispatch to signing", 0.02)
    by_due_date: Prior = share("tickets a unit takes up in the order of their limits instead of their arrival")
    auto_close: Prior = share("replies a unit's own system sends when the limit comes, honestly or not")
    double_entry: Prior = share("replies a unit has to type into another system as well")
    evidence: Prior = share("first contacts with which a unit hands in evidence")
    waiting: float = amount("waiting for others, against what is usual for the matter")
    supports: float = share("tickets that need a second unit")
    extends: float = share("work that will be late for which an extension is asked")
    defers: float = share("problems so hard that they are deferred with a plan")
    notes: float = share("tickets on which progress is noted")
    returns_wrong: float = share("wrongly given tickets that are sent back in time")


@dataclass(frozen=True)
class FollowUp:
    """Who can be reached afterwards, and who answers."""

    reached: float = share("requesters reached by one attempt")
    by_satisfaction: float = any_number("logits by which a satisfied requester answers more often; 0 is independent")


@dataclass(frozen=True)
class Speech:
    """How people put what they ask for; docs/reference/speech.md shows what each looks like."""

    heard: float = share("calls written down as they were heard, not as an agent sums them up")
    short: float = share("messages of a sentence or two")
    long: float = share("messages that tell the whole story")
    exact: float = share("messages that say exactly where")
    loose: float = share("messages that hardly say where")
    vague: float = share("messages that name no matter")
    several: float = share("messages that name a second matter")
    angry: float = share("angry messages")
    grateful: float = share("messages with thanks")
    dialect: float = share("people who speak and type in dialect, where the city has one")
    traditional: float = share("people who write traditional characters")
    careless: float = share("people who type without looking again")
    slips: float = share("characters that somebody careless mistypes")
    unpunctuated: float = share("typed messages without a stop")


@dataclass(frozen=True)
class Malice:
    """Unreasonable and malicious requests, and legitimate ones that look like them."""

    unreasonable: float = share("requests without factual basis, against morals, or outside every duty")
    statutory: float = share("requests that belong to courts, arbitration or petition")
    emergencies: float = share("requests that belong to 110, 119, 120 or 122")
    callers: float = amount("malicious callers for each 100,000 residents")
    calls: Prior = amount("calls a month of one of them")
    claimants: float = amount("professional claimants for each 100,000 residents")
    look_alikes: float = amount("persistent callers with an unsolved problem for each 100,000 residents")
    refused: float = share("unreasonable requests that are recognised and refused")
    refused_wrongly: float = share("legitimate requests refused as unreasonable")


@dataclass(frozen=True)
class Planted:
    """Hot spots and topics that nobody in the city knows of before they show."""

    hot_spots: float = amount("hot spots a year for each 100,000 residents")
    strength: Prior = amount("how many times as many problems are born in one", 1.0)
    days: Prior = amount("how long one lasts", 1.0)
    places: Prior = amount("how many communities one covers", 1.0)
    lines: float = share("hot spots shaped like a line or a blot instead of a disc")
    topics: float = amount("new topics a year")
    topic_size: Prior = amount("problems of one topic for each 100,000 residents")


@dataclass(frozen=True)
class Actions:
    """What is done before being asked; placed after a peak, where a manager would."""

    every_months: float = amount("months between two actions of one neighbourhood; 0 is never", 0.0)
    effect: Prior = amount("share of problems that an action prevents; below 0 it makes more", -1.0, 1.0)
    days: Prior = amount("how long an action works", 1.0)
    displaced: float = share("prevented problems that show in a neighbouring community instead")


@dataclass(frozen=True)
class Gaming:
    """How many units play each game; the strength of one who does is drawn from the law of the same table."""

    strength: Prior = share("share of tickets on which a unit plays a game that it plays at all")
    months: Prior = amount("how long a game goes on", 0.1)
    blind_return: float = share("units that send back what is theirs without looking")
    perfunctory_reply: float = share("units that reply in phrases without working")
    false_repair: float = share("units that repair for the inspection only")
    forwarding: float = share("units that hand on and on")
    coached_answer: float = share("units that tell requesters what to answer at follow-up")
    swapped_number: float = share("units that have a requester's number replaced by a friend's")
    pressed_withdrawal: float = share("units that talk requesters into withdrawing")
    exclusion: float = share("units that ask to exclude what went badly")
    extension: float = share("units that ask for an extension as a matter of course")
    deferral: float = share("units that defer what they could do")
    last_minute: float = share("units that reply in the last hours of the limit whatever is done")
    closed_first: float = share("units that report as done what they do afterwards")
    promise: float = share("units that promise or pay to be rated well")
    solicited_rating: float = share("units that have only satisfied requesters asked to rate")
    splitting: float = share("units that have the hotline make several tickets of one request to them, to have more")
    padding: float = share("units that register trifles they found themselves to have more and better tickets")
    hiding: float = share("hotline desks that set themselves busy")


KINDS = tuple(name.name for name in fields(Gaming) if name.name not in ("strength", "months"))
"""Every game, each a dial per unit (`docs/reference/scenarios.md` names the case that documents it)."""


@dataclass(frozen=True)
class Settings:
    """Every table, as one seed drew it."""

    demand: Demand
    people: People
    centre: Centre
    units: Units
    follow_up: FollowUp
    speech: Speech
    malice: Malice
    planted: Planted
    actions: Actions
    gaming: Gaming


TABLES: dict[str, type[Any]] = {
    "demand": Demand,
    "people": People,
    "centre": Centre,
    "units": Units,
    "follow_up": FollowUp,
    "speech": Speech,
    "malice": Malice,
    "planted": Planted,
    "actions": Actions,
    "gaming": Gaming,
}
Table = TypeVar("Table")


def drawn(priors: dict[str, dict[str, Prior]], chance: Chance) -> Settings:
    """One value for each setting of the city; each depends on the seed and its own name alone."""
    return Settings(**{name: _table(kind, name, priors[name], chance) for name, kind in TABLES.items()})


def _table(kind: type[Table], name: str, priors: dict[str, Prior], chance: Chance) -> Table:
    values = {
        one.name: priors[one.name]
        if one.type in (Prior, "Prior")
        else priors[one.name].draw(chance.stream("setting", name, one.name))
        for one in fields(kind)  # type: ignore[arg-type]
    }
    return kind(**values)
