"""Under whose rules the months of a period were counted: as data for programs, as a sentence for readers."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from weisu.analytics.catalog import words
from weisu.analytics.period import Period
from weisu.analytics.rules import Counting, Written


class Ruling(NamedTuple):
    """The months `first` to `last`, counted by the rules of a pack on the last day of each, the latest of them `day`.

    Where no rule is as old as these months, today's count and `day` is None. `minimum_n` is the fewest cases of which a
    rate is given, `follow_up` the text in which the rule of follow-ups stands.
    """

    first: str
    last: str
    day: str | None
    pack: str
    minimum_n: int
    follow_up: Written

    def said(self, language: str, mark: Callable[[str], str] = str) -> str:
        """In words (`zh`, `en`), with the pack and the place of its text as `mark` writes such codes."""
        text, code = self.follow_up, "counted_by" if self.day else "counted_by_todays"
        months = self.first if self.first == self.last else f"{self.first} – {self.last}"
        facts = {"months": months, "day": self.day, "pack": mark(self.pack), "minimum": self.minimum_n}
        return words(code, language).format(**facts, since=text.since or "—", source=mark(text.source))

    def plain(self) -> dict[str, object]:
        """As an object of JSON."""
        return {**self._asdict(), "follow_up": self.follow_up._asdict()}


def rulings(period: Period, rule_on: Callable[[date], Counting]) -> list[Ruling]:
    """The rules of a period in the order of its months; neighbours under one rule stand together."""
    months = [(rule_on(month.last_day), month) for month in period.each()]
    return [_ruling(rule, [month for _, month in some]) for rule, some in groupby(months, key=lambda pair: pair[0])]


def _ruling(rule: Counting, some: Sequence[Period]) -> Ruling:
    day = None if rule.is_todays else some[-1].last_day.isoformat()
    return Ruling(some[0].months[0], some[-1].months[-1], day, rule.pack, rule.minimum_n, rule.follow_up.text)
