"""One call of every service of the tickets that the right person at the right moment may make.

Most are those of tests/tickets/test_each_service.py; here are the rest: steps over several tickets, and sensitive ones.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, HE, HOUSING, LIN, ZHOU, later
from tests.tickets.test_each_service import DONE
from weisu.tickets import services
from weisu.tickets.checking import unreleased


class Case(NamedTuple):
    """A step: the point of a ticket's life it is asked at, its name, its fields, and further tickets it names."""

    story: Callable[..., Any]
    name: str
    fields: Mapping[str, Any]
    also: Mapping[str, Callable[..., Any]] = {}


def tipped_off(**more: Any) -> Any:
    """A tip-off that the housing bureau has signed for."""
    told = {"kind": "tipoff", "category": "", "anonymity": "confidential"}
    number = stories.accepted(**{**more, **told}).number
    services.dispatch(number, lead=HOUSING, basis="职责", by=ZHOU, now=later(minutes=9))
    return services.acknowledge(number, by=CHEN, now=later(minutes=20))


def relay_asked(**more: Any) -> Any:
    """The bureau has something to ask of a requester it may not know."""
    return stories.step("ask_relay", tipped_off(**more), by=CHEN, words="请问哪天?")


def quarantine_asked(**more: Any) -> Any:
    """One of two keys has been turned."""
    return stories.step("request_quarantine", tipped_off(**more), by=ADMIN, key="administrator", ground="state_secret")


def same_again(**more: Any) -> Any:
    """The same request a second time."""
    return stories.accepted(**more)


def merged(**more: Any) -> Any:
    """Told twice, handled once."""
    into = stories.accepted(**more).number
    return services.merge(stories.accepted(**more).number, into=into, ground="same", by=ZHOU, now=later(hours=1))


def grouped(**more: Any) -> Any:
    """One of several with one cause."""
    number = stories.accepted(**more).number
    return services.group(number, group="leak-2026", ground="one cause", by=ZHOU, now=later(hours=1))[0]


def approved(**more: Any) -> Any:
    """The bureau's reply may go out."""
    return stories.step("approve_reply", stories.replied(**more), by=HE, hours=6, unit=HOUSING)


SENSITIVE = [
    Case(tipped_off, "release_words", {"words": "反映某局负责人问题"}),
    Case(tipped_off, "ask_relay", {"words": "请问哪天?"}),
    Case(relay_asked, "answer_relay", {"unit": HOUSING, "outcome": "reached", "words": "上周三"}),
    Case(tipped_off, "request_quarantine", {"key": "administrator", "ground": "state_secret"}),
    Case(tipped_off, "request_quarantine as oversight", {"key": "oversight", "ground": "state_secret"}),
    Case(quarantine_asked, "rule_quarantine", {"ruling": "granted", "ground": "confirmed"}),
]
SEVERAL = [
    Case(stories.accepted, "merge", {"ground": "same"}, {"into": same_again}),
    Case(merged, "unmerge", {"reason": "两件事"}),
    Case(stories.accepted, "link", {"relation": "repeat_of"}, {"other": same_again}),
    Case(stories.accepted, "group", {"group": "leak-2026", "ground": "one cause"}),
    Case(grouped, "ungroup", {"reason": "另一件"}),
    Case(approved, "close", {}),
]

CASES: dict[str, Case] = {case.name: case for case in (*SENSITIVE, *SEVERAL)}
for _given, _name, _by, _fields, _event, _status in DONE:
    CASES.setdefault(_name, Case(_given, _name, _fields))

STORIES = list({case.story.__name__: case.story for case in CASES.values()}.values()) + [same_again]


def command(case: Case) -> str:
    """The command's own name, without what tells two cases of it apart."""
    return case.name.partition(" ")[0]


def fields(case: Case, town: Any) -> dict[str, Any]:
    """What is handed in, with the other tickets it names."""
    found = dict(case.fields) | {name: town.number(story) for name, story in case.also.items()}
    if command(case) == "release_words":
        found["of"] = unreleased(LIN, town.number(case.story))[0].text_id
    return found
