"""Under whose rules the months of a period were counted: as data for programs, as a sentence for readers."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from weisu.analytics.catalog import words
from weisu.analytics.period import Period
from weisu.analytics.rules import Counting, Written


class Ruling(NamedTuple):
    """The months `first` to `last`, each counted by the rules of a pack on its last day, the latest of them `day`.

    `follow_up` is the text in which the rule of follow-ups stands, `minimum_n` the fewest cases of which a rate is
    given.
    """

    first: str
    last: str
    day: str
    pack: str
    minimum_n: int
    follow_up: Written

    def said(self, language: str) -> str:
        """In words (`zh`, `en`)."""
        text = self.follow_up
        months = self.first if self.first == self.last else f"{self.first} – {self.last}"
        facts = {"months": months, "day": self.day, "pack": self.pack, "minimum": self.minimum_n}
        return words("counted_by", language).format(**facts, since=text.since or "—", source=text.source)

    def plain(self) -> dict[str, object]:
        """As an object of JSON."""
        return {**self._asdict(), "follow_up": self.follow_up._asdict()}


def rulings(period: Period, rule_on: Callable[[date], Counting]) -> list[Ruling]:
    """The rules of a period in the order of its months; neighbours under one rule stand together."""
    months = [(rule_on(month.last_day), month) for month in period.each()]
    return [_ruling(rule, [month for _, month in some]) for rule, some in groupby(months, key=lambda pair: pair[0])]


def _ruling(rule: Counting, some: Sequence[Period]) -> Ruling:
    ends = some[0].months[0], some[-1].months[-1], some[-1].last_day.isoformat()
    return Ruling(*ends, rule.pack, rule.minimum_n, rule.follow_up.text)
