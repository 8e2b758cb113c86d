"""Arguments of commands: what cannot be understood is one sentence that names the command and where its help is."""

import argparse
import math
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from weisu.domain.spelling import nearest


class Misused(Exception):
    """A command line that cannot be understood."""


class Parser(argparse.ArgumentParser):
    """argparse, of which an error is told like every other failure of a command."""

    def error(self, message: str) -> NoReturn:
        """Tell it by an exception, so that `--json` has its object too.

        Raises: Misused.
        """
        raise Misused(f"{message.rstrip('.')}. `{self.prog} --help` says what can be asked.")

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Refuse what this command does not know itself: the command above it could only name itself."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            first = unknown[0]
            self.error(f"{self.prog} does not know {first!r}{nearest(first, self._option_string_actions)}")
        return found, unknown


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number from `least` to `most`, both included."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return int(text)

    return read


def number(least: float, most: float) -> Callable[[str], float]:
    """Reads a number from `least` to `most`, both included."""

    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least:g} to {most:g}")
        return found

    return read


port = whole(1, 65_535)
