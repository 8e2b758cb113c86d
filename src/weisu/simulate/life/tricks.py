"""What units do to look better than they are, each as it was documented somewhere (rules of the domain, chapter 8)."""

from weisu.domain.vocabulary import Level, Role, Status, UnitKind
from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY, HOUR, MINUTE
from weisu.simulate.life.neighbourhood import Neighbourhood, later
from weisu.simulate.port import Case
from weisu.simulate.scenario import Unit
from weisu.simulate.streams import Stream

AT_WORK = (
    "perfunctory_reply", "promise", "false_repair", "pressed_withdrawal", "closed_first", "last_minute", "extension",
    "deferral",
)  # fmt: skip
"""Games a unit chooses among when it takes up a ticket; the first it plays on it is the one."""

IDLE = frozenset({"perfunctory_reply", "promise", "pressed_withdrawal"})
"""Games in which nobody works on the problem."""

PART = "part"
"""The nature of a ticket that was split off another: its problem is worked on under the first one alone."""

LOOKS_AGAIN = 2 * HOUR

plays = Neighbourhood.plays


def chosen(here: Neighbourhood, case: Case, unit: str) -> str:
    """The game played on this piece of work; empty for honest work."""
    if case.person is None:
        return ""
    return next((kind for kind in AT_WORK if plays(here, unit, kind, case)), "")


def waited_for(here: Neighbourhood, case: Case, unit: str, due_us: int) -> Story:
    """拆单: a part is answered when the problem is gone, or when its own limit comes, and no hand is lifted for it."""
    while here.is_at_work(case, unit) and case.problem.is_there(here.now_us) and here.now_us < due_us - LOOKS_AGAIN:
        yield here.now_us + LOOKS_AGAIN


def handed_on(here: Neighbourhood, case: Case, unit: str, draw: Stream) -> bool:
    """转办: handed down without a look; returns whether the rules let it pass."""
    if not here.city.games.strength(unit, "forwarding", here.now_us):
        return False
    below = [one for one in here.city.scenario.units if one.parent == unit and one.region == here.region.code]
    if not below or not _may_be_given(here, case, below[0]) or not plays(here, unit, "forwarding", case):
        return False
    words = {"basis": here.say("forward_basis", draw)}
    return here.give(case, "delegate", here.staff.of_unit(unit), words, unit=unit, to=below[0].id)


def _may_be_given(here: Neighbourhood, case: Case, below: Unit) -> bool:
    """A township gets only what is its duty (国办函〔2025〕66号(五)); a game that cannot be played is not told."""
    if below.kind != UnitKind.TERRITORIAL or below.level != Level.TOWNSHIP:
        return True
    policy = here.policy(case.state)
    duty = policy.duty(case.state.category)
    return duty == "basic_duty" or (duty is None and policy.setting("township_duty.unlisted") is True)


def replies_at(here: Neighbourhood, case: Case, unit: str, trick: str, done_us: int, due_us: int, draw: Stream) -> int:
    """When the reply is sent: when the work is done, unless somebody looks at the limit instead."""
    traits, lot, close = here.city.traits[unit], draw.uniform(), int(draw.between(0.1, 3.0) * HOUR)
    automatic = draw.chance(traits.auto_close)
    last = max(here.now_us + MINUTE, due_us - close) if due_us else done_us
    if trick == "last_minute":
        return last
    if trick in ("closed_first", "promise"):
        return here.now_us + int(draw.between(0.5, 4.0) * HOUR)
    if automatic and due_us:
        return min(done_us, max(here.now_us + MINUTE, due_us - MINUTE))
    if lot < traits.by_due_date:
        return max(done_us, due_us - 8 * HOUR)
    return done_us


def pressed(here: Neighbourhood, case: Case, unit: str) -> Story:
    """撤单: the requester is talked into withdrawing; an inspector asks whether they wanted to."""
    draw = here.draw(case.key, "pressed")
    yield here.now_us + int(draw.between(1.0, 10.0) * HOUR)
    words = {"reason": here.say("withdraw_reason", draw)}
    if not here.is_at_work(case, unit) or case.state.status == Status.DEFERRED:
        return False
    if not here.give(case, "withdraw", here.hub(Role.AGENT, draw), words, proof="verified_call"):
        return False
    yield later(here.now_us, draw.between(0.5, 3.0))
    found = "contested" if draw.chance(0.5) else "confirmed"
    here.give(case, "confirm_withdrawal", here.hub(Role.QUALITY_INSPECTOR), withdrawal=found, mode="phone")
    if found == "contested":
        return False
    yield later(here.now_us, 10.0)
    here.archive(case)
    return True


def swapped(here: Neighbourhood, case: Case, unit: str) -> bool:
    """换号: the number to be called at follow-up becomes a friend's."""
    if not plays(here, unit, "swapped_number", case):
        return False
    by = here.hub(Role.AGENT, here.draw(case.key, "swapped"))
    return here.give(case, "change_number", by, contact="other_telephone", proof="verified_call")


def excluded(here: Neighbourhood, case: Case, unit: str) -> Story:
    """剔除: what went badly shall not count; somebody else rules."""
    draw = here.draw(case.key, "excluded")
    words = {"reason": here.say("exclusion_reason", draw), "basis": here.say("exclusion_basis", draw)}
    asked = here.give(case, "request_exclusion", here.staff.of_unit(unit), words, unit=unit, ground="unreasonable")
    if not asked:
        return
    yield here.now_us + int(draw.between(0.5, 4.0) * DAY)
    words = {"reason": here.say("ruling_reason", draw), "basis": here.say("exclusion_basis", draw)}
    ruling = "granted" if draw.chance(0.3 if case.nature in ("problem", PART) else 0.9) else "refused"
    here.give(case, "rule_exclusion", here.hub(Role.OVERSIGHT_OFFICER), words, ruling=ruling)
