"""Commands for what may not go everywhere: checked words, calls through the hotline, secret matters."""

from dataclasses import dataclass
from typing import ClassVar

from weisu.domain.commands.command import Command
from weisu.domain.events import TextRef
from weisu.domain.vocabulary import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWords(Command):
    """脱敏审核: a person read one text (`of`, its id) of a guarded ticket and lets units see `words` in its stead."""

    event: ClassVar = EventType.WORDS_RELEASED
    needs: ClassVar = ("of",)
    of: str = ""
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRelay(Command):
    """转联系: a unit asks the hotline to put something to a requester whose number it may not see."""

    event: ClassVar = EventType.RELAY_REQUESTED
    unit: str = ""
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRelay(Command):
    """The hotline tried: `outcome` is `reached` or why not; the unit learns what was said once it is released."""

    event: ClassVar = EventType.RELAY_ANSWERED
    needs: ClassVar = ("outcome",)
    unit: str = ""
    outcome: str = ""
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestQuarantine(Command):
    """涉密: this may hold a state secret. Hidden from now on; a second key decides whether it is destroyed.

    `key` says whose key this first one is: `administrator` or `oversight`.
    """

    event: ClassVar = EventType.QUARANTINE_REQUESTED
    needs: ClassVar = ("key",)
    key: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleQuarantine(Command):
    """The second key: `granted` destroys every word of the ticket with its keys, `refused` shows it again."""

    event: ClassVar = EventType.QUARANTINE_RULED
    needs: ClassVar = ("ruling",)
    ruling: str = ""
    ground: str = ""
