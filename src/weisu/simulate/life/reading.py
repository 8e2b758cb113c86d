"""双人盲读: of some replies two people of the hotline say what they are worth, neither knowing what the other found."""

from collections.abc import Mapping
from typing import Any

from weisu.domain.vocabulary import Role, Rubric, Status
from weisu.simulate.agenda import Story
from weisu.simulate.life.neighbourhood import Neighbourhood, later
from weisu.simulate.port import Case
from weisu.simulate.streams import Stream

READERS = (Role.QUALITY_INSPECTOR, Role.OVERSIGHT_OFFICER)
"""Who reads first and who second; a hotline has one person in each of these posts, so they are two people."""

GOOD, HOLLOW, SPREAD = 0.88, 0.5, 0.08
"""What share of the points a reply deserves that tells of work, and one of phrases; and how much replies differ."""

LENIENCE, EYE = 0.04, 0.08
"""How much readers differ in all that they give, and in each item: of ten pairs about nine lie within ten points."""


def read_twice(here: Neighbourhood, case: Case, unit: str) -> Story:
    """The reply as it stood at the closing, read within two days; nobody reads one that is being done again."""
    draw = here.draw(case.key, f"reading {case.state.reopens}")
    rubric = _rubric(here, case)
    if not draw.chance(here.settings.centre.reads) or not rubric:
        return
    worth = draw.normal(HOLLOW if _is_hollow(case, unit) else GOOD, SPREAD)
    for role in READERS:
        yield later(here.now_us, draw.between(0.1, 1.0))
        if case.state.status != Status.CLOSED:
            return
        words = {"findings": here.say("reading", draw)}
        points = _points(rubric, worth, draw)
        here.give(case, "check_quality", here.hub(role), words, rubric=Rubric.REPLY.value, unit=unit, points=points)


def _rubric(here: Neighbourhood, case: Case) -> Mapping[str, Any]:
    """The items of the rubric in force with their points; none under rules older than the double reading."""
    found: Any = here.policy(case.state).setting("assessment.reading") or {}
    rubric: Mapping[str, Any] = found.get("rubric", {})
    return rubric


def _is_hollow(case: Case, unit: str) -> bool:
    return any(player == unit and kind == "perfunctory_reply" for player, kind, _ in case.plays)


def _points(rubric: Mapping[str, Any], worth: float, draw: Stream) -> int:
    """One reader's points, item by item: what the reply deserves as this reader sees it."""
    seen = worth + draw.normal(0.0, LENIENCE)
    shares = {name: min(max(seen + draw.normal(0.0, EYE), 0.0), 1.0) for name in sorted(rubric)}
    return sum(round(rubric[name]["points"] * share) for name, share in shares.items())
