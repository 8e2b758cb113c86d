"""What people do while they wait, and when they are refused: chase, add, contest."""

from typing import TYPE_CHECKING

from weisu.domain.vocabulary import Role, Timeline
from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY
from weisu.simulate.life.neighbourhood import AT_WORK, Neighbourhood, later
from weisu.simulate.life.work import dispatch
from weisu.simulate.port import Case
from weisu.simulate.staff import requester

if TYPE_CHECKING:
    from weisu.simulate.life.door import Wish

WEEK = 7 * DAY


def wait(here: Neighbourhood, case: Case) -> Story:
    """Whoever asked waits: adds facts now and then, and chases once the promised day is past."""
    people, draw = here.settings.people, here.draw(case.key, "wait")
    adds, when = draw.chance(people.supplements), draw.exponential(2.0)
    if adds:
        yield here.awake(later(here.now_us, when), draw)
        if case.state.status in AT_WORK:
            words = {"words": here.say("supplement", draw)}
            here.give(case, "supplement", requester(case.person), words)
    if not people.chases:
        return
    yield max(case.state.promised_us, here.now_us)
    while case.state.status in AT_WORK:
        yield here.awake(here.now_us + int(draw.exponential(WEEK / people.chases)), draw)
        if case.state.status in AT_WORK:
            remind(here, case)


def remind(here: Neighbourhood, case: Case) -> None:
    """催单: where is it?"""
    draw = here.draw(case.key, f"remind {case.state.chases}")
    by = here.hub(Role.AGENT, draw) if case.person.channel == "phone" else requester(case.person)
    words = {"words": here.say("chase", draw)}
    if case.state.status in AT_WORK:
        here.give(case, "chase", by, words, channel=case.person.channel)


def contest(here: Neighbourhood, wish: "Wish", case: Case) -> Story:
    """异议: a refused requester asks for another look, and somebody else takes it."""
    draw = here.draw(case.key, "contest")
    yield here.awake(later(here.now_us, draw.exponential(1.5)), draw)
    words = {"words": here.say("contest", draw)}
    if not here.give(case, "request_review", requester(wish.person), words):
        return
    yield here.almanac.calendar.add_us(here.now_us, Timeline.WORKING_HOURS, int(draw.lognormal(8.0, 0.5) * 3_600))
    right = wish.nature == "problem"
    ruling = "overturned" if draw.chance(0.85 if right else 0.05) else "upheld"
    words = {"law": here.say("law", draw), "told": here.say("told_review", draw)}
    if (
        here.give(case, "rule_review", here.hub(Role.OVERSIGHT_OFFICER), words, ruling=ruling)
        and ruling == "overturned"
    ):
        here.begin(dispatch(here, case))
