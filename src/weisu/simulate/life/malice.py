"""Requests that ask too much, mean harm, or only look like it; nobody in the city can read which is which."""

from collections.abc import Sequence

from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY, Day
from weisu.simulate.life.door import Wish, ask, speak
from weisu.simulate.life.neighbourhood import Neighbourhood, later
from weisu.simulate.problems import Problem
from weisu.simulate.scenario import Matter

MONTH_DAYS = 30.4
CLAIMS = ("market.consumer.quality", "market.food", "market.advert", "market.price")
STUBBORN = 2.5
"""Logits by which the problem of somebody who calls again and again is harder than most."""


def doorstep(here: Neighbourhood, day: Day) -> Story:
    """The day's requests that are unreasonable, or belong to courts or to 110."""
    malice, rate = here.settings.malice, sum(here.births.rates.values()) * 1.3
    for nature in ("unreasonable", "statutory", "emergency"):
        share = malice.emergencies if nature == "emergency" else getattr(malice, nature)
        draw = here.draw(here.key("doorstep", nature, day.number), "count")
        for number in range(draw.poisson(rate * share)):
            key = here.key("doorstep", nature, day.number, number)
            own = here.draw(key, "who")
            wish = _wish(here, key, nature, own.choice(here.births.matters))
            here.begin(ask(here, wish), here.awake(day.start_us, own))
    return
    yield


def persistent(here: Neighbourhood) -> None:
    """Whoever will call again and again in this neighbourhood, with reason or without."""
    malice, heads = here.settings.malice, here.residents / 100_000
    years = len(here.almanac.days) / 365.25
    for nature, mean in (
        ("malicious", malice.callers), ("claimant", malice.claimants), ("look_alike", malice.look_alikes),
    ):  # fmt: skip
        count = here.draw(here.key("persistent", nature), "count").poisson(mean * heads * years)
        for number in range(count):
            here.begin(caller(here, nature, number), here.almanac.start_us)


def caller(here: Neighbourhood, nature: str, number: int) -> Story:
    """One of them over their months."""
    key = here.key("persistent", nature, number)
    draw = here.draw(key, "calls")
    span = here.almanac.end_us - here.almanac.start_us
    begin_us = here.almanac.start_us + int(draw.uniform() * span)
    until_us = begin_us + int(draw.between(0.5, 4.0) * MONTH_DAYS * DAY)
    calls = here.settings.malice.calls.draw(here.draw(key, "how many"))
    matters = _matters(here, nature)
    yield here.awake(begin_us, draw)
    wish = _wish(here, key, nature, draw.choice(matters))
    problem = _stubborn(here, key, wish) if nature == "look_alike" else None
    turn = 0
    while here.now_us < until_us:
        turn += 1
        if problem is not None:
            speak(here, problem, wish.person)
        else:
            again = _wish(here, key ^ turn, nature, draw.choice(matters))
            here.begin(ask(here, Wish(again.key, nature, again.matter, again.community, wish.person)))
        yield here.awake(later(here.now_us, draw.exponential(MONTH_DAYS / max(calls, 0.2))), draw)


def _matters(here: Neighbourhood, nature: str) -> Sequence[Matter]:
    if nature != "claimant":
        return here.births.matters
    claims = [m for m in here.births.matters if m.category.startswith(CLAIMS)]
    return claims or here.births.matters


def _wish(here: Neighbourhood, key: int, nature: str, matter: Matter) -> Wish:
    draw = here.draw(key, "wish")
    community = draw.index(len(here.region.communities))
    return Wish(key, nature, matter, community, here.person(draw.index(here.residents)))


def _stubborn(here: Neighbourhood, key: int, wish: Wish) -> Problem:
    """A real problem, and a hard one: this person has every right to call."""
    problem = Problem(key, wish.matter, wish.community, here.now_us, here.settings.demand, 0)
    problem.difficulty += STUBBORN
    problem.gone_us = here.almanac.end_us * 2
    here.truth.born(problem)
    return problem
