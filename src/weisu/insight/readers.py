"""Who may ask the measures, whether by a page or by a machine."""

from weisu.domain.context import Principal
from weisu.domain.errors import NotFound
from weisu.domain.vocabulary import Role

MAY_ASK = frozenset({Role.ANALYST, Role.LEADER, Role.OVERSIGHT_OFFICER, Role.COORDINATOR})


def check(viewer: Principal) -> None:
    """Raises: NotFound for whoever may not ask; to them there is nothing here."""
    if not viewer.roles & MAY_ASK:
        raise NotFound(
            "There is nothing at this address.", instead=["a key for a post of " + ", ".join(sorted(MAY_ASK))]
        )
