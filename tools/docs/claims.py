"""docs/reference/claims.md: how to claim something about a simulated city, and how it is scored."""

from dataclasses import MISSING, fields

from tools.docs.markdown import page, table
from weisu.simulate.score.claims import LISTS
from weisu.simulate.score.estimands import ESTIMANDS

INTRODUCTION = """\
`weisu simulate score --truth DIR --claims FILE [--json]` holds what somebody claims about a simulated city against its
[truth](truth.md). A file of claims is one JSON object with some of the lists below. A list that is not there is not
scored; an empty one claims that there is nothing to find. Several cities are scored together by repeating both
arguments. Whatever cannot be scored is refused with its line, its key and the fix.

```json illustration
{
  "estimates": [
    {"key": "u-990201-urban", "estimand": "resolved_share", "point": 0.71, "lo": 0.65, "hi": 0.77, "level": 0.95}
  ],
  "hot_spots": [
    {"matter": "environment.noise", "places": ["990201001", "990201002"],
     "since": "2025-08-01T00:00:00+08:00", "raised_at": "2025-08-03T09:00:00+08:00"}
  ],
  "cheats": [
    {"unit": "u-990201-water", "kind": "last_minute", "since": "2025-08-01T00:00:00+08:00",
     "raised_at": "2025-10-01T00:00:00+08:00", "tickets": ["202508010000012"]}
  ],
  "duplicates": [{"tickets": ["202508010000012", "202508020000007"]}],
  "merges": [{"ticket": "202508020000007", "into": "202508010000012"}]
}
```"""

SCORED = {
    "estimates": """\
By estimand and level: the share of intervals that hold the truth, with a standard error that knows which claims err
together (Liang and Zeger 1986); bias, root mean squared error and mean width. Claims of one `cluster` err together;
without it those of one city when there are several, those with the same first part of their key when there is one.""",
    "hot_spots": """\
An alarm is right when its matter is that of something planted or an ancestor, at least half of either's communities
lie in the other, and it was raised while the thing lasted. An alarm that is not right is genuine, and no false one,
when the city itself was worse there: the true intensity at least doubled against the four weeks before (weather, a
season that sets in, an accident, the edge of something planted), or more problems were born than chance brings anywhere
in such a city once in a hundred times. Every other alarm is false. Precision is right / (right + false); recall counts
planted hot spots and topics that somebody spoke of; the delay runs from the planting to the first right alarm. False
alarms a month are what to look at in family C, where nothing is planted.""",
    "cheats": """\
An accusation is right when that unit played that game for at least half of the accused time, `since` to `raised_at`.
Recall counts games that were really played. Where tickets are named, their precision and recall are told too.""",
    "duplicates": """\
B-cubed and pairwise precision, recall and F over clusters of two or more, and the share of wrong pairs. A ticket stands
in one cluster at most.""",
    "merges": """\
A proposal is wrong when the two tickets are not about one problem. The wrong share stands with its 95 % interval.""",
}


def write() -> str:
    """The whole page."""
    lists = [f"## `{name}`\n\n{(kind.__doc__ or '').strip()}\n\n{_fields(kind)}\n\n{SCORED[name]}"
             for name, kind in LISTS.items()]  # fmt: skip
    estimands = table(
        ["estimand", "key", "such as", "meaning"],
        [(f"`{name}`", f"`{one.key}`", f"`{one.example}`", one.doc) for name, one in ESTIMANDS.items()],
    )
    notes = "A matter in a key is its code in the tree of the packs, as in the log; one only asked about keeps its key."
    return page(
        "Claims and their score", "src/weisu/simulate/score", INTRODUCTION, *lists,
        f"## What can be estimated\n\n{estimands}\n\n{notes}",
    )  # fmt: skip


def _fields(kind: type) -> str:
    rows = [
        (f"`{one.name}`", "yes" if one.default is MISSING else "", one.metadata["doc"])
        for one in fields(kind)
        if one.metadata
    ]
    return table(["key", "needed", "meaning"], rows)
