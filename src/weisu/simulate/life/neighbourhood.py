"""One neighbourhood: its people, its teams, its problems, and the agenda of everything that happens there."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError
from weisu.domain.numbers import number_of
from weisu.domain.policy import Policy
from weisu.domain.state import TicketState
from weisu.domain.vocabulary import Role, Status
from weisu.simulate.agenda import Agenda, Story
from weisu.simulate.almanac import DAY, Day, local_day, time_of_day
from weisu.simulate.city import City
from weisu.simulate.ledger import Ledger
from weisu.simulate.people import Person, uuid_text
from weisu.simulate.port import Case, Told
from weisu.simulate.problems import Births, Problem
from weisu.simulate.scenario import Matter
from weisu.simulate.speech import Place, compose, named, styled, titled
from weisu.simulate.streams import Stream, key_below, key_of, word
from weisu.simulate.truth import Truth
from weisu.simulate.units import Team

NUMBERS_A_DAY = 1_000_000
REPEATS = 2.3
"""Requests a problem brings on average; only sizes the teams."""

AT_WORK = frozenset(
    {Status.DISPATCHED, Status.ACKNOWLEDGED, Status.HANDLING, Status.RETURN_REVIEW, Status.DEFERRED, Status.REPLIED}
)


class Plot(NamedTuple):
    """How stories begin each other without knowing each other."""

    lead: Callable[["Neighbourhood", Case, str], Story]
    speak: Callable[["Neighbourhood", Problem, Person, Case | None], None]


class Neighbourhood:
    """Lives through its days by giving commands to its own port; knows nothing of other neighbourhoods."""

    def __init__(self, city: City, number: int, plot: Plot) -> None:
        self.city = city
        self.plot = plot
        self.settings = city.settings
        self.region = city.neighbourhoods[number]
        self.number = number
        self.staff = city.staff
        self.almanac = city.almanac
        self.ledger = Ledger(city.rules, city.facts, seed=city.seed, keeps_acts=city.order.acts)
        self.agenda = Agenda()
        self.truth = Truth(self)
        self.refusals: Counter[str] = Counter()
        self.factor = city.place_factor(self.region.code)
        self.residents = max(1, round(self.region.residents))
        self.births = Births(
            city.seed, self.region.code, len(self.region.communities), self.region.residents, city.scenario.matters,
            self.settings.demand, self.almanac, city.plants, sum(len(n.communities) for n in city.neighbourhoods),
        )  # fmt: skip
        self._keys: dict[str, int] = {}
        self._teams: dict[str, Team] = {}
        self._date, self._midnight_us, self._numbered = date.min, 0, 0

    @cached_property
    def _duties(self) -> Mapping[str, list[Matter]]:
        """What goes wrong here, by the unit whose duty it is."""
        found: dict[str, list[Matter]] = {}
        for matter in self.births.matters:
            found.setdefault(self.city.right_unit(matter.category, self.region.code).id, []).append(matter)
        return found

    @cached_property
    def padders(self) -> Mapping[str, list[Matter]]:
        """Units that ever register trifles to look busy, and what they find some of here."""
        cheats = {game.unit for game in self.city.games.all if game.kind == "padding"}
        return {unit: matters for unit, matters in self._duties.items() if unit in cheats} if cheats else {}

    @property
    def now_us(self) -> int:
        """The instant of the story that is being told."""
        return self.agenda.now_us

    def begin(self, story: Story, at_us: int = 0) -> None:
        """Let another story start, now or later."""
        self.agenda.begin(at_us, story)

    def today(self) -> Day:
        """The day."""
        return self.almanac.day_of(self.now_us)

    def policy(self, state: TicketState) -> Policy:
        """The rules a ticket stands under now."""
        return self.city.rules.at(state.region or self.region.code, self.now_us)

    def draw(self, key: int, purpose: str) -> Stream:
        """The numbers that decide `purpose` about whoever has this key."""
        return Stream(key ^ word(purpose))

    def key(self, purpose: str, *entity: int | str) -> int:
        """The key of something of this neighbourhood."""
        own = self._keys.get(purpose)
        if own is None:
            own = self._keys[purpose] = key_of(self.city.seed, purpose, self.region.code)
        return key_below(own, *entity)

    def say(self, key: str, draw: Stream, **given: str) -> str:
        """One of the scenario's usual sentences."""
        return draw.choice(self.city.scenario.words[key]).format(**given)

    def awake(self, at_us: int, draw: Stream) -> int:
        """An hour at which people speak, of the same day or, when it has passed by then, of the next."""
        moment = self.almanac.day_of(at_us).start_us + time_of_day(draw)
        return moment if moment >= at_us else max(at_us, moment + DAY)

    def person(self, number: int) -> Person:
        """Who lives at this number; made anew whenever somebody asks, for nobody is asked about often."""
        return Person(self.key("person", number), number, self.settings.people, self.factor)

    def team(self, unit: str) -> Team:
        """The people of a unit who serve this neighbourhood."""
        found = self._teams.get(unit)
        if found is None:
            mine = self._duties.get(unit, ())
            hours = sum(365.25 * REPEATS * self.births.rates[m.key] * m.work_hours for m in mine)
            found = Team(self.city.units[unit], self.city.traits[unit], work_hours_a_year=hours)
            self._teams[unit] = found
        return found

    def open_case(self, key: int) -> Case:
        """A ticket that is about to be registered."""
        if self.now_us >= self._midnight_us:
            self._date, self._midnight_us = local_day(self.now_us, self.almanac.calendar)
            self._numbered = 0
        self._numbered += 1
        day, place = self._date, self.number * (NUMBERS_A_DAY // len(self.city.neighbourhoods)) + self._numbered
        return Case(key, uuid_text(key ^ word("ticket")), number_of(day, place))

    def give(self, case: Case, command: str, by: Principal, words: Told | None = None, **fields: Any) -> bool:
        """Give a command to a ticket now; False when the rules refuse it, and then nothing happened."""
        try:
            self.ledger.execute(case, command, by=by, at_us=self.now_us, words=words or {}, **fields)
        except DomainError as refusal:
            self.refusals[f"{command}: {refusal}"] += 1
            return False
        return True

    def archive(self, case: Case) -> None:
        """归档. Problems outlive their tickets by years; what no decision will look at again is not kept for them."""
        if not self.give(case, "archive", self.staff.clock):
            return
        case.state = case.state._replace(clocks=())
        if case.problem is not None and case.problem.case is case:
            case.problem.case = None

    def is_at_work(self, case: Case, unit: str = "") -> bool:
        """Whether a unit (any, without one) still has something to do on the ticket."""
        if case.state.status not in AT_WORK:
            return False
        part = case.state.part(unit) if unit else case.state.lead
        return part is not None and part.is_open

    def hub(self, role: Role, draw: Stream | None = None) -> Principal:
        """Somebody of the hotline."""
        return self.staff.of_hub(role, draw)

    def plays(self, unit: str, kind: str, case: Case) -> bool:
        """Whether a unit plays this game on this ticket now; what it plays is truth."""
        if not self.city.games.plays(unit, kind, case.key, self.now_us):
            return False
        case.plays.append((unit, kind, self.now_us))
        return True

    def place_of(self, problem_community: int) -> str:
        """The name of a community."""
        return self.region.communities[problem_community]

    def place(self, community: int, key: int) -> Place:
        """Where something is, as people call it; everybody who speaks of the same thing means the same place."""
        return named(self.draw(key, "place"), self.region.name, self.place_of(community), grammar=self.city.grammar)

    def spoken(self, matter: Matter, place: Place, person: Person, key: int) -> str:
        """What somebody says about a matter."""
        its, own = self.draw(key, "style"), self.draw(self.key("speech", person.number), "person")
        style = styled(its, own, self.settings.speech, channel=person.channel, dialect=self.city.scenario.dialect)
        return compose(self.draw(key, "words"), matter.key, place, style, grammar=self.city.grammar)

    def titled(self, matter: Matter, key: int) -> str:
        """The title an agent gives it."""
        return titled(self.draw(key, "title"), matter.key, grammar=self.city.grammar)

    def run(self, until_us: int) -> None:
        """Live up to, not including, an instant."""
        self.agenda.run(until_us)


def later(at_us: int, days: float) -> int:
    """So many days later by the clock on the wall."""
    return at_us + int(days * DAY)


def is_open(problem: Problem) -> bool:
    """Whether a ticket about the problem is being handled."""
    case = problem.case
    return isinstance(case, Case) and bool(case.state.version) and case.state.status in (*AT_WORK, Status.ACCEPTED)
