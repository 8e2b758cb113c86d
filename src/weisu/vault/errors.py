"""What the vault refuses, and what to do about it."""

from weisu.domain.errors import DomainError


class KeyUnusable(DomainError):
    """A key is missing, readable by others, or not the one the rows were written with."""

    code = "key_unusable"
    status = 503


class WordsErased(DomainError):
    """The words were destroyed on lawful grounds; the tombstone says when and why."""

    code = "words_erased"
    status = 410


class PersonErased(DomainError):
    """The person's data were destroyed; only the pseudonym is left."""

    code = "person_erased"
    status = 410


class GrantEnded(DomainError):
    """The time for which a field was revealed is over."""

    code = "grant_ended"
    status = 403
