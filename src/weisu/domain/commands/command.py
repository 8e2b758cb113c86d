"""What every command shares: a name, the event it asks for, and how its fields enter a payload."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from weisu.domain.events import TextRef
from weisu.domain.instants import to_us
from weisu.domain.vocabulary import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a person can ask for. Which fields are papers that must be given is the policy's business.

    `needs` names the few fields without which the command has no meaning under any policy.
    """

    name: ClassVar[str] = ""
    event: ClassVar[EventType]
    needs: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: object) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def event_type(self) -> EventType:
        """The event this command asks for."""
        return self.event

    @property
    def moved_to(self) -> datetime | None:
        """The instant a moved clock shall now fall due, for the commands that move one."""
        return None

    def opens(self) -> tuple[tuple[str, str], ...]:
        """(unit, role) of every assignment this command opens."""
        return ()

    def given(self, name: str) -> bool:
        """Whether a paper was handed in: an empty text, list or code is none."""
        return bool(getattr(self, name, None))

    def payload(self) -> dict[str, Any]:
        """The given fields as JSON values: integers for instants, references for words; empty ones are left out."""
        found: dict[str, Any] = {}
        for name in _names(type(self)):
            value = getattr(self, name)
            if value.__class__ is str:
                if value:
                    found[name] = value
            elif value is not None and value != () and value != "":
                found[name] = _plain(value)
        return found

    def value_of(self, name: str) -> Any:
        """One field, a list as a tuple; None for a name this command does not have."""
        value = getattr(self, name, None)
        return tuple(value) if isinstance(value, list) else value

    def fields(self) -> dict[str, Any]:
        """Every field by name, as a row's `when` asks for them."""
        return {name: getattr(self, name) for name in _names(type(self))}


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind))
    return _NAMES[kind]


def _plain(value: Any) -> Any:
    if value.__class__ is str:
        return value
    if value.__class__ is TextRef:
        # Asked of every word of every event: a dictionary display is several times as fast as `_asdict`.
        plain = {"text_id": value.text_id, "digest": value.digest}
        return plain | {"names": value.names} if value.names else plain
    match value:
        case Enum():
            return value.value
        case datetime():
            return to_us(value)
        case tuple() | list():
            return [_plain(item) for item in value]
    return value
