"""Every named value a pack may set, and its shape; an unknown name would switch nothing and be missed by nobody."""

from collections.abc import Callable, Mapping

from weisu.domain.policy.calendars import read_office_hours
from weisu.domain.vocabulary import PRIORITIES, Level, Timeline
from weisu.domain.worktime import Limit

Shape = Callable[[object], object]
"""Reads a value as written; raises ValueError, saying what it must be."""


def _rising(value: object) -> None:
    if not isinstance(value, list) or not value:
        raise ValueError(f"must be a list of whole numbers, as [30, 300], not {value!r}")
    for number in value:
        _count(number)
    if sorted({0, *value}) != [0, *value]:
        raise ValueError(f"must rise from above 0, not {value!r}")


def _truth(value: object) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")


def _count(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"must be a whole number, 0 or above, not {value!r}")


def _text(value: object) -> None:
    if not isinstance(value, str) or not value:
        raise ValueError(f"must be text in quotes, not {value!r}")


def _media_types(value: object) -> None:
    pairs = value.items() if isinstance(value, Mapping) else [("", "")]
    if not all("/" in kind and isinstance(ending, str) and ending.startswith(".") for kind, ending in pairs):
        raise ValueError(f'must give an ending to each media type, as "image/jpeg" = ".jpg", not {value!r}')


def _named(value: object) -> None:
    names = list(value.values()) if isinstance(value, Mapping) else []
    if not names or not all(isinstance(name, Mapping) and name.get("zh") and name.get("en") for name in names):
        raise ValueError(f'must name each code in both languages, as code = {{ zh = "…", en = "…" }}, not {value!r}')


def _natural(value: object) -> None:
    """Telling people goes on when the working calendar has ended."""
    limit = Limit.parse(value)
    if limit.timeline != Timeline.NATURAL:
        raise ValueError(f"must be minutes, hours or days that run through holidays, not {limit.text}")


def _level(value: object) -> None:
    if value not in list(Level):
        raise ValueError(f"must be one of {', '.join(Level)}, not {value!r}")


def _priorities(value: object) -> None:
    if not isinstance(value, list) or not set(value) <= set(PRIORITIES):
        raise ValueError(f"must be a list of {', '.join(PRIORITIES)}, not {value!r}")


NO_ANSWER = ("unknown", "not_met", "outside")
"""What a rule of follow-ups can make of somebody who gave no answer, if they do not count some per cent."""


def _follow_up(value: object) -> None:
    wanted = "wording partly_solved neutral refused unreachable".split()
    if not isinstance(value, Mapping) or sorted(value) != sorted(wanted):
        raise ValueError(f"must give {', '.join(wanted)}, not {value!r}")
    _text(value["wording"])
    for name in ("partly_solved", "neutral"):
        _percent(value[name])
    for name in ("refused", "unreachable"):
        _silence(name, value[name])


def _silence(name: str, value: object) -> None:
    if value in NO_ANSWER:
        return
    try:
        _percent(value)
    except ValueError as error:
        raise ValueError(f"{name} must be one of {', '.join(NO_ANSWER)} or a per cent, not {value!r}") from error


def _burden(value: object) -> None:
    wanted = "acts files night_from night_until warnings".split()
    if not isinstance(value, Mapping) or sorted(value.keys() - {"fields", "twice"}) != sorted(wanted):
        raise ValueError(f"must give {', '.join(wanted)}, and may give fields and twice, not {value!r}")
    for number in value.values():
        _count(number)
    if max(value["night_from"], value["night_until"]) > 23:
        raise ValueError("night_from and night_until are hours, 0 to 23")


def _answering(value: object) -> None:
    if not isinstance(value, Mapping) or sorted(value) != ["within_seconds"]:
        raise ValueError(f"must give within_seconds, not {value!r}")
    _count(value["within_seconds"])


def _contact(value: object) -> None:
    if not isinstance(value, Mapping) or sorted(value) != ["evidence"] or not isinstance(value["evidence"], bool):
        raise ValueError(f"must say evidence = true or false, not {value!r}")


def _strata(value: object) -> None:
    wanted = "complex_parts complex_reopens anomalous_dispatches anomalous_reopens".split()
    if not isinstance(value, Mapping) or sorted(value) != sorted(wanted):
        raise ValueError(f"must give {', '.join(wanted)}, not {value!r}")
    for number in value.values():
        _count(number)


def _sample(value: object) -> None:
    if not isinstance(value, Mapping) or sorted(value) != ["least", "per_cent"]:
        raise ValueError(f"must give per_cent and least, not {value!r}")
    _percent(value["per_cent"])
    _count(value["least"])


def _linking(value: object) -> None:
    wanted = "days linked repeats left_alone others".split()
    rows = value if isinstance(value, list) else []
    if not rows or not all(isinstance(row, Mapping) and sorted(row) == sorted(wanted) for row in rows):
        raise ValueError(f"must be a list of tables that give {', '.join(wanted)}, not {value!r}")
    for row in rows:
        for number in row.values():
            _count(number)
        _better_than_a_coin(row)


def _better_than_a_coin(row: Mapping[str, int]) -> None:
    linked, repeats, left, others = (row[name] for name in ("linked", "repeats", "left_alone", "others"))
    if not 0 < repeats >= linked or not 0 < others >= left:
        raise ValueError(f"linked is of repeats and left_alone of others, and neither of these is 0, not {dict(row)!r}")
    if linked * others + left * repeats <= repeats * others:
        raise ValueError(f"such a linker tells repeats no better than a coin: {dict(row)!r}")


FULL_MARKS = 100
"""What a reply without a fault is given."""


def _reading(value: object) -> None:
    if not isinstance(value, Mapping) or sorted(value) != ["rubric", "tolerance"]:
        raise ValueError(f"must give rubric and tolerance, not {value!r}")
    _count(value["tolerance"])
    _named(value["rubric"])
    points = [item.get("points") for item in value["rubric"].values()]
    for number in points:
        _count(number)
    if sum(points) != FULL_MARKS:
        raise ValueError(f"the points of the rubric must add up to {FULL_MARKS}, not {sum(points)}")


def _percent(value: object) -> None:
    _count(value)
    if isinstance(value, int) and value > 100:
        raise ValueError(f"must be a per cent, 0 to 100, not {value!r}")


SETTINGS: Mapping[str, Shape] = {
    "office_hours": read_office_hours,
    "return.silence_is_acceptance": _truth,
    "routing.first_receiver_leads": _truth,
    "designation.after_failed_dispatches": _count,
    "designation.unit": _text,
    "designation.backstop": _level,
    "extension.max_times": _count,
    "extension.max_within": Limit.parse,
    "reopen.max_times": _count,
    "follow_up.attempts": _count,
    "follow_up.days": _count,
    "follow_up.bands": read_office_hours,
    "follow_up.different_bands": _count,
    "township_duty.urgent_priorities": _priorities,
    "township_duty.unlisted": _truth,
    "merge.in_principle": _truth,
    "reveal.minutes": _count,
    "notices.max_age": _natural,
    "upload.most_files": _count,
    "upload.most_megabytes": _count,
    "upload.types": _media_types,
    "assessment.minimum_n": _count,
    "assessment.follow_up": _follow_up,
    "assessment.answering": _answering,
    "assessment.contact": _contact,
    "assessment.burden": _burden,
    "assessment.sample": _sample,
    "assessment.peer_bands": _rising,
    "assessment.linking": _linking,
    "assessment.reading": _reading,
    "assessment.strata": _strata,
    "stop.grounds": _named,
    "quarantine.grounds": _named,
    "quarantine.ruling_grounds": _named,
}
"""Names and shapes. `docs/how-to/write-a-policy-pack.md` says what each of them does."""


def fault(name: str, value: object) -> str:
    """What is wrong with the value of a known setting; empty when nothing is."""
    try:
        SETTINGS[name](value)
    except ValueError as error:
        return f"{name}: {error}"
    return ""
