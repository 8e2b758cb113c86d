"""What is wrong with a pack, always with file, line and rule."""

from collections.abc import Sequence
from typing import NamedTuple

from weisu.domain.errors import PolicyError
from weisu.domain.policy.rows import Source


class Problem(NamedTuple):
    """One fault of a pack."""

    file: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        rule = f" rule {self.rule!r}" if self.rule else ""
        return f"{self.file}:{self.line}{rule}: {self.text}"


def problem(source: Source, rule: str, text: str) -> Problem:
    """A fault of one rule at one place."""
    return Problem(source.file, source.line, rule, text)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise one error naming every problem; do nothing when there is none.

    Raises: PolicyError.
    """
    if not problems:
        return
    first, rest = problems[0], len(problems) - 1
    more = f" (and {rest} more)" if rest else ""
    listed = [item._asdict() for item in problems]
    raise PolicyError(f"{first}{more}", instead=["correct the line and check again"], problems=listed)
