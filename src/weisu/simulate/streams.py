"""Chance as a function: every number follows from the seed, whom it is about, and what it decides.

A stream is named by (seed, purpose, entity) and gives its numbers by counting, so nothing drawn for one purpose or
one person shifts what is drawn for another. Two cities that differ in one setting share every other chance (common
random numbers), and "what if the action had not been taken" is an exact question.

The generator is SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): a counter in steps of the golden ratio, and a mixer.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from math import cos, exp, floor, log, pi, sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
UNIT = 2.0**-53
TURN = 2.0 * pi
MANY = 30.0
"""From this mean on a Poisson number is drawn from the normal law; below it by counting."""

T = TypeVar("T")
Entity = int | str


def mixed(value: int) -> int:
    """64 bits in which every bit depends on every bit of `value` (SplitMix64's finaliser)."""
    value = (value ^ (value >> 30)) * FIRST & MASK
    value = (value ^ (value >> 27)) * SECOND & MASK
    return value ^ (value >> 31)


@lru_cache(maxsize=65_536)
def word(text: str) -> int:
    """64 bits for a name."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def key_of(seed: int, purpose: str, *entity: Entity) -> int:
    """64 bits that name a stream."""
    return key_below(mixed((seed ^ word(purpose)) & MASK), *entity)


def key_below(key: int, *entity: Entity) -> int:
    """The key of a part of what has this key: `key_of` of all but the last names, then of those."""
    for part in entity:
        key = mixed((key + GOLDEN + (part if isinstance(part, int) else word(part))) & MASK)
    return key


def first_uniforms(keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The first number in [0, 1) of every stream of these keys: `Stream(key).uniform()`, for whole arrays."""
    value = keys + np.uint64(GOLDEN)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(FIRST)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(SECOND)
    return ((value ^ (value >> np.uint64(31))) >> np.uint64(11)) * UNIT


class Stream:
    """Numbers of one purpose about one entity, the same in every run that asks for them in the same order."""

    __slots__ = ("_counter",)

    def __init__(self, key: int) -> None:
        self._counter = key

    def bits(self) -> int:
        """The next 64 bits."""
        self._counter = value = (self._counter + GOLDEN) & MASK
        value = (value ^ (value >> 30)) * FIRST & MASK
        value = (value ^ (value >> 27)) * SECOND & MASK
        return value ^ (value >> 31)

    def uniform(self) -> float:
        """A number in [0, 1)."""
        self._counter = value = (self._counter + GOLDEN) & MASK
        value = (value ^ (value >> 30)) * FIRST & MASK
        value = (value ^ (value >> 27)) * SECOND & MASK
        return ((value ^ (value >> 31)) >> 11) * UNIT

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens; costs one number whatever the probability."""
        return self.uniform() < probability

    def index(self, count: int) -> int:
        """A whole number in [0, count)."""
        return int(self.uniform() * count)

    def choice(self, items: Sequence[T]) -> T:
        """One of the items, each as likely."""
        return items[int(self.uniform() * len(items))]

    def pick(self, items: Sequence[T], cumulative: Sequence[float]) -> T:
        """One of the items by their running sums of weights."""
        return items[min(bisect_right(cumulative, self.uniform() * cumulative[-1]), len(items) - 1)]

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.uniform()

    def exponential(self, mean: float) -> float:
        """A waiting time of this mean."""
        return -mean * log(1.0 - self.uniform())

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """A normal number (Box and Muller 1958); always two numbers of the stream."""
        # Both numbers as `uniform` makes them: nothing is drawn more often.
        one = (self._counter + GOLDEN) & MASK
        self._counter = other = (one + GOLDEN) & MASK
        one = (one ^ (one >> 30)) * FIRST & MASK
        one = (one ^ (one >> 27)) * SECOND & MASK
        other = (other ^ (other >> 30)) * FIRST & MASK
        other = (other ^ (other >> 27)) * SECOND & MASK
        length = sqrt(-2.0 * log(1.0 - ((one ^ (one >> 31)) >> 11) * UNIT))
        return mean + deviation * length * cos(TURN * (((other ^ (other >> 31)) >> 11) * UNIT))

    def lognormal(self, median: float, sigma: float) -> float:
        """A positive number whose logarithm is normal."""
        return median * exp(self.normal(0.0, sigma))

    def gamma(self, shape: float, scale: float = 1.0) -> float:
        """A gamma number (Marsaglia and Tsang 2000)."""
        if shape < 1.0:
            return float(self.gamma(shape + 1.0, scale) * (1.0 - self.uniform()) ** (1.0 / shape))
        d = shape - 1.0 / 3.0
        c = 1.0 / sqrt(9.0 * d)
        while True:
            x = self.normal()
            v = (1.0 + c * x) ** 3
            if v > 0.0 and log(1.0 - self.uniform()) < 0.5 * x * x + d - d * v + d * log(v):
                return d * v * scale

    def beta(self, a: float, b: float) -> float:
        """A share in (0, 1) with mean a / (a + b)."""
        one, other = self.gamma(a), self.gamma(b)
        return one / (one + other)

    def poisson(self, mean: float) -> int:
        """A count of this mean."""
        if mean <= 0.0:
            return 0
        if mean > MANY:
            return max(0, floor(self.normal(mean, sqrt(mean)) + 0.5))
        left, count = self.uniform(), 0
        share = total = exp(-mean)
        while left > total and share > 0.0:
            count += 1
            share *= mean / count
            total += share
        return count


class Chance:
    """Every stream of one seed."""

    __slots__ = ("seed",)

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, purpose: str, *entity: Entity) -> Stream:
        """The numbers that decide `purpose` about this entity, from the first one on."""
        return Stream(key_of(self.seed, purpose, *entity))
