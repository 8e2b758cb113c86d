"""What no composite may score: measures that say nothing of whether somebody did well."""

from collections.abc import Iterator, Mapping

from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, problem

PRESSURE = "tells how much a unit has in hand; pressure is shown beside a result, and neither scored nor an excuse"
MACHINE = "is what a machine finds in a reply, which never stands alone; score what people read in it (quality_points)"
NEUTRAL = "is a neutral measure: neither more nor less of it is better, so nobody is scored by it"

NEVER_SCORED: Mapping[str, str] = {"in_hand": PRESSURE, "reply_documented": MACHINE} | dict.fromkeys(
    (
        *("complex_share", "clock_rest_share", "deferred", "disputed", "excluded"),
        *("follow_up_reached", "rated_well_unasked", "return_upheld", "still_open", "witnessed"),
    ),
    NEUTRAL,
)
"""Neutral measures of units by key, and why none is scored; only a number of tickets may be, as a volume weight."""


def faults(policy: Policy) -> Iterator[Problem]:
    """Every indicator of a composite that nobody may be scored by."""
    for row in policy.rows.get("composite", {}).values():
        for name in row.table("indicators"):
            if name in NEVER_SCORED:
                yield problem(row.source_of("indicators"), row.id, f"{name} {NEVER_SCORED[name]}")
