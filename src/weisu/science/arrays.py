"""What every method takes and what it refuses: finite numbers in arrays of one length.

A method answers or refuses; it never hands back NaN. `Malformed` says the numbers are wrong, `NotEnough` that they are
right but too few to carry an answer: show "not enough", pool units or lengthen the period.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
"""An array of finite numbers; its shape is said where it is used."""
Integers = NDArray[np.int64]
"""An array of whole numbers, codes or positions."""
Booleans = NDArray[np.bool_]
"""An array of yes and no."""
Row = TypeVar("Row", bound=NDArray[Any])


class Malformed(ValueError):
    """Numbers that cannot be right: a share above one, a negative count, two columns of different length."""


class NotEnough(ValueError):
    """Numbers that are right but carry no answer; `where` names the positions that lack it, or none for the whole."""

    def __init__(self, message: str, where: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.where = tuple(where)


def numbers(name: str, values: ArrayLike) -> Floats:
    """The values as finite floats, of any shape.

    Raises: Malformed, naming the first position that is missing or infinite.
    """
    array = np.asarray(values, dtype=np.float64)
    _refuse_where(~np.isfinite(array), array, f"{name} must be finite numbers")
    return array


def counts(name: str, values: ArrayLike) -> Floats:
    """The values as whole numbers of zero or more.

    Raises: Malformed.
    """
    array = numbers(name, values)
    _refuse_where((array < 0) | (array != np.floor(array)), array, f"{name} must be whole numbers from 0 on")
    return array


def above_zero(name: str, values: ArrayLike) -> Floats:
    """The values as numbers above zero: exposures, expectations, standard errors.

    Raises: Malformed.
    """
    array = numbers(name, values)
    _refuse_where(array <= 0, array, f"{name} must be above zero")
    return array


def shares(name: str, values: ArrayLike) -> Floats:
    """The values as shares between 0 and 1.

    Raises: Malformed.
    """
    array = numbers(name, values)
    _refuse_where((array < 0) | (array > 1), array, f"{name} must lie between 0 and 1")
    return array


def some_of(met: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Counts of those who met something and of all, broadcast to one shape.

    Raises: Malformed; NotEnough where nobody was counted.
    """
    return parts_of(counts("met", met), n)


def parts_of(met: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """What those who met something wholly or in part add up to, and the counts of all, broadcast to one shape.

    Raises: Malformed; NotEnough where nobody was counted.
    """
    met, n = np.broadcast_arrays(numbers("met", met), counts("n", n))
    _refuse_where(met < 0, met, "met must be from 0 on")
    _refuse_where(met > n, met, "met must not exceed n")
    need(n > 0, "nobody was counted")
    return met, n


def row_of(name: str, values: Row, length: int) -> Row:
    """The values, if they are one row of that length.

    Raises: Malformed.
    """
    if values.shape != (length,):
        raise Malformed(f"{name} must be one row of {length} numbers, not of shape {values.shape}.")
    return values


def summed(place: Integers, values: Floats | Booleans, size: int) -> Floats:
    """Sums of the values by their place, of which there are `size`."""
    return np.asarray(np.bincount(place, values, size), dtype=np.float64)


def solved(matrix: Floats, right: Floats) -> Floats:
    """The solution of a system of equations.

    Raises: NotEnough when the equations do not settle it.
    """
    try:
        return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise NotEnough("Not enough to say: the columns cannot be told apart.") from error


def inverse(matrix: Floats) -> Floats:
    """The inverse of a matrix of information.

    Raises: NotEnough when it has none.
    """
    return solved(matrix, np.eye(len(matrix)))


def need(enough: Booleans, why: str) -> None:
    """Refuse when any position lacks what an answer needs.

    Raises: NotEnough, with the positions in `where`.
    """
    lacking = np.flatnonzero(~np.atleast_1d(enough))
    if lacking.size:
        shown = ", ".join(map(str, lacking[:5])) + (", ..." if lacking.size > 5 else "")
        raise NotEnough(f"Not enough to say: {why} at position {shown}.", lacking.tolist())


def need_units(count: int, least: int, what: str) -> None:
    """Refuse fewer than `least` of something.

    Raises: NotEnough.
    """
    if count < least:
        raise NotEnough(f"Not enough to say: {count} {what}, and at least {least} are needed.")


def _refuse_where(wrong: Booleans, array: Floats, rule: str) -> None:
    found = np.flatnonzero(np.atleast_1d(wrong))
    if found.size:
        raise Malformed(f"{rule}; position {found[0]} is {np.atleast_1d(array).flat[found[0]]:g}.")
