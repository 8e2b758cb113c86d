"""Putting it into words: a matter, a place and a style become the text of one message."""

import re
from functools import lru_cache
from typing import NamedTuple

from opencc import OpenCC

from weisu.simulate.speech.grammar import Dialect, Grammar, Linked, shipped
from weisu.simulate.speech.notation import Choice
from weisu.simulate.speech.style import Style
from weisu.simulate.streams import Stream

BROAD = 0.7
"""How often somebody who speaks a dialect says its word where it has one."""

LOT_BITS = 16
LOT = (1 << LOT_BITS) - 1

SECOND_FIRST = 0.25
"""How often the lesser of two matters is named first."""

STOPS = str.maketrans({"。": " ", "，": " ", "！": " ", "？": " ", "：": " ", "、": ""})
DOUBLED = re.compile("[，。；]+(?=[。！？])|(?<=[。！？，：；])[，。；]+")


class Place(NamedTuple):
    """Where it is, as people would call it."""

    street: str
    community: str
    estate: str
    road: str


def compose(draws: Stream, matter: str, place: Place, style: Style, *, grammar: Grammar | None = None) -> str:
    """What somebody says about `matter` at `place`; the same numbers give the same text.

    Raises: KeyError for a matter or a dialect the grammar does not know.
    """
    known = grammar or shipped()
    linked = known.held_out if style.held_out else known.usual
    dialect = known.dialects[style.dialect] if style.dialect else None
    out: list[str] = []
    forms = linked.places[linked.matters[matter].place].forms
    spell(forms[style.form, style.length], draws, _given(draws, matter, place, style, known, linked), out)
    text = DOUBLED.sub("", "".join(out)).strip("，。 ")
    return _spelled(draws, text, style, dialect, known)


def titled(draws: Stream, matter: str, *, grammar: Grammar | None = None) -> str:
    """The few words an agent would put above it."""
    out: list[str] = []
    spell((grammar or shipped()).usual.matters[matter].titles, draws, (), out)
    return "".join(out)


def named(draws: Stream, street: str, community: str, *, grammar: Grammar | None = None) -> Place:
    """A place with an invented estate and road."""
    rules = (grammar or shipped()).usual.rules
    estate: list[str] = []
    road: list[str] = []
    spell(rules["estate_name"], draws, (), estate)
    spell(rules["road_name"], draws, (), road)
    return Place(street, community, "".join(estate), "".join(road))


def spell(choice: Choice, draws: Stream, given: tuple[str | Choice, ...], out: list[str]) -> None:
    """Say one production of a choice; `given` fills the slots."""
    waiting: list[str | int | Choice] = [choice]
    lots = 0
    while waiting:
        part = waiting.pop()
        if type(part) is int:
            part = given[part]
        if type(part) is str:
            out.append(part)
            continue
        # One number of the stream serves several choices, LOT_BITS of it each.
        lots = lots >> LOT_BITS or draws.bits()
        production = part[(lots & LOT) * len(part) >> LOT_BITS]
        if len(production) == 1:
            waiting.append(production[0])
        else:
            waiting.extend(reversed(production))


def _given(
    draws: Stream, key: str, place: Place, style: Style, known: Grammar, linked: Linked
) -> tuple[str | Choice, ...]:
    """The slots in the order of `weisu.simulate.speech.grammar.SLOTS`."""
    matter = linked.matters[key]
    _, rules, at = linked.places[matter.place]
    said, more, ask, title = matter.said, matter.more, matter.ask, matter.titles
    if style.is_vague:
        said, more, ask, title = at["vague"], at["harm"], rules["want"], rules["matterless"]
    second: Choice = ()
    others = known.beside[key] if style.several else ()
    if others:
        second = linked.matters[draws.choice(others)].said
        if draws.chance(SECOND_FIRST):
            said, second = second, said
    particle: str | Choice = ""
    if style.form == "spoken" or style.dialect:
        particle = known.dialects[style.dialect].particles if style.dialect else rules["ending"]
    return (
        said, more, ask, title, at["harm"], at[style.where], rules[style.temper], rules["also_said"] if second else "",
        second, particle, *place,
    )  # fmt: skip


def _spelled(draws: Stream, text: str, style: Style, dialect: Dialect | None, known: Grammar) -> str:
    if dialect is not None:
        text = dialect.pattern.sub(lambda found: _said(draws, dialect, found[0]), text)
    if style.slips:
        text = _mistyped(draws, text, style.slips, known)
    if not style.punctuates:
        text = text.translate(STOPS)
    return _traditional().convert(text) if style.is_traditional else text


def _said(draws: Stream, dialect: Dialect, word: str) -> str:
    return draws.choice(dialect.words[word]) if draws.chance(BROAD) else word


def _mistyped(draws: Stream, text: str, share: float, known: Grammar) -> str:
    """Every character is as likely to be hit; those nobody confuses stay as they are."""
    typed, at = list(text), int(draws.exponential(1.0 / share))
    while at < len(typed):
        typed[at] = draws.choice(known.slips.get(typed[at], (typed[at],)))
        at += 1 + int(draws.exponential(1.0 / share))
    return "".join(typed)


@lru_cache(maxsize=1)
def _traditional() -> OpenCC:
    return OpenCC("s2t")
