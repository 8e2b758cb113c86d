"""Everything that takes requests in: files of other systems, and people one by one."""

from weisu.intake.services.importing import Outcome, Tally, import_file

__all__ = ["Outcome", "Tally", "import_file"]
