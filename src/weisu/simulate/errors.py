"""What can end a simulation that was asked for rightly."""

from weisu.domain.errors import DomainError


class CrewLost(DomainError):
    """A process that lived a part of the city is gone; nothing of the time it lived can be told."""

    code = "crew_lost"
    status = 503
