"""What a draw tells by now, as a page asks it of the star: plain data in, plain data out."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from weisu.analytics.behind import Behind
from weisu.analytics.draws import Draw
from weisu.analytics.monitoring import QUESTIONS, Monitoring, answers, estimated
from weisu.analytics.narrowing import Sight
from weisu.insight.drawing import Kept, opened
from weisu.insight.kept import Tell
from weisu.insight.questions import Plain, View

ALL, DRAWN, ANSWERED, SILENT = "all", "drawn", "answered", "silent"
WHICH = (ALL, DRAWN, ANSWERED, SILENT)
"""Which closings of a draw: every one, those drawn, of these those that answered a question, and those that did not."""


def unobtrusive(view: View, tell: Tell, one: Kept) -> Plain:
    """Every question of a draw, of the closings in sight: the whole, every unit, likeness and correlation.

    Raises: DrawMissing, DrawChanged, BadDraw.
    """
    steps = 1 + len(QUESTIONS)
    draw = opened(one)
    seen = in_sight(draw, view.sight)
    tell(1, steps)
    rule = view.rule_on(view.period.last_day)
    with closing(view.star()) as star:
        found: Plain = {"as_of_us": star.as_of_us, "terms": draw.terms._asdict(), "closed": seen.rows.num_rows}
        found["questions"] = {}
        for done, question in enumerate(QUESTIONS if seen.rows.num_rows else (), 2):
            said = answers(star, seen.rows, question, rule.follow_up)
            found["questions"][question] = _plain(estimated(seen, said, minimum=rule.minimum_n))
            tell(done, steps)
        return found


def behind_draw(view: View, one: Kept, question: str, which: str, unit: str | None, *, first: int, most: int) -> Behind:
    """The tickets of a draw in sight, of one unit or of all, by number.

    Raises: DrawMissing, DrawChanged, BadDraw.
    """
    rows = in_sight(opened(one), view.sight).rows
    if unit is not None:
        rows = rows.filter(pc.equal(pc.fill_null(rows["unit"], ""), unit))
    if which != ALL:
        rows = rows.filter(rows["drawn"])
    if which in (ANSWERED, SILENT):
        rows = rows.filter(pa.array(_heard(view, rows, question, which == ANSWERED), pa.bool_()))
    numbers = sorted(rows["number"].to_pylist(), reverse=True)
    return Behind(numbers[first : first + most], len(numbers))


def in_sight(draw: Draw, sight: Sight) -> Draw:
    """The closings of a draw that are in sight; within each unit they were drawn by lot like the others."""
    among = pc.is_in(draw.rows["ticket_id"], value_set=pa.array(sight.ids, pa.string()))
    return draw._replace(rows=draw.rows.filter(pc.invert(among) if sight.is_all_but else among))


def _heard(view: View, rows: pa.Table, question: str, is_heard: bool) -> Sequence[bool]:
    with closing(view.star()) as star:
        said = answers(star, rows, question, view.rule_on(view.period.last_day).follow_up)
    return [(one is not None) == is_heard for one in said]


def _plain(found: Monitoring) -> Mapping[str, Any]:
    units = sorted(found.units, key=lambda one: (-one.closed, one.unit))
    return {**found._asdict(), "whole": found.whole._asdict(), "units": [one._asdict() for one in units]}
