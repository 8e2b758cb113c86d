"""What can be wrong with a lake."""

from weisu.domain.errors import DomainError


class LakeBroken(DomainError):
    """The lake's files are not what its watermark promises, or somebody else is writing."""

    code = "lake_broken"
