"""What somebody would answer, from what the process left: a model learnt from those who did, never asked about its own.

Weakly held towards "half and half" by one observation a column (Greenland 2007, Statistics in Medicine 26:2909), so
that it has an answer also where few answered or all said the same.
"""

import numpy as np
from scipy import special

from weisu.science import regression
from weisu.science.arrays import Booleans, Floats, Integers

FOLDS = 5


def predicted(traces: Floats, answers: Floats, answered: Booleans, fold: Integers) -> Floats:
    """The chance of a yes of every row of `traces` (rows × traces).

    Of a row that answered, by a model that did not see its fold; of others, the mean over the folds' models. `answers`
    (0 to 1) counts where `answered`, a half and more as a yes.
    """
    found: Floats = np.zeros((FOLDS, len(traces)))
    for part in range(FOLDS):
        taught = answered & (fold != part)
        found[part] = chances(traces, taught, answers[taught] >= 0.5)
    own = found[fold, np.arange(len(traces))]
    return np.where(answered, own, found.mean(axis=0))


def chances(traces: Floats, taught: Booleans, yes: Booleans) -> Floats:
    """The chance of a yes of every row, from the rows that are taught with."""
    if not taught.any():
        return np.full(len(traces), 0.5)
    centre, spread = traces[taught].mean(axis=0), traces[taught].std(axis=0)
    tells = spread > 0
    x = np.clip((traces[:, tells] - centre[tells]) / spread[tells], -4, 4)
    x = np.column_stack([np.ones(len(x)), x])
    held = np.eye(x.shape[1])
    fit = regression.logistic(
        np.vstack([x[taught], held]),
        np.concatenate([yes.astype(float), np.ones(len(held))]),
        np.concatenate([np.ones(int(taught.sum())), np.full(len(held), 2)]),
    )
    return np.asarray(special.expit(x @ fit.coefficients), dtype=np.float64)
