"""Who plays which game, when, and how hard: the dials of every unit, and the lot each ticket draws against them."""

from collections.abc import Iterable
from typing import NamedTuple

from weisu.simulate.almanac import DAY
from weisu.simulate.scenario import Cheat, Unit
from weisu.simulate.scenario.settings import KINDS, Gaming
from weisu.simulate.streams import Chance, Stream, word

MONTH = 365.25 / 12 * DAY


class Game(NamedTuple):
    """One unit plays one game from one instant to another on `strength` of its tickets."""

    unit: str
    kind: str
    strength: float
    from_us: int
    until_us: int


class Games:
    """Every game of a city. A game turned off moves no lot of any other."""

    def __init__(
        self, units: Iterable[Unit], cheats: Iterable[Cheat], settings: Gaming, chance: Chance, span: tuple[int, int]
    ) -> None:
        begin, end = span
        found = [_drawn(unit, kind, settings, chance, begin, end) for unit in units for kind in KINDS]
        by_hand = [_by_hand(cheat, begin, end) for cheat in cheats]
        self.all = [game for game in [*found, *by_hand] if game is not None]
        self._of = {(game.unit, game.kind): game for game in self.all}

    def strength(self, unit: str, kind: str, at_us: int) -> float:
        """On what share of its tickets a unit plays this game now; 0 when it does not."""
        game = self._of.get((unit, kind))
        return game.strength if game is not None and game.from_us <= at_us < game.until_us else 0.0

    def plays(self, unit: str, kind: str, ticket_key: int, at_us: int) -> bool:
        """Whether the game is played on this ticket now."""
        strength = self.strength(unit, kind, at_us)
        return strength > 0.0 and Stream(ticket_key ^ word(kind)).uniform() < strength


def _drawn(unit: Unit, kind: str, settings: Gaming, chance: Chance, begin: int, end: int) -> Game | None:
    draw = chance.stream("game", unit.id, kind)
    plays, lot = draw.uniform(), draw.uniform()
    strength = settings.strength.draw(chance.stream("game strength", unit.id, kind))
    months = settings.months.draw(chance.stream("game months", unit.id, kind))
    if plays >= getattr(settings, kind) or (kind == "hiding") != (unit.kind == "authority"):
        return None
    start = begin + int(lot * (end - begin)) - int(months * MONTH / 2)
    return Game(unit.id, kind, strength, max(begin, start), min(end, start + int(months * MONTH)))


def _by_hand(cheat: Cheat, begin: int, end: int) -> Game | None:
    start, until = begin + int(cheat.from_month * MONTH), begin + int(cheat.until_month * MONTH)
    if start >= end or not cheat.strength:
        return None
    return Game(cheat.unit, cheat.kind, cheat.strength, start, min(end, until))
