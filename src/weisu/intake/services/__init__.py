"""Everything that takes requests in: files of other systems, and people one by one."""

from weisu.intake.services.contacts import Received, receive, recognise, submit
from weisu.intake.services.importing import Outcome, Tally, import_file

__all__ = [
    "Outcome",
    "Received",
    "Tally",
    "import_file",
    "receive",
    "recognise",
    "submit",
]
