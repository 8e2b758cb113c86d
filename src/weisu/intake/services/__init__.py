"""Everything that takes requests in: files of other systems, and people one by one."""

from weisu.intake.services.calls import Taken, take_in_calls
from weisu.intake.services.contacts import Received, receive, recognise, submit
from weisu.intake.services.importing import Outcome, Tally, import_file

__all__ = [
    "Outcome",
    "Received",
    "Taken",
    "Tally",
    "import_file",
    "receive",
    "recognise",
    "submit",
    "take_in_calls",
]
