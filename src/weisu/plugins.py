"""Every place where weisu takes in somebody else's code, on one page.

A plug-in registers by an entry point: `[project.entry-points."weisu.notifier"]`, `sms = "our_sms:Gateway"`. It passes
the conformance suite of its kind (`tests/conformance/`). The shipped ones need no registration.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, NamedTuple, Protocol


class Message(NamedTuple):
    """What is sent. `key` is the same whenever the same message is sent again; `to` is empty where none is needed."""

    key: str
    to: str
    subject: str
    body: str


class Undelivered(Exception):
    """The message surely did not arrive; it may be tried again later."""


class Unreachable(Undelivered):
    """Nothing can be sent this way now, to nobody."""


class Undeliverable(Exception):
    """The message will never arrive: no such address."""


class Unsure(Exception):
    """Whether the message arrived cannot be known."""


class Notifier(Protocol):
    """A way to reach people. Made without arguments; a message and its receipt, one at a time."""

    address: str
    """What it must know of a person: "email", "telephone", or nothing."""

    @property
    def repeats_safely(self) -> bool:
        """Whether the same message sent again changes nothing, so that after a crash it simply is."""

    def send(self, message: Message) -> str:
        """Send it and return a receipt: what the other side calls it.

        Raises: Undelivered, Unreachable, Undeliverable, Unsure.
        """


SHIPPED: Mapping[str, Mapping[str, str]] = {
    "notifier": {
        "inbox": "weisu.notices.notifiers:Inbox",
        "console": "weisu.notices.notifiers:Console",
        "email": "weisu.notices.notifiers:Email",
    },
}


def notifier(name: str) -> Notifier:
    """The notifier of this name.

    Raises: ValueError, naming those there are.
    """
    made: Notifier = _found("notifier", name)()
    return made


def names(kind: str) -> list[str]:
    """Every plug-in of a kind, the shipped ones and those installed."""
    return sorted({*SHIPPED[kind], *(point.name for point in entry_points(group=f"weisu.{kind}"))})


@cache
def _found(kind: str, name: str) -> Callable[[], Any]:
    for point in entry_points(group=f"weisu.{kind}", name=name):
        loaded: Callable[[], Any] = point.load()
        return loaded
    if name not in SHIPPED[kind]:
        raise ValueError(f"There is no {kind} {name!r}; there are {', '.join(names(kind))}.")
    module, _, attribute = SHIPPED[kind][name].partition(":")
    made: Callable[[], Any] = getattr(import_module(module), attribute)
    return made
