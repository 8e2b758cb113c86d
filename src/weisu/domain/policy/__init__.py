"""A city's rules: texts in, one frozen Policy out (parse, layer, select by date, check, explain). No I/O."""

from weisu.domain.policy.checks import check
from weisu.domain.policy.deadlines import ClockSettings, DeadlineRule, Tried
from weisu.domain.policy.differences import Difference, change_text, differences
from weisu.domain.policy.layers import merge, valid_until
from weisu.domain.policy.pack import Pack, digest, parse
from weisu.domain.policy.policy import Policy
from weisu.domain.policy.problems import Problem, refuse
from weisu.domain.policy.rows import Row, Source
from weisu.domain.policy.transitions import Transition

__all__ = [
    "ClockSettings",
    "DeadlineRule",
    "Difference",
    "Pack",
    "Policy",
    "Problem",
    "Row",
    "Source",
    "Transition",
    "Tried",
    "change_text",
    "check",
    "differences",
    "digest",
    "merge",
    "parse",
    "refuse",
    "valid_until",
]
