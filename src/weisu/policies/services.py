"""Proposing and publishing rules: the checks must pass, two people must sign, nothing published ever changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, RoleRefused
from weisu.domain.policy import Pack, change_text, check, differences, refuse
from weisu.domain.vocabulary import Role
from weisu.policies import files, queries
from weisu.policies.models import PackVersion, Proposal
from weisu.policies.queries import Published

NATIONAL = "national"
MAY_PROPOSE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.TEAM_LEAD, Role.DISPATCHER, Role.ANALYST})
MAY_PUBLISH = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


@transaction.atomic
def propose(texts: Mapping[str, str], *, by: Principal, now: datetime) -> Proposal:
    """Hand in a pack for publication; its checks must pass on the published layers beneath it.

    Raises: PolicyError, RoleRefused, NotFound, GuardRefused when nothing would change.
    """
    _may(by, MAY_PROPOSE, "propose rules")
    pack = queries.parsed(texts)
    _check_stacks(pack, now)
    old = _published_pack(pack, now)
    if old is not None and pack.digest == old[0].content_hash:
        raise GuardRefused(f"This is the published version of {pack.id} already; change something first.")
    return Proposal.objects.create(
        pack=pack.id,
        files=dict(texts),
        content_hash=pack.digest,
        change_text=change_text(differences(old[1] if old else None, pack)),
        proposed_by=by.id,
        proposed_at=now,
    )


@transaction.atomic
def publish(proposal_id: int, *, by: Principal, now: datetime) -> PackVersion:
    """Put a proposal in force from now; by another person than the one who proposed it.

    Raises: PolicyError, RoleRefused, NotFound, GuardRefused.
    """
    _may(by, MAY_PUBLISH, "publish rules")
    proposal = _locked(proposal_id)
    if proposal.published_id or proposal.withdrawn_at:
        raise GuardRefused(f"Proposal {proposal_id} was already published or taken back.")
    if proposal.proposed_by == by.id:
        raise GuardRefused(
            "Two people publish a rule: whoever proposed it cannot also publish it.",
            instead=["let another administrator or coordinator publish it"],
        )
    pack = queries.parsed(proposal.files)
    _check_stacks(pack, now)
    version = _publish(
        pack, proposal.files, proposed_by=proposal.proposed_by, proposed_at=proposal.proposed_at, by=by, now=now
    )
    proposal.published = version
    proposal.save(update_fields=["published"])
    return version


@transaction.atomic
def withdraw_proposal(proposal_id: int, *, by: Principal, now: datetime) -> Proposal:
    """Take a proposal back.

    Raises: NotFound, RoleRefused, GuardRefused when it is published.
    """
    _may(by, MAY_PROPOSE, "take proposals back")
    proposal = _locked(proposal_id)
    if proposal.published_id:
        raise GuardRefused("A published version cannot be taken back; publish another one.")
    proposal.withdrawn_at = now
    proposal.save(update_fields=["withdrawn_at"])
    return proposal


@transaction.atomic
def bootstrap_national(*, by: Principal, now: datetime) -> PackVersion:
    """Install the shipped national pack where nothing is published yet; recorded as bootstrap. Again is harmless.

    Raises: PolicyError.
    """
    queries.forget()
    first = PackVersion.objects.filter(pack=NATIONAL).order_by("id").first()
    if first is not None:
        return first
    texts = files.read_shipped(NATIONAL)
    pack = queries.parsed(texts)
    _check_stacks(pack, now)
    return _publish(pack, texts, proposed_by=by.id, proposed_at=now, by=by, now=now, is_bootstrap=True)


def _locked(proposal_id: int) -> Proposal:
    """The proposal, held until the end of the transaction, so that two people cannot publish it twice."""
    queries.proposal(proposal_id)
    return Proposal.objects.select_for_update().get(id=proposal_id)


def _publish(
    pack: Pack,
    texts: Mapping[str, str],
    *,
    proposed_by: str,
    proposed_at: datetime,
    by: Principal,
    now: datetime,
    is_bootstrap: bool = False,
) -> PackVersion:
    old = _published_pack(pack, now)
    version = PackVersion.objects.create(
        pack=pack.id,
        extends=pack.extends,
        region=pack.region,
        level=pack.level,
        title=pack.title,
        label=pack.version,
        content_hash=pack.digest,
        files=dict(texts),
        change_text=change_text(differences(old[1] if old else None, pack)),
        proposed_by=proposed_by,
        proposed_at=proposed_at,
        published_by=by.id,
        published_at=now,
        supersedes_id=old[0].id if old else None,
        is_bootstrap=is_bootstrap,
    )
    queries.forget()
    transaction.on_commit(queries.forget)
    return version


def _may(by: Principal, roles: frozenset[Role], act: str) -> None:
    if by.is_vendor or not by.roles & roles:
        raise RoleRefused(f"You may not {act}; that is for {', '.join(sorted(roles))} of the authority itself.")


def _published_pack(pack: Pack, now: datetime) -> tuple[Published, Pack] | None:
    queries.forget()
    found = queries.version_in_force(pack.id, now)
    return None if found is None else (found, queries.packs_of([found])[0])


_PASSED: set[tuple[str, ...]] = set()
"""Stacks that passed their checks in this process; the same texts pass again."""


def _check(packs: Sequence[Pack]) -> None:
    stack = tuple(pack.digest for pack in packs)
    if stack not in _PASSED:
        refuse(check(packs))
        _PASSED.add(stack)


def _check_stacks(pack: Pack, now: datetime) -> None:
    """The pack on what lies beneath it, and every published pack that lies on it: nothing is silently switched off."""
    queries.forget()
    for found in queries.published_versions():
        if found.region and found.region == pack.region and found.pack != pack.id:
            raise GuardRefused(f"Region {pack.region} is governed by the pack {found.pack!r} already; change that one.")
    beneath = queries.packs_of(queries.stack_of(pack.extends, now))
    _check([*beneath, pack])
    _check_above([*beneath, pack], now)


def _check_above(stack: Sequence[Pack], now: datetime) -> None:
    children = {found.pack for found in queries.published_versions() if found.extends == stack[-1].id}
    for name in sorted(children):
        found = queries.version_in_force(name, now)
        if found is not None and found.extends == stack[-1].id:
            above = [*stack, *queries.packs_of([found])]
            _check(above)
            _check_above(above, now)
