"""Drawing whom the platform asks: by a published seed, so that anybody can draw again and find the same tickets.

Within each unit the closings are put in order of matter and, within a matter, of a hash of seed and number; then every
so-manyth is drawn, from a start that the seed gives too. So each closing of a unit has one and the same chance, and
every matter has its share of the sample. A seed known before the last closing would tell a unit whom to please:
publish it afterwards, for example as the numbers of a public lottery.
"""

from collections.abc import Sequence
from hashlib import sha256
from math import ceil, floor

import numpy as np

from weisu.analytics.rules import SampleRule
from weisu.science.arrays import Booleans


def size(closed: int, rule: SampleRule) -> int:
    """How many of a unit's closings are drawn."""
    return min(closed, max(rule.least, ceil(closed * rule.per_cent / 100)))


def drawn(
    units: Sequence[str], matters: Sequence[str], numbers: Sequence[str], *, seed: str, rule: SampleRule
) -> Booleans:
    """Which of the closings (one row each, in any order) are drawn."""
    found = np.zeros(len(numbers), dtype=np.bool_)
    places: dict[str, list[int]] = {}
    for place in sorted(range(len(numbers)), key=lambda at: (matters[at], lot(seed, numbers[at]))):
        places.setdefault(units[place], []).append(place)
    for unit, own in places.items():
        step, start = len(own) / max(1, size(len(own), rule)), lot(seed, unit)
        for turn in range(size(len(own), rule)):
            found[own[floor((start + turn) * step)]] = True
    return found


def lot(seed: str, name: str) -> float:
    """A number from 0 to below 1: the first 52 bits of SHA-256 of the seed, a new line, and the name."""
    return int(sha256(f"{seed}\n{name}".encode()).hexdigest()[:13], 16) / 2**52
