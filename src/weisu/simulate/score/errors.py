"""What can be wrong with claims, or with the truth they are held against."""

from weisu.domain.errors import DomainError


class BadClaims(DomainError):
    """A file of claims cannot be scored; file, line, claim and fix are named."""

    code = "bad_claims"
    status = 422


class BadTruth(DomainError):
    """A directory holds no truth of a simulated city, or only a part of it."""

    code = "bad_truth"
    status = 422
