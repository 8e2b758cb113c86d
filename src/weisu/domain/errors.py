"""Every refusal: what was wrong, and what can be done instead."""

from collections.abc import Sequence


class DomainError(Exception):
    """A refusal that helps: a stable code, an HTTP status, one sentence, and what to do next."""

    code = "refused"
    status = 409

    def __init__(self, message: str, *, instead: Sequence[str] = (), **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.instead = list(instead)
        self.facts = facts

    def as_dict(self) -> dict[str, object]:
        """The same refusal for a machine."""
        return {"error": self.code, "detail": self.message, "instead": self.instead, **self.facts}


class TransitionRefused(DomainError):
    """The lifecycle has no such step from here."""

    code = "transition_refused"


class RoleRefused(DomainError):
    """The step exists, but not for this person."""

    code = "role_refused"
    status = 403


class MissingPapers(DomainError):
    """The step needs facts or texts that were not given."""

    code = "missing_papers"
    status = 422


class GuardRefused(DomainError):
    """A rule of the policy in force forbids the step here and now; the rule is named."""

    code = "guard_refused"


class CalendarExhausted(DomainError):
    """A deadline would fall past the end of the working calendar."""

    code = "calendar_exhausted"


class PolicyError(DomainError):
    """A policy pack is wrong; file, line and rule are named."""

    code = "policy_error"
    status = 422


class BadPayload(DomainError):
    """An event's payload does not have the shape of its type and schema."""

    code = "bad_payload"
    status = 422


class NotFound(DomainError):
    """No such thing, or not yours to see."""

    code = "not_found"
    status = 404


class StaleVersion(DomainError):
    """Somebody else moved the ticket since it was read."""

    code = "stale_version"


class LogBroken(DomainError):
    """The log is not what it must be; nothing is written until it is."""

    code = "log_broken"
    status = 503


class ImpossibleDate(DomainError):
    """Something is said to have happened at an instant when it cannot have happened."""

    code = "impossible_date"
    status = 422


class KeyConflict(DomainError):
    """The same idempotency key came with another command: one of the two senders is mistaken."""

    code = "key_conflict"
