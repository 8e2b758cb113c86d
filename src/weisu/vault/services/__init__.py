"""Everything that writes to the vault: words kept, read with a record, erased; people enrolled, revealed, erased."""

from weisu.vault.services.enrolling import Newcomer, enrol_many
from weisu.vault.services.grants import end_grant, grant, look, note_use
from weisu.vault.services.people import (
    Enrolment,
    change_details,
    enrol,
    erase_person,
    find_by_telephone,
    reveal,
    verify_secret,
)
from weisu.vault.services.rotation import rotate
from weisu.vault.services.scouring import scour
from weisu.vault.services.sweeping import WAITING, sweep
from weisu.vault.services.words import (
    FileRef,
    erase,
    erase_many,
    keep,
    keep_file,
    keep_many,
    read,
    read_file,
    read_many,
    redact_again,
)

__all__ = [
    "WAITING",
    "Enrolment",
    "FileRef",
    "Newcomer",
    "change_details",
    "end_grant",
    "enrol",
    "enrol_many",
    "erase",
    "erase_many",
    "erase_person",
    "find_by_telephone",
    "grant",
    "keep",
    "keep_file",
    "keep_many",
    "look",
    "note_use",
    "read",
    "read_file",
    "read_many",
    "redact_again",
    "reveal",
    "rotate",
    "scour",
    "sweep",
    "verify_secret",
]
