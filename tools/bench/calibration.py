"""Simulated cities beside published numbers: how many statistics of a district's real file are met within a third.

Writes docs/reference/calibration.md, which shows all of them with their sources.
"""

from pathlib import Path

from tools.bench.measure import say
from tools.bench.result import Result, at_least, exactly
from tools.calibration import living, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "calibration.md"


def run(full: bool) -> Result:
    """Live both scenarios, compare, and write the page."""
    say("  a hotline and a district ...")
    hotline, district = living.city(), living.district()
    PAGE.write_text(page.write(hotline, district), encoding="utf-8")
    compared = page.district(district)
    figures = {f"district_{one.row['name']}": round(one.simulated, 4) for one in compared}
    figures |= {
        "within_a_third": sum(abs(one.off) <= page.THIRD for one in compared),
        "outside_without_a_remark": len(page.unremarked(hotline)),
        "off_without_a_reason": sum(not one.holds for one in compared),
    }
    goals = [at_least("within_a_third", 9), exactly("off_without_a_reason", 0), exactly("outside_without_a_remark", 0)]
    return Result(figures, goals)
