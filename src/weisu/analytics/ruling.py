"""Under whose rules the months of a period were counted: as data for programs, as sentences for readers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from weisu.analytics.catalog import words
from weisu.analytics.period import Period
from weisu.analytics.rules import FOLLOWING_UP, MINIMUM, Counting, Written

Mark = Callable[[str], str]
"""How codes are written: the pack, and the place of a text."""


class Ruling(NamedTuple):
    """The months `first` to `last`, counted by the rules of a pack on the last day of each, the latest of them `day`.

    `minimum_n` is the fewest cases of which a rate is given, None for counts, which are always given. `settings` holds
    where each setting stands that was read; one that is today's is younger than these months, for no rule is as old.
    """

    first: str
    last: str
    day: str
    pack: str
    minimum_n: int | None
    settings: Mapping[str, Written]

    def said(self, language: str, mark: Mark = str) -> list[str]:
        """In sentences (`zh`, `en`): by which rules of the day, and by which younger ones where there were none.

        Tries and their hours go without saying with the rule of follow-ups, unless they are younger.
        """
        todays = [name for name, text in self.settings.items() if text.is_todays]
        own = [name for name in self.settings if name not in (*todays, *FOLLOWING_UP[1:])]
        told = {"counted_by": own, "counted_by_todays": todays} if self.settings else {"counted_by_none": [""]}
        return [self._sentence(code, names, language, mark) for code, names in told.items() if names]

    def _sentence(self, code: str, names: Sequence[str], language: str, mark: Mark) -> str:
        months = self.first if self.first == self.last else f"{self.first} – {self.last}"
        rules = words("rules_between", language).join(self._rule(name, language, mark) for name in names if name)
        return words(code, language).format(months=months, day=self.day, pack=mark(self.pack), rules=rules)

    def _rule(self, name: str, language: str, mark: Mark) -> str:
        text = self.settings[name]
        rule = words(name, language).format(minimum=self.minimum_n)
        return words("rule_since", language).format(rule=rule, since=text.since or "—", source=mark(text.source))

    def plain(self) -> dict[str, object]:
        """As an object of JSON."""
        return {**self._asdict(), "settings": {name: text._asdict() for name, text in self.settings.items()}}


def rulings(period: Period, rule_on: Callable[[date], Counting], reads: Sequence[str]) -> list[Ruling]:
    """The rules of a period in the order of its months, of all settings those that were read (`asking.read_by`).

    Neighbours of which the same is told stand together.
    """
    months = [(_told(rule_on(month.last_day), reads), month) for month in period.each()]
    return [_ruling(told, [month for _, month in some]) for told, some in groupby(months, key=lambda pair: pair[0])]


Told = tuple[str, int | None, Mapping[str, Written]]


def _told(rule: Counting, reads: Sequence[str]) -> Told:
    settings = {name: rule.texts[name] for name in reads if name in rule.texts}
    return rule.pack, rule.minimum_n if MINIMUM in reads else None, settings


def _ruling(told: Told, some: Sequence[Period]) -> Ruling:
    return Ruling(some[0].months[0], some[-1].months[-1], some[-1].last_day.isoformat(), *told)
