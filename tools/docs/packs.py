"""The shipped packs as the reference pages read them."""

from functools import cache

from weisu.domain.policy import Pack, Policy, Transition, merge, parse
from weisu.domain.vocabulary import Role
from weisu.policies import files

NATION = "national"


@cache
def shipped() -> tuple[Pack, ...]:
    """Every shipped pack, the nation's first, then by name."""
    names = sorted(path.parent.name for path in files.directory().glob("*/pack.toml"))
    return tuple(parse(files.read_shipped(name)) for name in sorted(names, key=lambda name: name != NATION))


@cache
def nation() -> Policy:
    """The nation's rules once everything written so far has begun."""
    pack = shipped()[0]
    return merge([pack], max(row.since for row in pack.rows))


def roles_of(row: Transition) -> list[str]:
    """Who may take a step, in the vocabulary's order."""
    return [role.value for role in Role if role in row.by]
