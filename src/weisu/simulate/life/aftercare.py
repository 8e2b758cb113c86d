"""After closing: is the problem gone, does somebody ask, what is answered, and what follows from it."""

from math import exp, log

from weisu.domain.state import EMPTY
from weisu.domain.vocabulary import Clock, Role, Rubric, Status
from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY, HOUR, MINUTE
from weisu.simulate.life import tricks
from weisu.simulate.life.neighbourhood import Neighbourhood, later
from weisu.simulate.life.reading import read_twice
from weisu.simulate.port import Case
from weisu.simulate.staff import requester
from weisu.simulate.streams import Stream

ATTEMPTS = 3
ARCHIVED_AFTER = 10.0
FLATTERED = ("coached_answer", "swapped_number", "promise")


class Verdict:
    """What a requester really thinks of a closed ticket, and what they would say."""

    def __init__(self, here: Neighbourhood, case: Case) -> None:
        people, draw = here.settings.people, here.draw(case.key, f"verdict {case.state.reopens}")
        problem, lot, false = case.problem, draw.uniform(), draw.uniform()
        gone = case.fixed if problem is None else not problem.is_there(here.now_us)
        self.solved = bool(gone)
        days = (case.state.closed_us - case.state.registered_us) / DAY
        speed = 1.0 - min(days / 15.0, 2.0)
        result = 1.0 if self.solved else -1.0
        self.liking = 0.6 + 3.0 * (people.severe * result + (1.0 - people.severe) * speed) - case.person.critical
        self.satisfied = lot < 1.0 / (1.0 + exp(-self.liking))
        lies = case.person.lies and false < 0.5
        self.says_solved, self.says_satisfied = self.solved != lies, self.satisfied != lies
        self.flattered = ""

    def flatter(self, how: str) -> None:
        """Somebody saw to it that the answer is good."""
        self.flattered, self.says_solved, self.says_satisfied = how, True, True

    @property
    def grade(self) -> str:
        """Five grades, by what is said."""
        if self.flattered:
            return "5"
        if self.says_satisfied:
            return "5" if self.liking > 1.5 else "4" if self.liking > 0.5 else "3"
        return "1" if self.liking < -1.5 else "2"


def follow(here: Neighbourhood, case: Case) -> Story:
    """Everything after one closing, up to the archive or the next round."""
    centre, draw = here.settings.centre, here.draw(case.key, f"follow {case.state.reopens}")
    unit = case.state.lead.unit if case.state.lead is not None else case.right
    wait, asks, checks, rates = (
        draw.lognormal(centre.follow_up_days, 0.5),
        draw.uniform(),
        draw.uniform(),
        draw.uniform(),
    )
    verdict = Verdict(here, case)
    _flattered(here, case, unit, verdict)
    if rates < here.settings.people.rates:
        here.begin(rate(here, case, verdict))
    elif verdict.satisfied and tricks.plays(here, unit, "solicited_rating", case):
        here.begin(rate(here, case, verdict, solicited=True))
    here.begin(read_twice(here, case, unit))
    yield later(here.now_us, wait)
    again = False
    if asks < centre.follow_ups and case.state.status == Status.CLOSED:
        again = yield from ask(here, case, unit, verdict)
    elif case.state.status == Status.CLOSED:
        here.truth.followed_up(case, unit, verdict, response(here, verdict), asked=False, reached=False)
    if again:
        return
    if checks < centre.checks and case.state.status == Status.CLOSED:
        here.give(
            case, "check_quality", here.hub(Role.QUALITY_INSPECTOR), {"findings": here.say("findings", draw)},
            rubric=Rubric.CONTACT.value, points=60 + draw.index(41),
        )  # fmt: skip
    _comes_back(here, case, verdict)
    yield from put_away(here, case)


def put_away(here: Neighbourhood, case: Case) -> Story:
    """归档, when nobody has said anything for a while."""
    yield later(here.now_us, ARCHIVED_AFTER)
    while case.state.exclusion == "asked" or any(part.supervision for part in case.state.assignments):
        yield later(here.now_us, 1.0)
    if case.state.status == Status.CLOSED:
        here.archive(case)


def _flattered(here: Neighbourhood, case: Case, unit: str, verdict: Verdict) -> None:
    if any(kind == "promise" for _, kind, _ in case.plays) and not verdict.says_satisfied:
        verdict.flatter("promise")
    elif tricks.plays(here, unit, "coached_answer", case):
        verdict.flatter("coached_answer")
    elif tricks.swapped(here, case, unit):
        verdict.flatter("swapped_number")


def ask(here: Neighbourhood, case: Case, unit: str, verdict: Verdict) -> Story:
    """回访: up to three attempts; returns whether the ticket is handled once more."""
    draw = here.draw(case.key, f"follow-up {case.state.reopens}")
    inspector, reach = here.hub(Role.QUALITY_INSPECTOR, draw), response(here, verdict)
    reached = False
    for attempt in range(ATTEMPTS):
        yield another_hour(here, attempt, draw)
        if case.state.status != Status.CLOSED:
            return False
        reached = draw.chance(reach)
        outcome = "reached" if reached else "no_answer"
        here.give(case, "attempt_follow_up", inspector, mode="phone", outcome=outcome)
        if reached:
            break
    here.truth.followed_up(case, unit, verdict, reach, asked=True, reached=reached)
    if case.state.status != Status.CLOSED:
        return False
    if not reached:
        here.give(case, "complete_follow_up", inspector, mode="phone", outcome="unreachable")
        return False
    return (yield from _answered(here, case, unit, verdict))


def another_hour(here: Neighbourhood, attempt: int, draw: Stream) -> int:
    """The next day, in another of the hours at which people are called."""
    bands = here.policy(EMPTY).setting("follow_up.bands") or ("09:00-12:00",)
    opens, _, closes = bands[attempt % len(bands)].partition("-")
    begin, end = (int(clock[:2]) * HOUR + int(clock[3:]) * MINUTE for clock in (opens, closes))
    return here.almanac.day_of(here.now_us).start_us + DAY + int(draw.between(begin, end))


def response(here: Neighbourhood, verdict: Verdict) -> float:
    """How probably one attempt reaches somebody who feels like this."""
    settings = here.settings.follow_up
    base = min(max(settings.reached, 0.01), 0.99)
    slope = settings.by_satisfaction * (0.5 if verdict.satisfied else -0.5)
    return 1.0 / (1.0 + exp(-(log(base / (1.0 - base)) + slope)))


def _answered(here: Neighbourhood, case: Case, unit: str, verdict: Verdict) -> Story:
    draw = here.draw(case.key, f"answered {case.state.reopens}")
    inspector = here.hub(Role.QUALITY_INSPECTOR, draw)
    said = {"solved": _yes(verdict.says_solved), "satisfied": _yes(verdict.says_satisfied)}
    here.give(case, "complete_follow_up", inspector, mode="phone", outcome="answered", contacted="yes", **said)
    verb = "confirm_resolution" if verdict.says_solved else "deny_resolution"
    here.give(case, verb, inspector, witness="follow_up")
    if not case.state.rating:
        here.give(case, "rate", inspector, grade=verdict.grade, solicited=True)
    bad = not verdict.says_solved or not verdict.says_satisfied
    if bad and not case.state.exclusion and tricks.plays(here, unit, "exclusion", case):
        here.begin(tricks.excluded(here, case, unit))
    if verdict.says_solved or not draw.chance(here.settings.centre.reopens):
        return False
    return (yield from _reopened(here, case, unit))


def _reopened(here: Neighbourhood, case: Case, unit: str) -> Story:
    """重办, and under supervision sometimes."""
    draw = here.draw(case.key, f"reopen {case.state.reopens}")
    yield here.now_us + int(draw.lognormal(2.0, 0.8) * HOUR)
    words = {"reason": here.say("reopen_reason", draw)}
    by = here.hub(Role.TEAM_LEAD)
    if not here.give(case, "reopen", by, words, unit=case.right, ground="denied_at_follow_up"):
        return False
    if draw.chance(here.settings.centre.supervises):
        here.begin(_supervised(here, case, case.right))
    here.begin(here.plot.lead(here, case, case.right))
    return True


def _supervised(here: Neighbourhood, case: Case, unit: str) -> Story:
    """督办: ordered, answered, met."""
    draw = here.draw(case.key, f"supervision {case.state.reopens}")
    officer = here.hub(Role.OVERSIGHT_OFFICER)
    words = {"order": here.say("order", draw)}
    if not here.give(case, "open_supervision", officer, words, unit=unit, ground="denied"):
        return
    clock = case.state.clock(Clock.SUPERVISION, unit)
    yield here.now_us + int(draw.between(0.3, 1.1) * ((clock.due_us if clock else here.now_us) - here.now_us))
    words = {"words": here.say("order_answer", draw)}
    if here.give(case, "answer_supervision", here.staff.of_unit(unit), words, unit=unit):
        yield later(here.now_us, draw.between(0.5, 2.0))
        here.give(case, "close_supervision", officer, unit=unit, outcome="met")


def rate(here: Neighbourhood, case: Case, verdict: Verdict, *, solicited: bool = False) -> Story:
    """评价 by the requester themselves, asked for or not."""
    draw = here.draw(case.key, f"rate {case.state.reopens}")
    yield here.awake(later(here.now_us, draw.exponential(0.8)), draw)
    if case.state.status == Status.CLOSED and not case.state.rating:
        here.give(case, "rate", requester(case.person), grade=verdict.grade, solicited=solicited)


def _comes_back(here: Neighbourhood, case: Case, verdict: Verdict) -> None:
    """Closed and not gone: some come back with a new request, though nobody does for a part they never asked for."""
    draw = here.draw(case.key, f"back {case.state.reopens}")
    lot, wait = draw.uniform(), draw.exponential(8.0)
    if verdict.solved or case.problem is None or case.nature == tricks.PART or lot >= here.settings.people.comes_back:
        return

    def story() -> Story:
        yield here.awake(later(here.now_us, wait), draw)
        here.plot.speak(here, case.problem, case.person, case)

    here.begin(story())


def _yes(claim: bool) -> str:
    return "yes" if claim else "no"
