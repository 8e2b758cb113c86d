"""What can be wrong with a scenario, always with its line and what to write instead."""

from weisu.domain.errors import DomainError


class BadScenario(DomainError):
    """A scenario's text cannot be used."""

    code = "bad_scenario"
    status = 422
