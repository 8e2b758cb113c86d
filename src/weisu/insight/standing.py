"""Units side by side in three ways, as a page asks it of the star: plain data in, plain data out."""

from collections.abc import Mapping, Sequence
from contextlib import closing

from weisu.analytics.asking import ask
from weisu.analytics.catalog import metric_of
from weisu.analytics.expectation import Tickets, peers_by
from weisu.analytics.held import kinds_in
from weisu.analytics.unit_comparison import Compared, compared
from weisu.analytics.unit_tickets import unit_tickets
from weisu.insight.kept import Tell
from weisu.insight.questions import Plain, View
from weisu.science.arrays import NotEnough
from weisu.science.intervals import garwood, wilson_around

PARTS = 3


def units(view: View, tell: Tell, key: str) -> Plain:
    """A share or rate of all, and every unit by rank, by volume and by case mix; `why` says why units are not compared.

    Raises: CannotGroup for a measure that is no share or rate of units.
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
    told = [_plain(row, is_rate=tickets.is_rate) for row in rows]
    return {"share": found.share, "n": found.n, "observed": found.observed, "rows": told}


def _plain(row: Compared, *, is_rate: bool) -> Plain:
    between = garwood(row.observed, row.n) if is_rate else wilson_around(row.share, row.n)
    ends = {"share_low": float(between.low), "share_high": float(between.high)}
    said = {language: row.sentence(language) for language in ("zh", "en")}
    return {**row._asdict(), **ends, "said": said}
