"""A file of claims is read, or refused with its line, its key and what to write."""

import pytest

from tests.simulate.score.tiny import claims
from weisu.simulate.score import BadClaims

WHOLE = """{
  "estimates": [
    {"key": "u", "estimand": "resolved_share", "point": 0.5, "lo": 0.4, "hi": 0.6, "level": 0.95}
  ],
  "hot_spots": [
    {"matter": "housing", "places": ["99"], "since": "2025-08-01T00:00:00+08:00",
     "raised_at": "2025-08-03T09:00:00+08:00"}
  ],
  "cheats": [
    {"unit": "u", "kind": "promise", "since": "2025-08-01T00:00:00+08:00", "raised_at": "2025-08-03T09:00:00+08:00"}
  ],
  "duplicates": [{"tickets": ["a", "b"]}],
  "merges": [{"ticket": "a", "into": "b"}]
}"""


def test_claims_are_read_whole() -> None:
    found = claims(WHOLE)
    assert [len(rows) for rows in vars(found).values()] == [1, 1, 1, 1, 1]
    assert found.hot_spots[0].raised_at.day == "2025-08-03"
    assert found.cheats[0].tickets == ()
    assert found.merges[0].where == "claims.json: merges[0]"


def test_a_list_that_is_not_there_is_not_an_empty_one() -> None:
    assert claims("{}").hot_spots is None
    assert claims('{"hot_spots": []}').hot_spots == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "fix"),
    [
        ('"level": 0.95', '"level": 95', 3, "level is 95", "between 0 and 1"),
        ('"lo": 0.4', '"lo": "0.4"', 3, 'lo is "0.4"', "a finite number"),
        ('"lo": 0.4', '"lo": NaN', 3, "lo is NaN", "a finite number"),
        ('"lo": 0.4', '"lo": 0.7', 3, "lo is above hi", "exchange"),
        ('"hi": 0.6, ', "", 3, "hi is missing", "add hi"),
        ('"point"', '"piont"', 3, "'piont' is not known", "write 'point'"),
        ("09:00:00+08:00\"}\n  ],\n  \"cheats\"", "09:00:00\"}\n  ],\n  \"cheats\"", 7, "raised_at is", "and offset"),
        ("2025-08-01T00:00:00+08:00\",\n", "2025-09-01T00:00:00+08:00\",\n", 7, "raised_at is before", "exchange"),
        ('["99"]', '"99"', 6, 'places is "99"', "a list of texts"),
        ('["a", "b"]', '["a", "a"]', 12, "tickets is", "at least two tickets"),
        ('"merges"', '"mergers"', 13, "'mergers' is no list of claims", "write 'merges'"),
        ('[{"ticket": "a", "into": "b"}]', '{"ticket": "a"}', 13, "merges is no list", "a list of objects"),
        ('{"ticket": "a", "into": "b"}', '["a", "b"]', 13, "this is no object", "write {ticket, into}"),
        ('"duplicates": [', '"duplicates": [,', 12, "This is no JSON", "mend the line"),
    ],
)  # fmt: skip
def test_a_malformed_claim_is_refused_with_line_key_and_fix(old: str, new: str, line: int, said: str, fix: str) -> None:
    assert old in WHOLE
    with pytest.raises(BadClaims) as refused:
        claims(WHOLE.replace(old, new, 1))
    assert refused.value.message.startswith(f"claims.json:{line}: ")
    assert said in refused.value.message
    assert fix in refused.value.instead[0]
