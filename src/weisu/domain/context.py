"""What a decision may look at besides the ticket: who asks, when, under which rules, about which units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from weisu.domain.vocabulary import ActorKind, Precision, Role

if TYPE_CHECKING:
    from weisu.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, in the post they hold at this instant; the worker's clock and an import sign like any person."""

    id: str
    kind: ActorKind
    roles: frozenset[Role]
    unit_id: str = ""
    region_code: str = ""
    level: str = ""
    is_vendor: bool = False


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The facts of a handling unit that a rule may ask for."""

    id: str
    kind: str
    level: str
    region_code: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a decision reads besides the ticket's own state.

    `units` holds at least the units the command names. `historic` marks past facts that are recorded, not judged:
    the order of the lifecycle holds, but no guard, paper or limit refuses what happened, and no clock is invented.
    """

    by: Principal
    now: datetime
    policy: "Policy"
    units: Mapping[str, UnitFacts] = field(default_factory=dict)
    precision: str = Precision.EXACT.value
    historic: bool = False
