"""Whether groups wait equally long.

Paper: Mantel 1966; Peto & Peto 1972 (JRSS A 135:185).
Formula: at every time E_g = d·n_g/n, cov = d(n−d)/(n−1)·(n_g/n)(δ_gh − n_h/n); χ² = (O−E)ᵀV⁻¹(O−E), groups − 1 degrees
    of freedom.
Answer: lung by sex (R survival): χ² = 10.3 on 1 degree of freedom.
Refuses: fewer than two groups; no event at all.
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from weisu.science.arrays import Floats, NotEnough, need_units, solved
from weisu.science.survival import Tally


class LogRank(NamedTuple):
    """Observed and expected events per group, and the test of their difference."""

    observed: Floats
    expected: Floats
    chi2: float
    p: float


def log_rank(*groups: Tally) -> LogRank:
    """Compare how long groups wait, each given by its tally.

    Raises: NotEnough of fewer than two groups or without an event to compare.
    """
    need_units(len(groups), 2, "groups")
    times = np.unique(np.concatenate([group.times for group in groups]))
    d, n = (np.array(rows) for rows in zip(*(_on(times, group) for group in groups), strict=True))
    deaths, total = d.sum(axis=0), n.sum(axis=0)
    part = n / total
    expected = (deaths * part).sum(axis=1)
    spread = deaths * (total - deaths) / np.maximum(total - 1, 1)
    covariance = np.diag((spread * part).sum(axis=1)) - (spread * part) @ part.T
    if not np.diag(covariance).all():
        raise NotEnough("Not enough to say: a group has nobody waiting while another has an event.")
    gap = (d.sum(axis=1) - expected)[:-1]
    chi2 = float(gap @ solved(covariance[:-1, :-1], gap))
    return LogRank(d.sum(axis=1), expected, chi2, float(special.chdtrc(len(groups) - 1, chi2)))


def _on(times: Floats, group: Tally) -> tuple[Floats, Floats]:
    """Events and numbers at risk of one group at the times of all."""
    events = np.zeros(times.size)
    events[np.searchsorted(times, group.times)] = group.events
    at_risk = (group.events + group.censored)[::-1].cumsum()[::-1]
    return events, np.concatenate([at_risk, [0.0]])[np.searchsorted(group.times, times)]
