"""Every payload ever written can be read: shapes are fixed by schema, and old ones are upcast."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from weisu.domain.errors import BadPayload
from weisu.domain.events import Event
from weisu.domain.evolution import evolve
from weisu.domain.shapes import require_shape, shapes
from weisu.domain.state import Assignment, TicketState, dump, load
from weisu.domain.upcasts import SCHEMAS, UPCASTS, upcast

FIXTURES = Path(__file__).resolve().parents[1] / "golden" / "events"
MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)
WORDS = {"text_id": "01900000-0000-7000-8000-000000000001", "digest": "ab" * 32}
SAMPLES = {
    "text": "a-code",
    "whole": 7,
    "truth": True,
    "instant_us": 1767574800000000,
    "words": WORDS,
    "list of text": ["a-code", "another"],
    "list of words": [WORDS],
    "parts": [["u-1", "acknowledged"]],
    "opened": [{"unit": "u-2", "role": "support", "via": "dispatch", "kind": "department", "level": "county"}],
    "clocks": [
        {
            "op": "start",
            "clock": "closure",
            "unit": "u-1",
            "rule": "a-rule",
            "timeline": "working_days",
            "start_us": 1767574800000000,
            "due_us": 1768179600000000,
        },
        {"op": "pause", "clock": "closure", "unit": "u-1", "remaining_s": 3600, "by": "rest"},
        {"op": "resume", "clock": "closure", "unit": "u-1", "due_us": 1768179600000000},
        {"op": "move", "clock": "closure", "unit": "u-1", "due_us": 1768266000000000},
        {"op": "recompute", "clock": "closure", "unit": "u-1", "rule": "a-rule", "due_us": 1768266000000000},
        {"op": "stop", "clock": "closure", "unit": "u-1"},
    ],
}
BEFORE = TicketState(
    ticket_id="00000000-0000-0000-0000-000000000007",
    number="202601050000016",
    version=1,
    status="handling",
    assignments=(Assignment("u-1", 1, "lead", "handling", "dispatch", 0),),
)


@pytest.mark.parametrize("event_type", sorted(shapes()))
def test_a_shape_changes_only_with_a_new_schema(event_type, golden):
    schema = SCHEMAS[event_type]
    shape = shapes()[event_type]
    fixture = {
        "type": event_type,
        "schema": schema,
        "shape": shape,
        "payload": {field: SAMPLES[kind] for field, kind in shape.items()},
    }

    golden(f"events/{event_type}.{schema}.json", json.dumps(fixture, indent=1, sort_keys=True) + "\n")


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_every_payload_ever_shipped_is_read_by_todays_code(path):
    stored = json.loads(path.read_text(encoding="utf-8"))

    schema, payload = upcast(stored["type"], stored["schema"], stored["payload"])
    event = Event(stored["type"], UUID(int=7), 2, MONDAY, payload, "agent", "lin", "u-1", to_status="handling")
    require_shape(event)
    state = evolve(BEFORE, event)

    assert schema == SCHEMAS[stored["type"]]
    assert load(json.loads(json.dumps(dump(state)))) == state


def test_every_schema_before_the_newest_has_its_fixture_and_its_upcast():
    for event_type, newest in SCHEMAS.items():
        for schema in range(1, newest):
            assert (FIXTURES / f"{event_type}.{schema}.json").exists()
            assert (event_type, schema) in UPCASTS


def test_a_field_nobody_declared_never_enters_the_log():
    event = Event("rating.given", UUID(int=7), 2, MONDAY, {"grade": "5", "mood": "fine"}, "citizen", "wang")

    with pytest.raises(BadPayload, match="mood"):
        require_shape(event)
    with pytest.raises(BadPayload, match=r"rating\.imagined"):
        require_shape(event._replace(type="rating.imagined"))
