"""How long things may be: what does not fit a head does not fit the house."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.rule import Finding

MODULE, FUNCTION, VIEW, TEMPLATE, POLICY, SETTINGS = 400, 50, 20, 150, 300, 300


def findings(path: PurePosixPath, source: str) -> Iterator[Finding]:
    """What is too long in one file; Django writes migrations, clerks keep tables, so both may be of any length."""
    limit = limit_of(path)
    lines = source.count("\n") + (not source.endswith("\n"))
    if limit and lines > limit:
        yield Finding(str(path), limit + 1, "size", f"{lines} lines; at most {limit}")
    if limit and path.suffix == ".py":
        yield from long_functions(path, source)


def limit_of(path: PurePosixPath) -> int:
    """The most lines this file may have; 0 when it may have any number."""
    if path.suffix == ".py":
        return 0 if path.parent.name == "migrations" else SETTINGS if path.name == "settings.py" else MODULE
    if path.suffix == ".html":
        return TEMPLATE
    return POLICY if path.parts[0] == "policy" and path.suffix != ".csv" else 0


def long_functions(path: PurePosixPath, source: str) -> Iterator[Finding]:
    """Functions above the limit, decorators not counted."""
    is_view = path.is_relative_to("src/weisu/web") and "views" in (path.stem, path.parent.name)
    limit = VIEW if is_view else FUNCTION
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > limit:
                yield Finding(str(path), node.lineno, "size", f"{node.name} has {lines} lines; at most {limit}")
