"""The walk of CONTRIBUTING.md: every file is there, is short, and holds what the table says one reads in it."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

REPOSITORY = Path(__file__).resolve().parents[2]
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\| (\d) \| (.+?) \| (.+?) \|$", CONTRIBUTING, re.MULTILINE)
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


def test_the_address_of_the_walk_is_the_view_of_the_walk():
    from weisu.web.unit import views

    assert resolve("/tickets/1/send-back/").func is views.send_back
