"""How somebody speaks: what they are like, by their own numbers, and how they put it this time."""

from typing import NamedTuple

from weisu.simulate.scenario.settings import Speech
from weisu.simulate.streams import Stream

FORMS = {"phone": "noted", "mail": "formal"}
"""The form of a channel; whoever has none of these types."""


class Style(NamedTuple):
    """One message's manner. `slips` is the share of characters mistyped; `dialect` the name of one, or empty."""

    form: str = "noted"
    length: str = "usual"
    where: str = "usual"
    is_vague: bool = False
    several: bool = False
    temper: str = "plain"
    dialect: str = ""
    is_traditional: bool = False
    slips: float = 0.0
    punctuates: bool = True
    held_out: bool = False


def styled(draws: Stream, person: Stream, habits: Speech, *, channel: str, dialect: str = "") -> Style:
    """How a person of these habits puts it this time; `person` gives what stays theirs from message to message."""
    speaks, writes, looks = person.uniform(), person.uniform(), person.uniform()
    form = FORMS.get(channel, "typed")
    if form == "noted" and draws.chance(habits.heard):
        form = "spoken"
    own = form in ("spoken", "typed")
    return Style(
        form=form,
        length=_one(draws, ("short", habits.short), ("long", habits.long)),
        where=_one(draws, ("exact", habits.exact), ("loose", habits.loose)),
        is_vague=draws.chance(habits.vague),
        several=draws.chance(habits.several),
        temper=_one(draws, ("angry", habits.angry), ("grateful", habits.grateful), usual="plain"),
        dialect=dialect if own and speaks < habits.dialect else "",
        is_traditional=form != "noted" and writes < habits.traditional,
        slips=habits.slips if form == "typed" and looks < habits.careless else 0.0,
        punctuates=not (draws.chance(habits.unpunctuated) and form == "typed"),
    )


def _one(draws: Stream, *shares: tuple[str, float], usual: str = "usual") -> str:
    lot = draws.uniform()
    for name, share in shares:
        lot -= share
        if lot < 0.0:
            return name
    return usual
