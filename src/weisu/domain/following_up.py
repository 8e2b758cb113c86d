"""When a requester may be called unreachable: after enough tries, on enough days, at different times of the day."""

from collections.abc import Sequence
from datetime import datetime

from weisu.domain.instants import from_us
from weisu.domain.step import Step
from weisu.domain.worktime import OfficeSpan


def attempts_made(step: Step) -> str | None:
    """Nobody is called unreachable before the policy's tries were made; a try outside its bands counts for nothing."""
    if getattr(step.command, "outcome", "") != "unreachable":
        return None
    calendar = step.ctx.policy.calendar
    tried = [calendar.local(from_us(at_us)) for at_us in step.state.attempted_us]
    written = step.ctx.policy.setting("follow_up.bands", ())
    counted = [(moment, _band(moment, written)) for moment in tried]
    counted = [(moment, band) for moment, band in counted if band or not written]
    made = [
        (len(counted), step.number("follow_up.attempts"), "attempts"),
        (len({moment.date() for moment, _ in counted}), step.number("follow_up.days"), "days"),
        (len({band for _, band in counted}), step.number("follow_up.different_bands"), "times of the day"),
    ]
    short = [f"{count} of {needed} {of}" for count, needed, of in made if needed and count < needed]
    if not short:
        return None
    between = f", between {' and '.join(written)}" if written else ""
    return f"Tried so far: {', '.join(short)}; try again on another day and at another hour{between}."


def _band(moment: datetime, written: Sequence[str]) -> str:
    """The band a local moment lies in; empty when it lies in none."""
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    spans = ((text, OfficeSpan.parse(text)) for text in written)
    return next((text for text, span in spans if span.start_s <= second < span.end_s), "")


GUARDS = (attempts_made,)
