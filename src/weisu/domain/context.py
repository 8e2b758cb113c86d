"""What a decision may look at besides the ticket: who asks, when, under which rules, about which units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from weisu.domain.vocabulary import ActorKind, Precision, Role

if TYPE_CHECKING:
    from weisu.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Scope:
    """One post in force: a role at a unit or over a region.

    `matters` are prefixes of categories and `area` the root of a region subtree that the post is limited to; empty:
    not limited.
    """

    role: Role
    unit_id: str = ""
    region_code: str = ""
    matters: tuple[str, ...] = ()
    area: str = ""

    @property
    def is_limited(self) -> bool:
        """Whether the post is for some matters or places only."""
        return bool(self.matters or self.area)

    def holds_for(self, category: str) -> bool:
        """Whether the post is for this matter."""
        return not self.matters or any(category == each or category.startswith(f"{each}.") for each in self.matters)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, in the posts they hold at this instant; the worker's clock and an import sign like any person.

    `unit_id`, `region_code` and `level` are those of the post they act in; `posts` are all of them.
    """

    id: str
    kind: ActorKind
    roles: frozenset[Role]
    unit_id: str = ""
    region_code: str = ""
    level: str = ""
    is_vendor: bool = False
    posts: tuple[Scope, ...] = ()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Every post; without any on record, the roles as they stand here."""
        return self.posts or tuple(Scope(role, self.unit_id, self.region_code) for role in sorted(self.roles))

    @property
    def unit_ids(self) -> frozenset[str]:
        """Every unit this person belongs to."""
        return frozenset({self.unit_id, *(post.unit_id for post in self.posts)} - {""})


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The facts of a handling unit that a rule may ask for."""

    id: str
    kind: str
    level: str
    region_code: str = ""
    parent: str = ""


class Context(NamedTuple):
    """Everything a decision reads besides the ticket's own state.

    `units` holds at least the units the command names. `historic` marks past facts that are recorded, not judged:
    the order of the lifecycle holds, but no guard, paper or limit refuses what happened, and no clock is invented.
    `backstop` is the government of the level that the rules let take what no unit takes (兜底); empty without one.
    """

    by: Principal
    now: datetime
    policy: "Policy"
    units: Mapping[str, UnitFacts] = MappingProxyType({})
    precision: str = Precision.EXACT.value
    historic: bool = False
    backstop: str = ""
