"""What a command prints: the result on standard output, progress on standard error."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any


def say(line: str) -> None:
    """Progress, or anything else that is not the result."""
    print(line, file=sys.stderr, flush=True)


def show(arguments: argparse.Namespace, facts: Mapping[str, Any], lines: Iterable[str]) -> None:
    """The result: with `--json` one object and nothing else, otherwise the lines."""
    if getattr(arguments, "json", False):
        print(json.dumps(facts, ensure_ascii=False, default=str))
        return
    for line in lines:
        print(line)


def add_json(parser: argparse.ArgumentParser) -> None:
    """The `--json` switch, spelled the same everywhere."""
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
