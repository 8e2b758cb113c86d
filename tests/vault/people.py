"""Who acts in the tests of the vault, and when."""

from datetime import UTC, datetime
from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Role

MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LIN = Principal("agent-lin", ActorKind.AGENT, frozenset({Role.AGENT}))
TICKET = UUID(int=7)
