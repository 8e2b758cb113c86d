"""The organisation to a workbook and back: written out whole, taken in only as a person confirmed it."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, RoleRefused
from weisu.domain.vocabulary import Role
from weisu.org import sheets
from weisu.org.former import SAID, keep_former
from weisu.org.models import UnitName
from weisu.org.review import CHANGED, ENDED, UNKNOWN, Difference, Review, compare
from weisu.org.services.changing import signed
from weisu.org.sheets import SHEETS, Sheet, meant


class BadRows(DomainError):
    """Rows of the workbook cannot be taken; nothing of it was applied."""

    code = "bad_rows"
    status = 422


@transaction.atomic
def export_workbook(place: Path | BinaryIO, *, by: Principal, now: datetime) -> dict[str, int]:
    """Write everything, past rows too; returns the rows of each sheet. It holds names of staff, so it is signed for.

    Raises: RoleRefused.
    """
    signed("export", "workbook", by=by, now=now)
    return sheets.write(place)


@transaction.atomic
def import_workbook(place: Path | BinaryIO, *, by: Principal, now: datetime) -> Review:
    """Apply every difference of a workbook, all of them or none; returns the review as it was applied.

    Raises: BadRows naming sheet and row, RoleRefused when a program would confirm, UnreadableWorkbook.
    """
    if Role.SYSTEM in by.roles:
        raise RoleRefused("A workbook is confirmed by a person who read the review; name them.")
    review = compare(sheets.read(place), now)
    if review.bad:
        first = review.bad[0]
        raise BadRows(
            f"{len(review.bad)} rows cannot be taken, the first in sheet {first.sheet}, row {first.line}: "
            f"{first.reason}. Nothing was applied.",
            instead=["correct them and import again"],
            bad=[each.as_dict() for each in review.bad],
        )
    signed("import", "workbook", by=by, now=now)
    for sheet in SHEETS:
        waiting = [each for each in review.differences if each.sheet == sheet.name and each.what != UNKNOWN]
        for each in _parents_first(waiting):
            _apply(sheet, each, by=by, now=now)
    return review


def _apply(sheet: Sheet, each: Difference, *, by: Principal, now: datetime) -> None:
    values = {column.field: meant(column, each.becomes[column.name]) for column in sheet.columns}
    table = sheet.model._default_manager
    if each.pk is None:
        table.create(**values)
    else:
        if sheet.model in SAID:
            keep_former(table.get(pk=each.pk), values, now)
        table.filter(pk=each.pk).update(**values)
    if sheet.name == "units" and each.what in (CHANGED, ENDED) and each.was["name"] != each.becomes["name"]:
        # The former name still leads to the unit.
        signs = {"proposed_by": by.id, "proposed_at": now, "accepted_by": by.id, "accepted_at": now}
        UnitName.objects.get_or_create(unit_id=each.pk, name=each.was["name"], defaults=signs)
    signed(f"import_{each.what}", f"{sheet.name}:{each.key}"[:100], by=by, now=now)


def _parents_first(waiting: list[Difference]) -> list[Difference]:
    """Added rows after the added row that is their parent."""
    left = {each.key: each for each in waiting}
    ordered: list[Difference] = []

    def take(each: Difference) -> None:
        if left.pop(each.key, None) is not None:
            above = left.get(each.becomes.get("parent", ""))
            if above is not None:
                take(above)
            ordered.append(each)

    for each in waiting:
        take(each)
    return ordered
