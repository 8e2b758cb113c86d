"""What a rule is: where it looks, what it finds, and the lines that prove it finds it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, order=True)
class Finding:
    """One line that breaks one rule."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


class Rule:
    """One rule over Python files. `good_lines` pass at the path `example`, `bad_lines` do not."""

    name: str
    example: str
    good_lines: tuple[str, ...]
    bad_lines: tuple[str, ...]

    def covers(self, path: PurePosixPath) -> bool:
        """Whether the rule looks at this file (a path from the repository's root)."""
        raise AssertionError(f"{self.name} does not say where it looks.")

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Line and message of everything that breaks the rule."""
        raise AssertionError(f"{self.name} checks nothing.")

    def findings(self, path: PurePosixPath, source: str) -> Iterator[Finding]:
        """What the rule has to say about one file."""
        if self.covers(path):
            for line, message in self.check(ast.parse(source)):
                yield Finding(str(path), line, self.name, message)


def within(path: PurePosixPath, *packages: str) -> bool:
    """Whether the file belongs to one of these packages of weisu ("web", "domain", "config/env.py")."""
    return any(path.is_relative_to(f"src/weisu/{package}") for package in packages)


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; calls and subscripts in between are left out: `A.objects.filter(…)` too."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return ""


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported anywhere in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """The constants that are docstrings, of whatever they stand first in, and of attributes."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
