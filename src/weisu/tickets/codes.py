"""What enters an event as it is typed: codes and ids, never a person's name, number or address.

Words go into the text store, a basis in law among them. A ground is a word of the city's lists; somebody who types a
telephone number there is told where it belongs, and nothing is recorded.
"""

import re
from functools import lru_cache
from uuid import UUID

from weisu.domain.errors import BadPayload
from weisu.vault.redaction import redact

NUMBERS_OF_TICKETS = frozenset({"number", "into", "other", "parent", "children"})
"""Given out by weisu or by the system an import comes from; their digits mean nobody."""

PLAIN = re.compile(r"(?!.*\d{7})[A-Za-z][A-Za-z0-9_.:-]*")
DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST = 64
LENGTHS = {
    "kind": 16,
    "level": 16,
    "origin": 16,
    "priority": 32,
    "region": 32,
    "number": 32,
    "source": 200,
    "article": 200,
}
"""What the columns of the log and its rows hold, where that is not `LONGEST`."""


def require_code(command: str, field: str, value: str) -> None:
    """Refuse what belongs into the text store or the vault.

    Raises: BadPayload naming the field, and never what was typed.
    """
    if not value:
        return
    too_long = len(value) > LENGTHS.get(field, LONGEST) or not value.isprintable()
    if too_long or not (field in NUMBERS_OF_TICKETS or PLAIN.fullmatch(value) or not _tells_of_somebody(value)):
        raise BadPayload(
            f"The field {field} of {command} takes a code; names, numbers, addresses and longer words belong into the "
            "fields for words.",
            field=field,
        )


@lru_cache(maxsize=4_096)
def _tells_of_somebody(value: str) -> bool:
    if _is_id(value) or DIGEST.fullmatch(value):
        return False
    return redact(value).text != value


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False
