"""Rows of the text store, found by whatever names them."""

from collections.abc import Iterable
from uuid import UUID

from weisu.domain.errors import NotFound
from weisu.domain.events import TextRef
from weisu.vault.models import Text
from weisu.vault.texts import TEXT_COLUMNS, TextRow

Ref = TextRef | UUID | str
"""A text may be named by its reference, its id, or the id's spelling."""

AT_ONCE = 500
"""Ids in one question: every database takes so many."""


def text_id_of(ref: Ref) -> UUID:
    """The id a reference names. Raises NotFound when it is not an id at all."""
    if isinstance(ref, UUID):
        return ref
    spelling = ref.text_id if isinstance(ref, TextRef) else ref
    try:
        return UUID(spelling)
    except ValueError as wrong:
        raise NotFound(f"{spelling!r} is not the id of a text.") from wrong


def rows_of(refs: Iterable[Ref]) -> list[TextRow]:
    """The rows that exist, tombstones among them, in no promised order."""
    ids = [text_id_of(ref) for ref in refs]
    found: list[TextRow] = []
    for start in range(0, len(ids), AT_ONCE):
        some = Text.objects.filter(text_id__in=ids[start : start + AT_ONCE]).values_list(*TEXT_COLUMNS)
        found += [_row(TextRow._make(values)) for values in some.iterator(AT_ONCE)]
    return found


def _row(row: TextRow) -> TextRow:
    return row._replace(cipher=bytes(row.cipher), wrapped_key=bytes(row.wrapped_key))
