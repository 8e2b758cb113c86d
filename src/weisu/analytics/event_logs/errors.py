"""What can be wrong with an event log of others."""

from weisu.domain.errors import DomainError


class BadLog(DomainError):
    """A file that is no event log; file, line and what is wrong are named."""

    code = "bad_event_log"
