"""From what a caller hands in to a command: words go into the text store, the command holds references."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from django.utils.timezone import get_current_timezone

from weisu.domain.commands import COMMANDS, Command
from weisu.domain.errors import BadPayload, NotFound
from weisu.domain.events import TextRef
from weisu.tickets.codes import require_code
from weisu.tickets.files import FILE_NAME, Attachment

Words = str | TextRef | Attachment | None
"""What a caller may give for a text: the words themselves, a reference to words kept already, in a list also a file."""

Keep = Callable[[str | bytes, str, str], TextRef]
"""Stores `(words, purpose, media type)`; the type is empty for words."""


class Shape(NamedTuple):
    """Which fields of a command are words, and which are lists of them."""

    names: frozenset[str]
    words: frozenset[str]
    lists: frozenset[str]


def command_type(name: str) -> type[Command]:
    """The command of this name.

    Raises: NotFound, listing the names there are.
    """
    kind = COMMANDS.get(name)
    if kind is None:
        raise NotFound(f"There is no command {name!r}.", instead=sorted(COMMANDS))
    return kind


@cache
def shape(kind: type[Command]) -> Shape:
    """Read from the command's own annotations."""
    hints = get_type_hints(kind)
    names = [field.name for field in dataclass_fields(kind)]
    words = {name for name in names if TextRef in get_args(hints[name])}
    lists = {name for name in words if getattr(hints[name], "__origin__", None) is tuple}
    return Shape(frozenset(names), frozenset(words - lists), frozenset(lists))


def build(kind: type[Command], given: Mapping[str, Any], keep: Keep) -> Command:
    """The command with its words stored through `keep`.

    Raises: BadPayload when a field is not one of the command's, or holds what belongs into the text store.
    """
    known = shape(kind)
    unknown = sorted(set(given) - known.names)
    if unknown:
        raise BadPayload(f"{kind.name} has no {', '.join(unknown)}.", instead=sorted(known.names))
    return kind(**{name: _field(kind.name, name, value, known, keep) for name, value in given.items()})


def _field(command: str, name: str, value: Any, known: Shape, keep: Keep) -> Any:
    if name in known.words and isinstance(value, str):
        return keep(value, name, "") if value.strip() else None
    if name in known.lists:
        return tuple(ref for item in value if item for ref in _kept(item, name, keep))
    for item in value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, str):
            require_code(command, name, item)
    return tuple(value) if isinstance(value, list) else value


def _kept(item: Any, purpose: str, keep: Keep) -> Iterator[Any]:
    if isinstance(item, Attachment):
        contents = keep(item.content, purpose, item.media_type)
        yield contents
        yield keep(item.name, FILE_NAME, "")._replace(names=contents.text_id)
    else:
        yield keep(item, purpose, "") if isinstance(item, str) else item


def from_text(name: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Fields as somebody typed them, in the types the command wants; a list's field comes once for each item.

    Raises: NotFound, BadPayload naming the field.
    """
    hints = get_type_hints(command_type(name))
    found: dict[str, Any] = {}
    for field, typed in pairs:
        hint = hints.get(field, str)
        if getattr(hint, "__origin__", None) is tuple:
            found[field] = (*found.get(field, ()), typed)
        else:
            found[field] = _value(field, typed, {hint, *get_args(hint)})
    return found


def _value(field: str, typed: str, kinds: set[Any]) -> Any:
    try:
        if bool in kinds:
            return {"true": True, "yes": True, "false": False, "no": False}[typed.lower()]
        if datetime in kinds:
            moment = datetime.fromisoformat(typed)
            return moment if moment.tzinfo else moment.replace(tzinfo=get_current_timezone())
        return int(typed) if int in kinds else typed
    except (KeyError, ValueError) as wrong:
        raise BadPayload(f"{field} cannot be {typed!r}.") from wrong


def stored_words(payload: Mapping[str, Any], known: Shape) -> Sequence[TextRef]:
    """The references an event of this command holds, in the order `build` asks for them."""
    found = []
    for name in (field for field in payload if field in known.words | known.lists):
        value = payload[name]
        found += [TextRef(**item) for item in (value if isinstance(value, list) else [value])]
    return found


def references(payload: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """`(field, text id, digest)` of every reference to words in a payload."""
    for field, value in payload.items():
        if is_words(value):
            for ref in value if isinstance(value, list) else [value]:
                yield field, ref["text_id"], ref["digest"]


def is_words(value: Any) -> bool:
    """Whether a value of a payload refers to words."""
    if isinstance(value, list):
        return bool(value) and all(is_words(item) for item in value)
    return isinstance(value, dict) and "text_id" in value
