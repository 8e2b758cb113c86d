"""The page of statistics: every method, its paper, formula and published answer, and the test that reproduces it."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType

from tools.docs.markdown import first_line, page, table
from weisu import science

ROOT = Path(__file__).resolve().parents[2]
LABELS = ("Paper", "Formula", "Answer", "Refuses")
OPENING = """Functions of arrays: `from weisu.science import funnel`. Each answers or refuses, and never hands back NaN:
`Malformed` says the numbers are wrong, `NotEnough` that they are right but too few to carry an answer."""


def write() -> str:
    """The page."""
    methods = list(_methods())
    rows = [[f"[`{name}`](#{name})", first_line(module), _test_of(name)] for name, module in methods]
    parts = [_section(name, module) for name, module in methods]
    return page("Statistics", "src/weisu/science/", OPENING, table(["module", "what for", "test"], rows), *parts)


def told(module: ModuleType) -> dict[str, str]:
    """What a module says of itself under each label, on one line each."""
    found = re.split(rf"^({'|'.join(LABELS)}): ", (module.__doc__ or "").partition("\n\n")[2], flags=re.MULTILINE)
    return {label: " ".join(text.split()) for label, text in zip(found[1::2], found[2::2], strict=True)}


def _methods() -> Iterator[tuple[str, ModuleType]]:
    for found in iter_modules(science.__path__):
        if found.name != "arrays":
            yield found.name, import_module(f"weisu.science.{found.name}")


def _section(name: str, module: ModuleType) -> str:
    said = told(module)
    lines = [f"- **{label}:** {said[label]}" for label in LABELS]
    functions = table(["function", "gives"], [[f"`{one.__name__}`", first_line(one)] for one in _functions(module)])
    return "\n\n".join([f"## {name}", first_line(module), "\n".join(lines), functions])


def _functions(module: ModuleType) -> list[FunctionType]:
    own = inspect.getmembers(module, lambda thing: inspect.isfunction(thing) and thing.__module__ == module.__name__)
    return sorted((one for name, one in own if name[0] != "_"), key=lambda one: one.__code__.co_firstlineno)


def _test_of(name: str) -> str:
    path = f"tests/science/test_{name}.py"
    return f"[{path}](../../{path})" if (ROOT / path).exists() else "–"
