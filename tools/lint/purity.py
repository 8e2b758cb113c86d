"""Rules about what a package may know: a pure domain, Django-free rings, no city, no vague name, no skipped test."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.rule import Rule, docstrings, dotted, imported, within


class ThePureDomain(Rule):
    """The domain is the standard library's thinking part: no input, no output, no clock, no chance."""

    name = "the-pure-domain"
    example = "src/weisu/domain/clocks.py"
    good_lines = (
        "from datetime import datetime",
        "from weisu.domain.errors import DomainError",
        "from uuid import UUID",
        "import tomllib",
    )
    bad_lines = (
        "import django",
        "import orjson",
        "import os",
        "from pathlib import Path",
        "import random",
        "from uuid import uuid4",
        "from weisu.tickets import log",
        "from weisu.config import env",
        "text = open(name).read()",
        "print(state)",
    )

    outward = frozenset(
        "asyncio glob http locale logging multiprocessing os pathlib random secrets shutil signal socket sqlite3"
        " ssl subprocess sys tempfile threading time urllib".split()
    )
    calls = frozenset({"open", "io.open", "print", "input", "uuid1", "uuid4", "uuid.uuid1", "uuid.uuid4"})

    def covers(self, path: PurePosixPath) -> bool:
        """The domain."""
        return within(path, "domain")

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Imports from outside, and calls that reach outside."""
        for line, name in imported(tree):
            first = name.split(".")[0]
            inside = name.startswith(("weisu.domain.", "__future__")) or name == "weisu.domain"
            if name in ("uuid.uuid1", "uuid.uuid4") or not (inside or self._thinks(first)):
                yield line, f"the domain may not import {name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func) in self.calls:
                yield node.lineno, f"the domain may not call {dotted(node.func)}()"

    def _thinks(self, module: str) -> bool:
        return module in sys.stdlib_module_names and module not in self.outward


class NoDjangoInside(Rule):
    """The lake, the analytics and the simulation run where there is no Django: on Spark, in a notebook."""

    name = "no-django-inside"
    example = "src/weisu/lake/layout.py"
    good_lines = ("import pyarrow", "from weisu.domain import events")
    bad_lines = ("import django.db", "from django.conf import settings", "import psycopg")

    def covers(self, path: PurePosixPath) -> bool:
        """The rings between the domain and the apps."""
        return within(path, "lake", "analytics", "simulate", "plugins.py")

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Imports of Django or of a database driver."""
        for line, name in imported(tree):
            if name.split(".")[0] in ("django", "psycopg"):
                yield line, f"{name} is for the apps; take rows as an argument"


class NoCity(Rule):
    """A city is a folder of text; the code knows none by name."""

    name = "no-city"
    example = "src/weisu/tickets/services/returns.py"
    good_lines = ('"""Beijing\'s way of doing it is a pack."""', 'zone = "Asia/Shanghai"', 'pack = "national"')
    bad_lines = ('if pack.id == "beijing": pass', 'hours = {"tianjin": 2}', 'mapping = "pingshan.toml"')

    cities = re.compile(r"\b(beijing|tianjin|shandong|jinan|shenzhen|pingshan|shangluo|hangzhou|guangzhou)\b", re.I)

    def covers(self, path: PurePosixPath) -> bool:
        """All of weisu."""
        return within(path, "")

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Names of cities in string constants outside docstrings."""
        free = docstrings(tree)
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and node not in free else None
            if isinstance(text, str) and self.cities.search(text):
                yield node.lineno, "a city in Python; its difference belongs into its pack or its mapping"


class NoSkippedTest(Rule):
    """A test that does not run proves nothing; slow ones are marked `slow`, data comes by `shared_data`."""

    name = "no-skipped-test"
    example = "tests/tickets/test_returns.py"
    good_lines = ("@pytest.mark.slow\ndef test_a(): pass", "def test_a(shared_data): pass")
    bad_lines = (
        "@pytest.mark.skip\ndef test_a(): pass",
        "@pytest.mark.xfail(reason='later')\ndef test_a(): pass",
        "@pytest.mark.skipif(True, reason='')\ndef test_a(): pass",
        "def test_a():\n    pytest.skip('not now')",
        "pytest.importorskip('django')",
    )

    banned = frozenset(
        {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.skip", "pytest.importorskip"}
    )

    def covers(self, path: PurePosixPath) -> bool:
        """The tests; conftest.py alone knows when data is absent."""
        return path.parts[0] == "tests" and path.name != "conftest.py"

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Marks and calls that leave a test out."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and dotted(node) in self.banned:
                yield node.lineno, f"{dotted(node)} leaves a test out; mend it, mark it slow, or delete it"


class NoVagueModule(Rule):
    """A module named for nothing holds everything."""

    name = "no-vague-module"
    example = "src/weisu/tickets/utils.py"
    good_lines = ()
    bad_lines = ("x = 1",)

    vague = frozenset({"utils", "util", "common", "helpers", "helper", "manager", "managers", "base", "misc"})

    def covers(self, path: PurePosixPath) -> bool:
        """Files and folders everywhere with such a name."""
        return path.stem in self.vague or path.parent.name in self.vague

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """The name is the finding."""
        yield 1, "a name that says nothing; name the module for what it knows"
