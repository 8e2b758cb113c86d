"""Our side: the star of a lake built anew, and every measure of the catalogue asked of it once."""

import resource
import shutil
import sys
from pathlib import Path

from tools.bench.measure import cpu_seconds
from tools.bench.parts.lives import national
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.dimensions import write_dimensions
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star, root_of

YEAR = Period.of("2026-01..2026-12")


def build_and_ask(lake: Path) -> None:
    """Build the star and ask every measure by month, and by unit where a unit answers for it."""
    policy = national()
    rule = counting(policy)
    shutil.rmtree(root_of(lake), ignore_errors=True)
    build(lake, offset_us=0)
    write_dimensions(lake, policy, {})
    star = Star(lake)
    for metric in METRICS.values():
        ask(star, metric, YEAR, by=("unit", "month") if metric.charged else ("month",), rule_on=lambda day: rule)
    star.close()


if __name__ == "__main__":
    # CPU seconds and the most memory (in KiB, as Linux counts) of this process, for whoever started it.
    begun = cpu_seconds()
    build_and_ask(Path(sys.argv[1]))
    spent = cpu_seconds() - begun
    sys.stdout.write(f"{spent} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
