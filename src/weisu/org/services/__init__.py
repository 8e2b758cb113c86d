"""Changes of the organisation: each is signed, dated and written down; nothing is deleted."""

from weisu.org.services.changing import (
    accept_join,
    appoint,
    confirm_unit,
    create_region,
    create_staff,
    create_unit,
    leave,
    note,
    note_unknown_units,
    open_sign_in,
    propose_join,
    rename_unit,
)
from weisu.org.services.exchange import export_workbook, import_workbook
from weisu.org.services.roster import create_desk, end_post, end_unit, put_on_duty

__all__ = [
    "accept_join",
    "appoint",
    "confirm_unit",
    "create_desk",
    "create_region",
    "create_staff",
    "create_unit",
    "end_post",
    "end_unit",
    "export_workbook",
    "import_workbook",
    "leave",
    "note",
    "note_unknown_units",
    "open_sign_in",
    "propose_join",
    "put_on_duty",
    "rename_unit",
]
