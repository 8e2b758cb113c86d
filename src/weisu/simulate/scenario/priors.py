"""Numbers that are not known: what a scenario writes instead of one, and how a seed chooses.

`0.2` is 0.2 in every city; `{ beta = [2, 8] }` is another share in each.
"""

from dataclasses import dataclass
from math import isfinite

from weisu.simulate.streams import Stream

LAWS = {"uniform": 2, "normal": 2, "lognormal": 2, "beta": 2, "gamma": 2}
"""What may be written, and how many numbers it takes: low and high; mean and deviation; median and sigma; a and b;
shape and scale."""


@dataclass(frozen=True)
class Prior:
    """One law, and the bounds no draw may leave."""

    law: str
    numbers: tuple[float, ...]
    least: float = float("-inf")
    most: float = float("inf")

    def draw(self, stream: Stream) -> float:
        """One value, moved to the nearest bound if it lies outside."""
        return min(max(self._drawn(stream), self.least), self.most)

    def _drawn(self, stream: Stream) -> float:
        one, *other = self.numbers
        match self.law:
            case "uniform":
                return stream.between(one, other[0])
            case "normal":
                return stream.normal(one, other[0])
            case "lognormal":
                return stream.lognormal(one, other[0])
            case "beta":
                return stream.beta(one, other[0])
            case "gamma":
                return stream.gamma(one, other[0])
        return one


def parse(value: object, *, least: float, most: float) -> Prior:
    """A number, or a law with its numbers.

    Raises: ValueError, saying what may be written.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        _require_within(value, least, most)
        return Prior("fixed", (float(value),), least, most)
    laws = ", ".join(f"{{ {law} = [..] }}" for law in LAWS)
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in LAWS:
        raise ValueError(f"{value!r} is no number; write one, or one of {laws}")
    law, numbers = next(iter(value.items()))
    if not isinstance(numbers, list) or len(numbers) != LAWS[law] or not all(_is_number(n) for n in numbers):
        raise ValueError(f"{law} takes {LAWS[law]} numbers, not {numbers!r}")
    if law != "normal" and law != "uniform" and min(numbers) <= 0:
        raise ValueError(f"the numbers of {law} must be above zero, not {numbers!r}")
    if law == "uniform":
        low, high = numbers
        if low > high:
            raise ValueError(f"uniform goes from low to high, not from {low} to {high}; write [{high}, {low}]")
        for number in numbers:
            _require_within(number, least, most)
    if law == "normal" and numbers[1] < 0:
        raise ValueError(f"the deviation of normal may not be negative, as {numbers[1]} is")
    return Prior(law, tuple(map(float, numbers)), least, most)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _require_within(value: float, least: float, most: float) -> None:
    if isfinite(value) and least <= value <= most:
        return
    if most == float("inf"):
        raise ValueError(f"{value} must be a number" + (f" from {least:g} on" if isfinite(least) else ""))
    raise ValueError(f"{value} must lie between {least:g} and {most:g}")
