"""docs/reference/calibration.md: simulated beside published, with the source of each number."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tools.calibration.living import CITY, PLACE, Life
from tools.calibration.records import published
from tools.docs.markdown import table
from weisu.simulate.scenario import read

THIRD = 1 / 3
HEAD = """\
<!-- Written by ./run bench calibration; change tools/calibration or a scenario and run it again. -->

# Simulated beside published · 模拟与公开数字对照

Every setting of a simulated city is an assumption until it stands beside something real. Few numbers are published, of
different places, years and definitions; a simulated figure is one draw from the priors of its scenario. A test lives
both cities again and finds this page the same.

每个模拟设定在与真实数字对照之前都只是假设。公开的数字不多，地区、年份、口径各不相同。

"""
HOTLINE = """\
## A hotline · 一条热线

{lived}, beside what cities, a province and units published.
A range is the least and the most found, not an interval. What no source tells says so; then nothing but plausibility
stands behind the setting. Some sources are gone from where they were published; a copy was found elsewhere.

"""
DISTRICT = """\
## A district · 一个区

{lived}, of them September and October,
beside the tickets of the same months of 2018 of Pingshan, a district of Shenzhen (5,532 rows, city open data). Shares
of matters, the sizes of sub-districts, the use of channels, weekends and the load of units are set after the file;
everything else follows from the usual settings. Off by more than a third needs a reason.

"""


class Compared(NamedTuple):
    """One number beside the other."""

    row: Mapping[str, str]
    simulated: float

    @property
    def real(self) -> float:
        """The published number."""
        return float(self.row["least"])

    @property
    def off(self) -> float:
        """By what share the simulated number differs."""
        return self.simulated / self.real - 1

    @property
    def holds(self) -> bool:
        """Within a third, or there is a reason why not."""
        return abs(self.off) <= THIRD or bool(self.row["why"])


def district(figures: Mapping[str, float]) -> list[Compared]:
    """The statistics of the district's file beside the simulated ones."""
    return [Compared(row, figures[row["name"]]) for row in published() if row["group"] == "district"]


def write(hotline: Mapping[str, float], figures: Mapping[str, float]) -> str:
    """The whole page."""
    of_hotline, of_district = (lived.format(lived=_told(life)) for lived, life in ((HOTLINE, CITY), (DISTRICT, PLACE)))
    return "".join((HEAD, of_hotline, _hotline(hotline), of_district, _district(figures)))


def _told(life: Life) -> str:
    """All that the life of a city depends on."""
    scenario = read(life.scenario)
    residents = sum(region.residents for region in scenario.neighbourhoods)
    return (
        f"`{life.scenario}` (family {scenario.family}, {residents:,.0f} people) from {scenario.start}, "
        f"{life.months:g} months, seed {life.seed}"
    )


def unremarked(figures: Mapping[str, float]) -> list[str]:
    """The rates that lie outside what is published, and no remark says why."""
    ranged = [row for row in published() if row["group"] == "hotline" and row["least"] and not row["why"]]
    return [row["name"] for row in ranged if not float(row["least"]) <= figures[row["name"]] <= float(row["most"])]


def _hotline(figures: Mapping[str, float]) -> str:
    rows = [
        (f"{row['statistic']} · {row['统计量']}", f"{figures[row['name']]:.1%}", _range(row), _source(row), row["why"])
        for row in published()
        if row["group"] == "hotline"
    ]
    return table(["statistic", "simulated", "published", "of", "remark"], rows) + "\n\n"


def _district(figures: Mapping[str, float]) -> str:
    return table(["statistic", "simulated", "file", "off by", "reason"], _lines(figures)) + "\n"


def _lines(figures: Mapping[str, float]) -> Iterator[tuple[str, ...]]:
    for one in district(figures):
        name = f"{one.row['statistic']} · {one.row['统计量']}"
        yield name, f"{one.simulated:.3g}", f"{one.real:.3g}", f"{one.off:+.0%}", one.row["why"]


def _range(row: Mapping[str, str]) -> str:
    if not row["least"]:
        return "not to be had"
    least, most = float(row["least"]), float(row["most"])
    return f"{least:.1%}" if least == most else f"{least:.1%} to {most:.1%}"


def _source(row: Mapping[str, str]) -> str:
    """Whose number it is, and an address for each source, as a number; where only a copy is left, that is said."""
    sources, copies = row["source"].split(), row["copies"].split()
    links = [f"[{number}]({source})" for number, source in enumerate(sources, 1)]
    links += [f"copy found at [{number}]({copy})" for number, copy in enumerate(copies, len(sources) + 1)]
    return f"{row['place']} ({', '.join(links)})" if links else row["place"]
