"""Regions and units by the dozen: `[[grow]]` and `[[office]]` of a scenario, for cities nobody wants to write out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weisu.simulate.scenario.shape import Region, Unit

DIGITS = {"province": 2, "prefecture": 2, "county": 2, "township": 3}
"""How many digits a level adds to the code of the region above (GB/T 2260, GB/T 10114)."""


@dataclass(frozen=True)
class Grow:
    """`count` regions of a level, spread evenly under those of the level above that were written before.

    `name` may hold {n}, the running number under one parent, and {parent}; `communities` is how many each township has,
    named by `community` with {n}.
    """

    level: str
    under: str
    count: int
    name: str
    residents: float = 0.0
    communities: int = 0
    community: str = ""


@dataclass(frozen=True)
class Office:
    """One unit in every region of a level; `{region}` in its name, and in the id of its parent, is that region."""

    level: str
    slug: str
    name: str
    kind: str
    parent: str
    matters: tuple[str, ...] = ()
    round_the_clock: bool = False


def grown(grow: Grow, regions: Sequence[Region]) -> Iterator[Region]:
    """The new regions; residents of all of them together are `grow.residents`."""
    parents = [region for region in regions if region.level == grow.under]
    for place in range(grow.count):
        parent = parents[place * len(parents) // grow.count]
        number = place - _first(place, len(parents), grow.count) + 1
        yield Region(
            code=f"{parent.code}{number:0{DIGITS[grow.level]}}",
            name=grow.name.format(n=number, parent=parent.name),
            level=grow.level,
            parent=parent.code,
            residents=grow.residents / grow.count,
            communities=tuple(grow.community.format(n=n + 1) for n in range(grow.communities)),
        )


def _first(place: int, parents: int, count: int) -> int:
    """The first place that falls under the same parent as `place`."""
    of = place * parents // count
    return -(-of * count // parents)


def offices(office: Office, regions: Sequence[Region]) -> Iterator[Unit]:
    """One unit for each region of the level."""
    for region in regions:
        if region.level == office.level:
            yield Unit(
                id=f"u-{region.code}{'-' if office.slug else ''}{office.slug}",
                name=office.name.format(region=region.name),
                kind=office.kind,
                level=office.level,
                region=region.code,
                parent=office.parent.format(region=region.code, above=region.parent),
                matters=office.matters,
                round_the_clock=office.round_the_clock,
            )
