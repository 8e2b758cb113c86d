"""The walk of CONTRIBUTING.md: every file is there, is short, and holds what the table says one reads in it."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import resolve

from weisu.domain.vocabulary import EventType

REPOSITORY = Path(__file__).resolve().parents[2]
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\| (\d) \| (.+?) \| (.+?) \|$", CONTRIBUTING, re.MULTILINE)
PAGE = 50
"""Lines that one reads without turning over."""

HOLDS = {
    "1": 'name="send-back"',
    "2": "def send_back(",
    "3": '<form method="post">',
    "4": "def send_back(",
    "5": "class SendBack(",
    "6": "def decide(",
    "7": 'id = "send-back"',
    "8": "def append(",
}


def files(cell):
    """The files a cell names; a second one beside the first is named by its own name alone."""
    found = []
    for name in re.findall(r"`([^`]+)`", cell):
        found.append(REPOSITORY / name if "/" in name else found[-1].parent / name)
    return found


def test_the_walk_is_eight_steps():
    assert [number for number, _cell, _what in STEPS] == list("12345678")


@pytest.mark.parametrize(("number", "cell", "what"), STEPS)
def test_a_step_of_the_walk_reads_as_the_table_says(number, cell, what):
    texts = [path.read_text(encoding="utf-8") for path in files(cell)]

    assert HOLDS[number] in texts[0], what
    assert all(len(text.splitlines()) <= 400 for text in texts)


@pytest.mark.parametrize(("number", "cell", "what"), STEPS)
def test_what_the_table_names_is_defined_there_and_fits_a_page(number, cell, what):
    named = [name.removesuffix("(...)") for name in re.findall(r"`([^`]+)`", what)]
    defined = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for path in files(cell)
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }

    assert [name for name in named if name.isidentifier() and name not in defined] == []
    assert [name for name in named if "." in name and name not in set(EventType)] == []
    assert [name for name in named if defined.get(name, 0) > PAGE] == []


def test_the_address_of_the_walk_is_the_view_of_the_walk():
    from weisu.web.unit import views

    assert resolve("/tickets/1/send-back/").func is views.send_back
