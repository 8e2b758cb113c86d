"""Between dispatch and closing: who gets a ticket, how they work on it, and how they pretend to."""

from collections.abc import Sequence
from datetime import datetime

from weisu.domain.instants import from_us
from weisu.domain.policy import Policy
from weisu.domain.vocabulary import AssignmentStatus, Clock, ClockStatus, Role, Status
from weisu.domain.worktime import Limit
from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY, HOUR, MINUTE
from weisu.simulate.life import tricks
from weisu.simulate.life.aftercare import follow, put_away
from weisu.simulate.life.neighbourhood import Neighbourhood, later
from weisu.simulate.port import Case
from weisu.simulate.streams import Stream

MOST_DISPATCHES = 4
HELP_HOURS = 12.0
MARGIN = 2 * HOUR


def dispatch(here: Neighbourhood, case: Case, *, not_to: str = "") -> Story:
    """派单、直派: the ticket finds a unit; the wrong one, sometimes."""
    centre, draw = here.settings.centre, here.draw(case.key, f"dispatch {case.state.dispatches}")
    yield here.now_us + int(draw.lognormal(centre.dispatch_minutes, 0.7) * MINUTE)
    if case.state.status != Status.ACCEPTED:
        return
    right = here.city.units[case.right]
    wrong, lot, helped = draw.chance(centre.wrong_dispatch), draw.uniform(), draw.chance(here.settings.units.supports)
    unit = right.id if not wrong or not_to else _other(here, case, draw)
    if case.state.dispatches >= MOST_DISPATCHES:
        unit = right.id
    note = {"note": here.say("dispatch_note", draw)} if case.state.links else {}
    listed = here.policy(case.state).catalogue_units(case.state.category, case.state.region)
    if listed is not None and listed.lead == unit and lot < centre.direct:
        agent = here.hub(Role.AGENT, draw)
        done = here.give(case, "dispatch", agent, note, lead=unit, direct=True, catalogue=listed_name(here))
    else:
        supports = _supports(here, case, unit) if helped else ()
        words = {"basis": here.say("dispatch_basis", draw), **note}
        done = here.give(case, "dispatch", here.hub(Role.DISPATCHER, draw), words, lead=unit, supports=supports)
        for support in supports if done else ():
            here.begin(assist(here, case, support))
    if done:
        here.begin(lead(here, case, unit))


def listed_name(here: Neighbourhood) -> str:
    """What a direct dispatch names as the catalogue."""
    return f"catalogue-{here.city.scenario.region}"


def _other(here: Neighbourhood, case: Case, draw: Stream) -> str:
    """A department that is not responsible; townships are spared by the rules anyway."""
    others = [
        unit.id
        for unit in here.city.scenario.units
        if unit.kind == "department" and unit.id != case.right and unit.region in here.city.ancestors(here.region.code)
    ]
    return draw.choice(others) if others else case.right


def _supports(here: Neighbourhood, case: Case, lead_unit: str) -> tuple[str, ...]:
    matter = case.matter
    named = here.city.right_unit(matter.support, here.region.code).id if matter.support else ""
    township = next((u.id for u in here.city.scenario.units if u.region == here.region.code), "")
    found = named if named not in ("", lead_unit) else township
    # 国办函〔2025〕66号(五): a township supports a department, and only in what its list allows.
    allowed = here.city.units[lead_unit].kind in ("department", "utility", "authority")
    lists = here.policy(case.state).duty(case.state.category)
    if found == township and not (allowed and lists != "reclaimed"):
        return ()
    return (found,) if found not in ("", lead_unit) and case.state.part(found) is None else ()


def assist(here: Neighbourhood, case: Case, unit: str) -> Story:
    """协办: a supporting unit signs, helps and answers."""
    team, draw = here.team(unit), here.draw(case.key, f"assist {unit}")
    clerk, calendar = here.staff.of_unit(unit), here.almanac.calendar
    yield team.after(here.now_us, draw.lognormal(here.city.traits[unit].sign_hours, 0.7), calendar)
    if not here.is_at_work(case, unit) or not here.give(case, "acknowledge", clerk, unit=unit):
        return
    _, done_us = team.take(here.now_us, draw.lognormal(1.0, 0.4), calendar)
    yield done_us + int(draw.exponential(0.7) * DAY)
    if not here.is_at_work(case, unit):
        return
    words = {"internal": here.say("support_reply", draw), "public": here.say("support_reply", draw)}
    if here.give(case, "submit_reply", clerk, words, unit=unit, claims="supported"):
        yield team.after(here.now_us, draw.lognormal(0.5, 0.5), calendar)
        if here.is_at_work(case, unit):
            here.give(case, "approve_reply", here.staff.of_unit(unit, Role.UNIT_LEAD), unit=unit)


def lead(here: Neighbourhood, case: Case, unit: str) -> Story:
    """主办: a unit signs, looks, sends back or works, replies; the hotline closes."""
    draw = here.draw(case.key, f"lead {case.state.dispatches} {case.state.reopens}")
    team, traits = here.team(unit), here.city.traits[unit]
    yield team.after(here.now_us, draw.lognormal(traits.sign_hours, 0.7), here.almanac.calendar)
    if not here.is_at_work(case, unit):
        return
    if (yield from sent_back(here, case, unit, draw)):
        return
    part = case.state.part(unit)
    if part is None or not here.is_at_work(case, unit):
        return
    if part.status == AssignmentStatus.DISPATCHED:
        here.give(case, "acknowledge", here.staff.of_unit(unit), unit=unit)
    if tricks.handed_on(here, case, unit, draw):
        lower = case.state.lead
        if lower is not None:
            here.begin(lead(here, case, lower.unit))
        return
    yield team.after(here.now_us, draw.lognormal(traits.contact_hours, 0.6), here.almanac.calendar)
    if here.is_at_work(case, unit):
        if case.person is not None:
            _contact(here, case, unit, draw)
        yield from work(here, case, unit, draw)


def sent_back(here: Neighbourhood, case: Case, unit: str, draw: Stream) -> Story:
    """退单: rightly, or blindly; returns whether the ticket is gone from this unit."""
    wrong, lot = unit != case.right, draw.uniform()
    if not _may_send_back(here, case, unit):
        return False
    blind = not wrong and tricks.plays(here, unit, "blind_return", case)
    if not blind and not (wrong and lot < here.settings.units.returns_wrong):
        return False
    draw = here.draw(case.key, f"return {case.state.dispatches}")
    reason = "blind_reason" if blind else "return_reason"
    words = {"reason": here.say(reason, draw), "basis": here.say("return_basis", draw)}
    if not here.give(case, "send_back", here.staff.of_unit(unit), words, unit=unit, ground="not_our_duty"):
        return False
    hours = draw.lognormal(here.settings.centre.ruling_hours, 0.5)
    yield here.team(here.city.scenario.hub).after(here.now_us, hours, here.almanac.calendar)
    if case.state.status != Status.RETURN_REVIEW:
        return True
    upheld, lot = not blind, draw.uniform()
    if upheld or lot < here.settings.centre.believes_returns:
        here.give(case, "uphold_return", here.hub(Role.DISPATCHER, draw), unit=unit)
        _again(here, case, unit)
        return True
    words = {"reason": here.say("ruling_reason", draw), "basis": here.say("ruling_basis", draw)}
    here.give(case, "refuse_return", here.hub(Role.DISPATCHER, draw), words, unit=unit)
    return False


def _may_send_back(here: Neighbourhood, case: Case, unit: str) -> bool:
    """Whoever was designated, or let the window pass, tries nothing; a game that cannot be played is not told."""
    part, window = case.state.part(unit), case.state.clock(Clock.RETURN_WINDOW, unit)
    is_late = window is not None and window.status == ClockStatus.RUNNING and window.due_us < here.now_us
    return part is not None and not (part.designated or part.implied or is_late)


def _again(here: Neighbourhood, case: Case, unit: str) -> None:
    """After a return: the unit the rules designate already has it, or it is dispatched anew."""
    if case.state.status == Status.ACCEPTED:
        here.begin(dispatch(here, case, not_to=unit))
    elif case.state.lead is not None:
        here.begin(lead(here, case, case.state.lead.unit))


def _contact(here: Neighbourhood, case: Case, unit: str, draw: Stream) -> None:
    """先行联系; a protected requester is reached through the hotline."""
    clerk, lot = here.staff.of_unit(unit), draw.uniform()
    outcome = "reached" if lot < 0.85 else "no_answer"
    if case.state.is_guarded:
        if here.give(case, "ask_relay", clerk, {"words": here.say("relay", draw)}, unit=unit):
            words = {"words": here.say("contact_notes", draw)}
            here.give(case, "answer_relay", here.hub(Role.AGENT, draw), words, unit=unit, outcome=outcome)
        return
    words: dict[str, str | Sequence[str]] = {}
    if outcome == "reached":
        words["notes"] = here.say("contact_notes", draw)
        kept = here.draw(case.key, f"evidence {unit} {case.state.reopens}")
        if kept.chance(here.city.traits[unit].evidence):
            words["evidence"] = (here.say("contact_evidence", kept),)
    here.give(case, "contact_requester", clerk, words, unit=unit, means="telephone", outcome=outcome)


def work(here: Neighbourhood, case: Case, unit: str, draw: Stream) -> Story:
    """The work itself, what is asked for meanwhile, and the reply when it is due or done."""
    if case.nature == tricks.PART:
        yield from tricks.waited_for(here, case, unit, _due(case, unit))
        yield from reply(here, case, unit, "splitting")
        return
    matter, team, units = case.matter, here.team(unit), here.settings.units
    hours, waits = draw.lognormal(matter.work_hours, 0.4), draw.gamma(1.5, units.waiting * matter.wait_days / 1.5)
    notes, extends, defers, hard = draw.chance(units.notes), draw.uniform(), draw.chance(units.defers), draw.uniform()
    trick = tricks.chosen(here, case, unit)
    if trick == "pressed_withdrawal" and (yield from tricks.pressed(here, case, unit)):
        return
    begin_us, done_us = team.take(here.now_us, 0.2 if trick == "perfunctory_reply" else hours, here.almanac.calendar)
    done_us += 0 if trick == "perfunctory_reply" else int(waits * DAY)
    problem = case.problem
    is_hard = problem is not None and problem.difficulty > 1.2 and hard < 0.5
    if (is_hard and defers) or trick == "deferral":
        yield begin_us + HOUR
        yield from _deferred(here, case, unit)
        done_us = max(done_us, here.now_us + HOUR)
    if notes and trick != "perfunctory_reply":
        yield begin_us + (done_us - begin_us) // 3
        if here.is_at_work(case, unit):
            here.give(case, "note_progress", here.staff.of_unit(unit), {"words": here.say("progress", draw)}, unit=unit)
    due_us = _due(case, unit)
    late = done_us > due_us - MARGIN
    if due_us and (trick == "extension" or (late and extends < units.extends)):
        yield from _extended(here, case, unit, done_us)
    reply_us = tricks.replies_at(here, case, unit, trick, done_us, _due(case, unit), draw)
    if reply_us < done_us:
        here.begin(_mended_later(here, case, unit, done_us, trick))
    yield reply_us
    if reply_us >= done_us:
        _mend(here, case, unit, trick)
    yield from reply(here, case, unit, trick)


def _due(case: Case, unit: str) -> int:
    clock = case.state.clock(Clock.CLOSURE, unit) or case.state.clock(Clock.REDO, unit)
    return clock.due_us if clock is not None else 0


def _mended_later(here: Neighbourhood, case: Case, unit: str, at_us: int, trick: str) -> Story:
    yield at_us
    _mend(here, case, unit, trick)


def _mend(here: Neighbourhood, case: Case, unit: str, trick: str) -> None:
    """What the work did to the problem: fixed, not fixed, or hidden."""
    case.work_done_us = here.now_us
    problem = case.problem
    lot = here.draw(case.key, f"mend {case.state.reopens}").uniform()
    skill = here.city.traits[unit].skill + 0.5 * case.state.reopens
    if problem is None:
        case.fixed = lot < case.matter.ease
        return
    if unit != case.right or trick in tricks.IDLE:
        problem.mend(here.now_us, really=False)
        return
    if trick == "false_repair":
        problem.mend(here.now_us, really=False)
        problem.hide(here.now_us)
        return
    problem.mend(here.now_us, really=lot < problem.chance_of_mending(skill))


def _extended(here: Neighbourhood, case: Case, unit: str, done_us: int) -> Story:
    """延期: asked before the limit ends, ruled on by the hotline."""
    draw = here.draw(case.key, f"extension {case.state.reopens}")
    due_us = _due(case, unit)
    yield max(here.now_us, due_us - int(draw.between(2.0, 20.0) * HOUR))
    if not here.is_at_work(case, unit) or here.now_us >= due_us:
        return
    calendar = here.almanac.calendar
    until = _until(here, max(done_us, due_us) + DAY, due_us, here.policy(case.state))
    words = {"reason": here.say("extension_reason", draw), "basis": here.say("return_basis", draw)}
    if not here.give(case, "request_extension", here.staff.of_unit(unit), words, unit=unit, until=until):
        return
    hours = draw.lognormal(here.settings.centre.ruling_hours, 0.5)
    yield here.team(here.city.scenario.hub).after(here.now_us, hours, calendar)
    if here.is_at_work(case, unit):
        told = {"told": here.say("told_extension", draw)}
        here.give(case, "grant_extension", here.hub(Role.TEAM_LEAD), told, unit=unit, until=until)


def _until(here: Neighbourhood, wanted_us: int, due_us: int, policy: Policy) -> datetime:
    """The date asked for, within what the rules allow."""
    furthest = Limit.parse(policy.setting("extension.max_within"))
    most_us = here.almanac.calendar.add_us(due_us, furthest.timeline, furthest.amount_s)
    return from_us(min(wanted_us, most_us))


def _deferred(here: Neighbourhood, case: Case, unit: str) -> Story:
    """挂账: approved one level up, with a plan; taken up again when it can be done."""
    draw = here.draw(case.key, f"defer {case.state.reopens}")
    if not here.is_at_work(case, unit) or case.state.status == Status.DEFERRED:
        return
    words = {"plan": here.say("deferral_plan", draw), "told": here.say("told_deferral", draw)}
    review_at = from_us(here.now_us + 80 * DAY)
    if not here.give(case, "defer", here.staff.above, words, unit=unit, ground="no_funds_yet", review_at=review_at):
        return
    yield later(here.now_us, draw.between(15.0, 70.0))
    if case.state.status == Status.DEFERRED:
        words = {"reason": here.say("resume_reason", draw)}
        here.give(case, "resume", here.hub(Role.DISPATCHER, draw), words, unit=unit)


def reply(here: Neighbourhood, case: Case, unit: str, trick: str) -> Story:
    """答复、审核、办结; a reply without substance may be sent back once."""
    draw = here.draw(case.key, f"reply {case.state.reopens}")
    if not here.is_at_work(case, unit) or case.state.status == Status.DEFERRED:
        return
    solved = case.problem is None or not case.problem.is_there(here.now_us)
    claims = "promised" if trick == "promise" else "solved" if solved or trick else "explained"
    public = (
        "public_phrase" if trick == "perfunctory_reply" else "public_solved" if claims == "solved" else "public_open"
    )
    words = {"internal": here.say("internal", draw), "public": here.say(public, draw)}
    said = {
        "claims": claims,
        "entered_elsewhere": here.draw(case.key, "typed").chance(here.city.traits[unit].double_entry),
    }
    if not here.give(case, "submit_reply", here.staff.of_unit(unit), words, unit=unit, **said):
        return
    calendar, chief = here.almanac.calendar, here.staff.of_unit(unit, Role.UNIT_LEAD)
    yield here.team(unit).after(here.now_us, draw.lognormal(0.7, 0.6), calendar)
    if case.state.status != Status.REPLIED:
        return
    if trick == "perfunctory_reply" and draw.chance(here.settings.centre.rejects):
        words = {"reason": here.say("reject_reason", draw)}
        here.give(case, "reject_reply", here.hub(Role.QUALITY_INSPECTOR), words, unit=unit)
        yield from _redone(here, case, unit, draw)
        return
    here.give(case, "approve_reply", chief, unit=unit)
    yield from close(here, case, draw)


def _redone(here: Neighbourhood, case: Case, unit: str, draw: Stream) -> Story:
    """After a rejected reply somebody really works on it."""
    hours = draw.lognormal(case.matter.work_hours, 0.4)
    _, done_us = here.team(unit).take(here.now_us, hours, here.almanac.calendar)
    yield done_us
    _mend(here, case, unit, "")
    yield from reply(here, case, unit, "")


def close(here: Neighbourhood, case: Case, draw: Stream) -> Story:
    """办结, once every supporting unit has answered or was let go."""
    yield here.now_us + int(draw.lognormal(40.0, 0.8) * MINUTE)
    for support in list(case.state.supports):
        if support.status != AssignmentStatus.ANSWERED:
            yield here.now_us + int(HELP_HOURS * HOUR)
        part = case.state.part(support.unit)
        if part is not None and part.status in ("dispatched", "acknowledged", "handling"):
            words = {"reason": here.say("ruling_reason", draw)}
            here.give(case, "release", here.hub(Role.DISPATCHER), words, unit=support.unit)
    while any(part.status == "replied" for part in case.state.supports):
        yield here.now_us + 3 * HOUR
    if case.state.status == Status.REPLIED and here.give(case, "close", here.hub(Role.DISPATCHER), outcome="done"):
        here.truth.closed(case)
        here.begin(follow(here, case) if case.person is not None else put_away(here, case))
