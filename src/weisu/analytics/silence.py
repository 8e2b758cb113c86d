"""Who gave no answer at a follow-up: refused, or not reached though the rule's tries were made."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.metric import Asked
from weisu.analytics.rules import FollowUpRule
from weisu.domain.worktime import DAY_S, OfficeSpan

SILENT = ("refused", "unreachable")
NO_BAND = -1


def was_asked(row: ir.Table) -> ir.BooleanValue:
    """What a follow-up learnt belongs to the closing before it; a ticket that was reopened has to be asked again."""
    return row.followed_up_us.notnull() & (row.followed_up_us >= ibis.coalesce(row.reopened_us, 0))


def was_silent(row: ir.Table) -> ir.BooleanValue:
    """Somebody wrote that the requester refused or could not be reached, whether or not they had been tried enough."""
    return (was_asked(row) & row.follow_up.isin(SILENT)).fill_null(False)


def is_silent(row: ir.Table, asked: Asked, silence: str) -> ir.BooleanValue:
    """The requester refused, or was unreachable as the asking rule has it; tried too seldom, they were not asked."""
    said = (was_asked(row) & (row.follow_up == silence)).fill_null(False)
    return said & _tried_enough(row, asked.rule.follow_up) if silence == "unreachable" else said


def _tried_enough(row: ir.Table, rule: FollowUpRule) -> ir.BooleanValue:
    """As often, on as many days and at as many times of the day as the rule wants; see `domain.following_up`."""
    tries = row.tried_s
    if rule.hours:
        tries = tries.filter(lambda second: _band(second, rule) != NO_BAND)
    days = tries.map(lambda second: second // DAY_S).unique()
    bands = tries.map(lambda second: _band(second, rule)).unique()
    made = ((tries, rule.attempts), (days, rule.days), (bands, rule.different_bands))
    enough = ibis.literal(True)
    for several, needed in made:
        enough = enough & (several.length().fill_null(0) >= needed)
    return enough


def _band(second: ir.IntegerValue, rule: FollowUpRule) -> ir.IntegerValue:
    """The place of the band in which a local second lies."""
    clock, spans = second % DAY_S, [OfficeSpan.parse(text) for text in rule.hours]
    lies = [((clock >= span.start_s) & (clock < span.end_s), place) for place, span in enumerate(spans)]
    return ibis.cases(*lies, else_=NO_BAND) if lies else ibis.literal(NO_BAND)
