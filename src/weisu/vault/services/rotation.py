"""New keys for old rows: make the next key of each purpose and move every row to it."""

from datetime import datetime

from django.db import transaction

from weisu.domain.context import Principal
from weisu.vault import ciphers, keys, people
from weisu.vault.keys import Purpose
from weisu.vault.models import BlindIndex, Requester, Text
from weisu.vault.records import record

ROWS_AT_ONCE = 500


@transaction.atomic
def rotate(*, by: Principal, now: datetime) -> dict[str, int]:
    """Wrap every row's key with the newest masters and rebuild the blind index; returns rows moved per purpose.

    Words, digests and seals stay as they are. `keys.add` makes the newest keys first. The old key files may go once
    no backup of the database needs them. Raises: KeyUnusable when a row names a key that is not here.
    """
    moved = {"text": _rewrap(Text, "text_id", Purpose.TEXT), "vault": _rewrap(Requester, "requester_id", Purpose.VAULT)}
    moved["index"] = _reindex()
    record("rotate", "keys", [None], by=by, now=now, purpose=keys.ring(Purpose.TEXT).current.key_id)
    return moved


def _rewrap(model: type[Text] | type[Requester], id_name: str, purpose: Purpose) -> int:
    ring = keys.ring(purpose)
    rows = list(
        model.objects.filter(erased_at=None)
        .exclude(key_id=ring.current.key_id)
        .values_list(id_name, "key_id", "wrapped_key")
    )
    for start in range(0, len(rows), ROWS_AT_ONCE):
        model.objects.bulk_update(
            [
                model(
                    pk=row_id,
                    wrapped_key=ciphers.rewrap(ring, key_id, bytes(wrapped), row_id.bytes),
                    key_id=ring.current.key_id,
                )
                for row_id, key_id, wrapped in rows[start : start + ROWS_AT_ONCE]
            ],
            ["wrapped_key", "key_id"],
        )
    return len(rows)


def _reindex() -> int:
    current = keys.ring(Purpose.INDEX).current.key_id
    stale = BlindIndex.objects.exclude(key_id=current).values_list("requester_id", flat=True)
    ids = list(dict.fromkeys(stale))
    for requester in Requester.objects.filter(requester_id__in=ids).iterator(ROWS_AT_ONCE):
        BlindIndex.objects.filter(requester_id=requester.requester_id).delete()
        people.write_index(requester.requester_id, people.details_of(requester))
    return len(ids)
