"""People and firms of a neighbourhood: who they are follows from their number, so nobody need be stored."""

from typing import NamedTuple

from weisu.simulate.scenario.settings import People
from weisu.simulate.streams import Stream, key_of, mixed, word

AGES = ("young", "middle", "old")
SHARES = (0.28, 0.75, 1.0)
ONLINE = {"young": 1.8, "middle": 1.0, "old": 0.25}
"""How much more, or less, an age writes instead of calling."""

SPEAKS = {"young": 0.8, "middle": 1.2, "old": 0.9}
"""Reporting differs by age; the truth table says how much."""

CHANNELS = ("app", "web", "wechat", "mail")
FIRM = "organisation"


class Person(NamedTuple):
    """One person, or one firm; `critical` is how much it takes to please them, in logits."""

    number: int
    id: str
    kind: str
    age: str
    channel: str
    anonymity: str
    speaks: float
    critical: float
    lies: bool


def uuid_text(key: int) -> str:
    """A random-looking id (version 4) that follows from 64 bits."""
    text = f"{mixed(key ^ 0x5EED):016x}{mixed(key ^ 0xC0DE):016x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


def person(seed: int, neighbourhood: str, number: int, settings: People, place_factor: float) -> Person:
    """Who lives at this number; `place_factor` is how readily the neighbourhood speaks."""
    key = key_of(seed, "person", neighbourhood, number)
    draw = Stream(key)
    lot = draw.uniform()
    age = AGES[0] if lot < SHARES[0] else AGES[1] if lot < SHARES[1] else AGES[2]
    online = draw.uniform() < settings.online * ONLINE[age]
    channel = CHANNELS[draw.index(len(CHANNELS))] if online else "phone"
    firm = Stream(key ^ word("firm")).chance(settings.firms)
    private = Stream(key ^ word("private")).chance(settings.confidential)
    return Person(
        number=number,
        id=uuid_text(key),
        kind=FIRM if firm else "individual",
        age=age,
        channel=channel,
        anonymity="confidential" if private else "open",
        speaks=place_factor * SPEAKS[age],
        critical=draw.normal(0.0, 0.8),
        lies=Stream(key ^ word("lies")).chance(settings.lies),
    )
