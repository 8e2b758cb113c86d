"""How many people live where: the residents that the organisation knows, and those of whole regions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from weisu.analytics import tables
from weisu.analytics.held import held_at, last_instant
from weisu.analytics.period import Period
from weisu.analytics.star import Star


class Region(NamedTuple):
    """One region in force: the one above it ("" for none) and its residents, None where nobody knows."""

    name: str
    parent: str
    residents: int | None


class People(NamedTuple):
    """The regions in force by code, and the highest ones of those that whoever asks sees."""

    regions: Mapping[str, Region]
    tops: Sequence[str]
    places: Sequence[str] | None

    def of(self, code: str) -> int | None:
        """The residents of a region: its own number, or those of all regions in it if each is known."""
        here = self.regions.get(code)
        if here is None or here.residents is not None:
            return None if here is None else here.residents
        return self._together(self._in(code))

    def of_whole(self) -> int | None:
        """The residents of all that whoever asks sees."""
        return self._together(self.tops)

    def called(self, code: str) -> str:
        """The name of a region; its code where nobody knows it."""
        return self.regions[code].name if code in self.regions else code

    def unknown(self) -> list[str]:
        """The names of the highest regions whose residents do not follow from what is known."""
        return [self.regions[code].name for code in self.tops if self.of(code) is None]

    def within(self, code: str) -> list[str]:
        """A region and all that lies in it."""
        return [code, *(below for child in self._in(code) for below in self.within(child))]

    def above(self, code: str) -> Iterator[str]:
        """A region and those that it lies in, as far as whoever asks sees them."""
        while code and (self.places is None or code in self.places):
            yield code
            code = self.regions[code].parent if code in self.regions else ""

    def _in(self, code: str) -> list[str]:
        return [other for other, region in self.regions.items() if region.parent == code]

    def _together(self, codes: Sequence[str]) -> int | None:
        each = [self.of(code) for code in codes]
        return sum(one for one in each if one is not None) if each and None not in each else None


def people_of(star: Star, period: Period) -> People:
    """The regions that were in force when a period ended, or where the log ends if that is before it."""
    at_us = last_instant(star, period)
    held = {
        code: Region(row["name"], row["parent_id"] or "", row["residents"])
        for code, row in held_at(star, tables.REGION, at_us).items()
        if row["valid_until_us"] is None or row["valid_until_us"] > at_us
    }
    seen = list(held) if star.places is None else [code for code in star.places if code in held]
    tops = [code for code in seen if held[code].parent not in seen]
    return People(held, tops, star.places)
