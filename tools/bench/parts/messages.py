"""A year of invented messages about invented problems, each with its class and its time."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from weisu.simulate import speech
from weisu.simulate.scenario import Matter, read
from weisu.simulate.scenario.settings import Speech, drawn
from weisu.simulate.streams import Chance, Stream

DAYS = 365.0
CHANNELS = ("phone", "phone", "phone", "app", "wechat", "web", "mail")
ENQUIRIES = 0.08
"""Enquiries and thanks among the messages; most are answered at once and never written down."""


class Message(NamedTuple):
    """One message. `problem` is what several people may speak of; `label` the first level of its matter."""

    day: float
    problem: int
    label: str
    text: str


class Split(NamedTuple):
    """What came first, and what came later about problems nobody had spoken of before."""

    train: list[Message]
    test: list[Message]


def year(seed: int, count: int, *, held_out: bool = False) -> list[Message]:
    """The first `count` messages of so many problems, in the order of time."""
    chance, scenario = Chance(seed), read("quiet-town")
    matters, habits = scenario.matters, drawn(scenario.settings, chance).speech
    shares = list(accumulate(matter.share or ENQUIRIES * 100 / 5 for matter in matters))
    found: list[Message] = []
    problem = 0
    while len(found) < count:
        found += _voices(chance, problem, matters, shares, habits, held_out)
        problem += 1
    return sorted(found[:count])


def split(messages: Sequence[Message], share: float = 0.6) -> Split:
    """Cut by time; what is later about a problem already heard of belongs to neither side."""
    cut = int(len(messages) * share)
    train = list(messages[:cut])
    heard = {message.problem for message in train}
    return Split(train, [message for message in messages[cut:] if message.problem not in heard])


def _voices(
    chance: Chance, problem: int, matters: Sequence[Matter], shares: Sequence[float], habits: Speech,
    held_out: bool,
) -> list[Message]:  # fmt: skip
    draw = chance.stream("problem", problem)
    matter, born = draw.pick(matters, shares), draw.between(0.0, DAYS)
    place = speech.named(chance.stream("place", problem), f"第{problem % 9 + 1}街道", f"第{problem % 7 + 1}社区")
    found = []
    for voice in range(1 + draw.poisson(0.8)):
        person = chance.stream("person", problem, voice)
        text = _said(chance.stream("words", problem, voice), person, matter, place, habits, held_out)
        found.append(Message(born + draw.exponential(10.0), problem, matter.category.split(".")[0], text))
    return found


def _said(draws: Stream, person: Stream, matter: Matter, place: speech.Place, habits: Speech, held_out: bool) -> str:
    dialects = list(speech.shipped().dialects)
    channel, dialect = CHANNELS[draws.index(len(CHANNELS))], dialects[draws.index(len(dialects))]
    style = speech.styled(draws, person, habits, channel=channel, dialect=dialect)
    return speech.compose(draws, matter.key, place, style._replace(held_out=held_out))
