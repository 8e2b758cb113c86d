"""People and firms of a neighbourhood: who they are follows from their number, so nobody need be stored."""

from functools import cached_property

from weisu.simulate.scenario.settings import People
from weisu.simulate.streams import Stream, mixed, word

AGES = ("young", "middle", "old")
SHARES = (0.28, 0.75, 1.0)
ONLINE = {"young": 1.8, "middle": 1.0, "old": 0.25}
"""How much more, or less, an age writes instead of calling."""

SPEAKS = {"young": 0.8, "middle": 1.2, "old": 0.9}
"""Reporting differs by age; the truth table says how much."""

CHANNELS = ("app", "web", "wechat", "mail")
FIRM = "organisation"


class Person:
    """One person, or one firm; what is seldom asked about them is drawn when it is, from numbers of its own."""

    def __init__(self, key: int, number: int, settings: People, place_factor: float) -> None:
        """`number` is where they live; `place_factor` is how readily their neighbourhood speaks."""
        self.number, self.id = number, uuid_text(key)
        self._key, self._settings = key, settings
        self._draw = draw = Stream(key)
        lot = draw.uniform()
        self.age = age = AGES[0] if lot < SHARES[0] else AGES[1] if lot < SHARES[1] else AGES[2]
        online = draw.uniform() < settings.online * ONLINE[age]
        self.channel = CHANNELS[draw.index(len(CHANNELS))] if online else "phone"
        self.speaks = place_factor * SPEAKS[age]

    @cached_property
    def kind(self) -> str:
        """A firm, or one person."""
        return FIRM if Stream(self._key ^ word("firm")).chance(self._settings.firms) else "individual"

    @cached_property
    def anonymity(self) -> str:
        """Whether units may know them."""
        private = Stream(self._key ^ word("private")).chance(self._settings.confidential)
        return "confidential" if private else "open"

    @cached_property
    def critical(self) -> float:
        """How much it takes to please them, in logits."""
        return self._draw.normal(0.0, 0.8)

    @cached_property
    def lies(self) -> bool:
        """Whether they sometimes say what is not so."""
        return Stream(self._key ^ word("lies")).chance(self._settings.lies)


def uuid_text(key: int) -> str:
    """A random-looking id (version 4) that follows from 64 bits."""
    text = f"{mixed(key ^ 0x5EED):016x}{mixed(key ^ 0xC0DE):016x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"
