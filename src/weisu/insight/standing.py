"""Units side by side in three ways, as a page asks it of the star: plain data in, plain data out."""

from collections.abc import Mapping, Sequence
from contextlib import closing

from weisu.analytics.asking import ask
from weisu.analytics.catalog import metric_of
from weisu.analytics.expectation import Tickets, peers_by
from weisu.analytics.held import kinds_in
from weisu.analytics.metric import Direction, Metric, Shape
from weisu.analytics.unit_comparison import Compared, compared
from weisu.analytics.unit_tickets import unit_tickets
from weisu.insight.kept import Tell
from weisu.insight.questions import Plain, View
from weisu.science.arrays import NotEnough
from weisu.science.intervals import wilson

PARTS = 3


def is_comparable(metric: Metric) -> bool:
    """Whether units answer for it and it says which outcome is unwelcome."""
    return metric.shape == Shape.SHARE and bool(metric.charged) and metric.direction != Direction.NEUTRAL


def units(view: View, tell: Tell, key: str) -> Plain:
    """A share of all, and every unit by rank, by volume and by case mix; `why` says why units are not compared.

    Raises: CannotGroup for a measure that is no share of units.
    """
    metric = metric_of(key)
    with closing(view.star()) as star:
        tickets = unit_tickets(star, metric, view.period, rule_on=view.rule_on)
        tell(1, PARTS)
        whole = ask(star, metric, view.period, rule_on=view.rule_on)[0]
        tell(2, PARTS)
        found: Plain = {"as_of_us": star.as_of_us, "whole": whole._asdict(), "rows": [], "share": None, "why": ""}
        bands = view.rule_on(view.period.last_day).peer_bands
        return found | _side_by_side(tickets, kinds_in(star, view.period), bands)


def _side_by_side(tickets: Tickets, kinds: Mapping[str, str], bands: Sequence[int]) -> Plain:
    if len(set(tickets.unit)) < 2:
        return {"why": "one_unit"}
    try:
        found = compared(tickets, peers_by(tickets.unit, kinds, bands))
    except NotEnough:
        return {"why": "too_alike"}
    rows = sorted(found.rows, key=lambda row: (-row.n, row.unit))
    return {"share": found.share, "n": found.n, "observed": found.observed, "rows": [_plain(row) for row in rows]}


def _plain(row: Compared) -> Plain:
    between = wilson(row.observed, row.n)
    ends = {"share_low": float(between.low), "share_high": float(between.high)}
    said = {language: row.sentence(language) for language in ("zh", "en")}
    return {**row._asdict(), **ends, "said": said}
