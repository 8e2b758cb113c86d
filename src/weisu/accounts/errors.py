"""Refusals at the door."""

from datetime import datetime

from weisu.domain.errors import DomainError


class SignInRefused(DomainError):
    """Name, password or code are not right; which of them is not said."""

    code = "sign_in_refused"
    status = 401


class NoPost(DomainError):
    """The sign-in is right, but the person holds no post now."""

    code = "no_post"
    status = 403


class LockedOut(DomainError):
    """Too many wrong tries; `until` says when it ends."""

    code = "locked_out"
    status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Too many wrong tries; this opens again at {until.isoformat(timespec='minutes')}.",
            instead=["wait until then", "ask oversight to lift it"],
        )
        self.until = until


class KeyRefused(DomainError):
    """No key, or none that opens anything now."""

    code = "key_refused"
    status = 401


class WeakPassword(DomainError):
    """The new password breaks a rule; `reasons` are the names of the rules."""

    code = "weak_password"
    status = 422

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(f"The new password breaks a rule: {', '.join(reasons)}.", reasons=reasons)
        self.reasons = reasons
