"""How a neighbourhood's days begin: what is born, who asks, what a manager decides."""

from weisu.simulate.agenda import Story
from weisu.simulate.almanac import Day
from weisu.simulate.city import City
from weisu.simulate.life import malice, proactive
from weisu.simulate.life.door import Wish, enquire, speak, voices
from weisu.simulate.life.neighbourhood import Neighbourhood, Plot
from weisu.simulate.life.proactive import Manager
from weisu.simulate.life.work import lead
from weisu.simulate.people import Person
from weisu.simulate.port import Case
from weisu.simulate.problems import Problem
from weisu.simulate.streams import key_below

WORKDAY_AND_OFF = (5, 2)


def settled(city: City, number: int) -> Neighbourhood:
    """A neighbourhood ready to live from the first day on."""
    here = Neighbourhood(city, number, Plot(lead, _speak))
    here.begin(days(here), city.almanac.start_us)
    return here


def days(here: Neighbourhood) -> Story:
    """One day after another."""
    manager = Manager(here)
    here.truth.manager = manager
    malice.persistent(here)
    for day in here.almanac.days:
        yield day.start_us
        if day.date.day == 1:
            manager.look(day.number)
        for problem in here.births.of(day):
            _born(here, manager, problem)
        here.begin(enquiries(here, day))
        here.begin(malice.doorstep(here, day))
        proactive.padding(here, day)


def _born(here: Neighbourhood, manager: Manager, problem: Problem) -> None:
    here.truth.born(problem)
    if manager.doubles(problem):
        twin = Problem(problem.key ^ 1, problem.matter, problem.community, problem.born_us, here.settings.demand, 0)
        here.truth.born(twin)
        here.begin(voices(here, twin), twin.born_us)
    if not manager.spared(problem):
        here.begin(voices(here, problem), problem.born_us)


def _speak(here: Neighbourhood, problem: Problem, person: Person, earlier: Case | None) -> None:
    speak(here, problem, person, earlier)


def expected_enquiries(here: Neighbourhood, day: Day) -> float:
    """The mean number of enquiries of a day."""
    demand = here.settings.demand
    weekly = WORKDAY_AND_OFF[0] + WORKDAY_AND_OFF[1] * demand.weekend
    level = (1.0 if day.works else demand.weekend) * sum(WORKDAY_AND_OFF) / weekly
    return here.residents / 1000 * demand.enquiries / 365.25 * level


def enquiries(here: Neighbourhood, day: Day) -> Story:
    """The day's enquiries, in the order in which they come."""
    draw = here.draw(here.key("enquiries", day.number), "count")
    count = draw.poisson(expected_enquiries(here, day))
    here.truth.enquired(day, count)
    matters, sums = here.city.asked_about
    moments = []
    today = here.key("enquiry", day.number)
    for number in range(count):
        key = key_below(today, number)
        own = here.draw(key, "who")
        moments.append((here.awake(day.start_us, own), number, key))
    for at_us, _, key in sorted(moments):
        yield at_us
        own = here.draw(key, "what")
        matter = own.pick(matters, sums)
        community, person = own.index(len(here.region.communities)), here.person(own.index(here.residents))
        here.begin(enquire(here, Wish(key, "enquiry", matter, community, person)))
