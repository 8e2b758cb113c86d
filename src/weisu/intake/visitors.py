"""Whoever comes without an account, as they sign what they do."""

from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Role

DOOR = Principal("public", ActorKind.CITIZEN, frozenset({Role.REQUESTER}))
"""Who the records name while it is not yet known who is there."""

COMPARING = Principal("comparing", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
"""The machine that holds a secret against a ticket; nobody reads what it sees."""


def requester(requester_id: UUID | str) -> Principal:
    """Somebody who asked, once they are recognised."""
    return Principal(str(requester_id), ActorKind.CITIZEN, frozenset({Role.REQUESTER}))
