"""What enters an event as it is typed: codes, ids and citations, never a person's name, number or address.

Words go into the text store. A basis or a ground is a word of the city's lists or a citation of a document; somebody
who types a telephone number there is told where it belongs, and nothing is recorded.
"""

import re
from functools import lru_cache
from uuid import UUID

from weisu.domain.errors import BadPayload
from weisu.vault.redaction import redact

NUMBERS_OF_TICKETS = frozenset({"number", "into", "other", "parent", "children"})
"""Given out by weisu or by the system an import comes from; their digits mean nobody."""

PLAIN = re.compile(r"(?!.*\d{7})[A-Za-z][A-Za-z0-9_.:-]*")
LONGEST = 200


def require_code(command: str, field: str, value: str) -> None:
    """Refuse what belongs into the text store or the vault.

    Raises: BadPayload naming the field, and never what was typed.
    """
    if not value or field in NUMBERS_OF_TICKETS or PLAIN.fullmatch(value):
        return
    if len(value) > LONGEST or _tells_of_somebody(value):
        raise BadPayload(
            f"The field {field} of {command} takes a code or the citation of a document; "
            "names, numbers, addresses and longer words belong into the reason.",
            field=field,
        )


@lru_cache(maxsize=4_096)
def _tells_of_somebody(value: str) -> bool:
    if _is_id(value):
        return False
    return redact(value).text != value


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False
