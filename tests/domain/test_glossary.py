"""The glossary and the vocabulary speak of the same things."""

import csv
from pathlib import Path

import pytest

from weisu.domain import vocabulary

GLOSSARY = Path(vocabulary.__file__).with_name("glossary.csv")
EVENTS = {event.value for event in vocabulary.EventType}
FIELDS = {"ticket.number", "requester.kind", "follow_up.mode"}
"""Words of the same form that name a field, not an event."""


def rows():
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_term_has_both_languages_and_none_stands_twice():
    terms = [row["term"] for row in rows()]
    assert all(row["term"] and row["zh"] for row in rows())
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["term"])
def test_every_event_named_in_the_glossary_exists(row):
    families = {event.split(".")[0] for event in EVENTS}
    named = {word for word in row["identifiers"].split() if "." in word and word.split(".")[0] in families} - FIELDS
    for word in named:
        assert word in EVENTS or any(event.startswith(word.removesuffix("*")) for event in EVENTS if word.endswith("*"))
