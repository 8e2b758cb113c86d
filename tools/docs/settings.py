"""docs/reference/settings.md: every environment variable, its default as the code has it, and what it means."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tools.docs.markdown import page, table

SOURCE = Path(__file__).resolve().parents[2] / "src" / "weisu"
MEANINGS = SOURCE / "config" / "variables.csv"
NAME = re.compile(r"WEISU_[A-Z_]+")

INTRODUCTION = """\
What differs between machines comes from the environment; everything that a city could argue about is in its policy
pack. A variable that is empty counts as not set. A value that cannot be read stops weisu with one sentence that
names it."""


class Undescribed(Exception):
    """A variable that the code reads and nobody explains, or the other way round."""


def write() -> str:
    """The whole page.

    Raises: Undescribed, naming the variables.
    """
    meanings, defaults = read_meanings(), read_defaults()
    if wrong := meanings.keys() ^ defaults.keys():
        raise Undescribed(f"{', '.join(sorted(wrong))}: src/weisu/config/variables.csv must name what the code reads.")
    rows = [(f"`{name}`", f"`{defaults[name]}`" if defaults[name] else "–", said) for name, said in meanings.items()]
    return page("Settings", "src/weisu", INTRODUCTION, table(["variable", "default", "meaning"], rows))


def read_meanings() -> dict[str, str]:
    """What each variable means, in the order of the file."""
    with MEANINGS.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["meaning"] for row in csv.DictReader(file)}


def read_defaults() -> dict[str, str]:
    """Every variable that code of weisu reads, with the default it is read with; empty when there is none."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for name, default in _reads(ast.parse(path.read_text(encoding="utf-8"))):
            found[name] = found.get(name) or default
    return found


def _reads(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Calls whose first argument names a variable: `os.environ.get(NAME, default)`, `env.whole(NAME, default)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _is_name(node.args[0]) and _called(node) != "setdefault":
            default = node.args[1] if len(node.args) > 1 else ast.Constant("")
            yield node.args[0].value, str(default.value) if isinstance(default, ast.Constant) else ""  # type: ignore[attr-defined]


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(NAME.fullmatch(node.value))
