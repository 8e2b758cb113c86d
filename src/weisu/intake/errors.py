"""What can be wrong with a file or a mapping, each in one sentence with the place and what to do."""

from weisu.domain.errors import DomainError


class UnreadableFile(DomainError):
    """The file is not a table that can be read; nothing of it is imported."""

    code = "unreadable_file"
    status = 422


class BadMapping(DomainError):
    """The mapping says something that cannot be done; the file and the key are named."""

    code = "bad_mapping"
    status = 422


class RowRefused(DomainError):
    """One row cannot be recorded; it goes to the rejects file with this reason, the others go on."""

    code = "row_refused"
    status = 422
