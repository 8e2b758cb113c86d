"""What would be expected of each unit, given what its tickets were when they came in.

Only features fixed at intake enter: kind, matter, channel, month. Nothing that a unit can influence does. A unit's own
tickets never set its own expectation: units are dealt into folds, and each fold is predicted by a penalised model of
all the others, logistic of what is met or not, Poisson of what may happen to a ticket more than once. Expectations are
then moved together until, among peers, as much is expected as was observed.

A unit is only compared where its peers had tickets like its own. Peers are units of one kind and one band of volume.
Source: indirect standardisation with cross-fitting; Manktelow et al. 2014 on ratios across tiers (PMC3618107).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science import penalised_regression as penalised
from weisu.science.arrays import Booleans, Floats, Integers, Malformed, NotEnough, counts, row_of, shares, summed

FOLDS = 10
LEAST_OVERLAP = 0.80
"""Of a unit's tickets, so many must be of a sort that its peers had too."""
ALIKE = 10
"""Tickets that other peers must have had of a sort, for it to count as one of theirs."""
RARE = 20
"""A word of a feature that fewer tickets carry is put together with the other rare ones."""
LEAST_PEERS = 3


class Tickets(NamedTuple):
    """Tickets as columns: who answered for each, whether it met what is asked about, and its features at intake.

    `met` is 0, 1 or the part that is met; of a `is_rate` how often something happened to the ticket.
    """

    unit: Sequence[str]
    met: ArrayLike
    features: Mapping[str, Sequence[str]]
    is_rate: bool = False


class Expected(NamedTuple):
    """Of one unit: tickets, how many met it, how many were expected to, and how far peers had tickets like its own.

    `expected` is None when `why` says why nothing is compared: `no_overlap`, `no_peers`, `all_alike`.
    """

    unit: str
    peers: str
    n: int
    observed: float
    expected: float | None
    overlap: float
    why: str = ""


Fit = Callable[[ArrayLike, ArrayLike], penalised.Model]


class Model(NamedTuple):
    """How an outcome is checked, modelled, and moved to what was observed; and when it tells no ticket from another."""

    checked: Callable[[str, ArrayLike], Floats]
    fit: Fit
    settled: Callable[[ArrayLike, float], Floats]
    is_alike: Callable[[Floats], bool]


OF_SHARES = Model(shares, penalised.logistic, penalised.recalibrated, lambda met: not 0 < met.sum() < met.size)
OF_RATES = Model(counts, penalised.poisson, penalised.recalibrated_counts, lambda met: not met.any())


def band_of(n: int, bands: Sequence[int]) -> str:
    """The band of volume, named by its ends: `30–299`; `bands` are the lower ends, rising."""
    edges = [0, *bands]
    place = max(index for index, edge in enumerate(edges) if n >= edge)
    return f"{edges[place]}–{edges[place + 1] - 1}" if place + 1 < len(edges) else f"{edges[place]}+"


def peers_by(units: Sequence[str], kinds: Mapping[str, str], bands: Sequence[int]) -> dict[str, str]:
    """The peer group of every unit: its kind, and the band of its number of tickets."""
    names, n = np.unique(np.asarray(units, dtype=str), return_counts=True)
    pairs = zip(names.tolist(), n.tolist(), strict=True)
    return {name: f"{kinds.get(name, '')} {band_of(count, bands)}".strip() for name, count in pairs}


def expectation(
    tickets: Tickets, peers: Mapping[str, str], *, alike: Sequence[str] = ("category", "kind")
) -> list[Expected]:
    """What was expected of every unit, sorted by unit; `alike` are the features that make two tickets of one sort.

    Raises: Malformed; NotEnough when all tickets met it, or none did.
    """
    names, unit = np.unique(np.asarray(tickets.unit, dtype=str), return_inverse=True)
    model = OF_RATES if tickets.is_rate else OF_SHARES
    met = row_of("met", model.checked("met", tickets.met), unit.size)
    if model.is_alike(met):
        raise NotEnough("Not enough to say: all tickets met it, or none did.")
    predictor = cross_fitted(unit, met, design_of(tickets.features, unit.size), model)
    group = np.array([peers[name] for name in names])
    overlap = _overlap(
        unit, np.unique(group, return_inverse=True)[1], _codes([tickets.features[name] for name in alike])
    )
    found: list[Expected] = []
    for label in np.unique(group):
        found += _peers(str(label), names.tolist(), group == label, unit, met, predictor, overlap, model)
    return sorted(found, key=lambda one: one.unit)


def design_of(features: Mapping[str, Sequence[str]], rows: int) -> Floats:
    """Rows × columns of 0 and 1, one column for each word of each feature but its most frequent one.

    Raises: Malformed, naming a feature of another length.
    """
    columns: list[Floats] = []
    for name, values in features.items():
        words = row_of(name, np.asarray(values, dtype=str), rows)
        known, code, n = np.unique(words, return_inverse=True, return_counts=True)
        code = np.where(n[code] < RARE, known.size, code)
        kinds, n = np.unique(code, return_counts=True)
        columns += [(code == kind).astype(np.float64) for kind in kinds if kind != kinds[n.argmax()]]
    return np.column_stack(columns) if columns else np.zeros((rows, 0))


def cross_fitted(unit: Integers, met: Floats, design: Floats, model: Model = OF_SHARES) -> Floats:
    """The predictor of every ticket (log odds, or the logarithm of a count), by a model that saw none of its unit.

    It is not a number where all other tickets met it, or none did: they tell nothing.

    Raises: NotEnough for fewer than two units.
    """
    fold = _folds(unit)
    found = np.full(unit.size, np.nan)
    for each in np.unique(fold):
        own = (fold == each)[unit]
        if own.all():
            raise NotEnough("Not enough to say: one unit alone has nobody to be compared with.")
        if not model.is_alike(met[~own]):
            found[own] = model.fit(design[~own], met[~own]).predictor(design[own])
    return found


def _folds(unit: Integers) -> Integers:
    """The fold of every unit: the largest first, each into the fold that has least."""
    n = np.bincount(unit)
    load, fold = np.zeros(FOLDS), np.zeros(n.size, dtype=np.int64)
    for each in np.argsort(-n, kind="stable"):
        fold[each] = load.argmin()
        load[fold[each]] += n[each]
    return fold


def _codes(columns: Sequence[Sequence[str]]) -> Integers:
    """One number for each combination of words."""
    if not columns:
        raise Malformed("name at least one feature that makes tickets alike.")
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        words = np.unique(np.asarray(column, dtype=str), return_inverse=True)[1]
        code = np.unique(code * (words.max() + 1) + words, return_inverse=True)[1]
    return code


def _overlap(unit: Integers, peer: Integers, sort: Integers) -> Floats:
    """Of each unit: the share of its tickets of which other peers had at least ALIKE of the same sort."""
    width = int(sort.max()) + 1
    of_unit, of_peers = unit * width + sort, peer[unit] * width + sort
    own = np.bincount(of_unit, minlength=int(of_unit.max()) + 1)[of_unit]
    theirs = np.bincount(of_peers, minlength=int(of_peers.max()) + 1)[of_peers] - own
    return summed(unit, theirs >= ALIKE, peer.size) / np.bincount(unit, minlength=peer.size)


def _peers(
    label: str,
    names: Sequence[str],
    which: Booleans,
    unit: Integers,
    met: Floats,
    predictor: Floats,
    overlap: Floats,
    model: Model,
) -> list[Expected]:
    own = which[unit]
    n, observed = (summed(unit[own], values, len(names)) for values in (np.ones(int(own.sum())), met[own]))
    why, expected = "", np.zeros(len(names))
    if which.sum() < LEAST_PEERS:
        why = "no_peers"
    elif model.is_alike(met[own]) or np.isnan(predictor[own]).any():
        why = "all_alike"
    else:
        expected = summed(unit[own], model.settled(predictor[own], float(met[own].sum())), len(names))
    found = []
    for place in np.flatnonzero(which).tolist():
        reason = why or ("no_overlap" if overlap[place] < LEAST_OVERLAP else "")
        value = None if reason else float(expected[place])
        counted = int(n[place]), float(observed[place])
        found.append(Expected(names[place], label, *counted, value, float(overlap[place]), reason))
    return found
