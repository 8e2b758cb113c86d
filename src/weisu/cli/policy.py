"""`weisu policy`: check, show, compare, propose and publish the rules of a place."""

import argparse
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from weisu.cli.output import add_json, say, show
from weisu.domain.errors import NotFound, PolicyError
from weisu.domain.policy import Difference, Pack, Policy, Problem, check, differences, merge, parse
from weisu.domain.policy.differences import merged_differences, written
from weisu.domain.policy.layers import plain
from weisu.org.queries import ancestors, principal, require_region
from weisu.policies import files, queries, services


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `weisu policy …`."""
    noun = nouns.add_parser("policy", help="check, show, compare, propose and publish policy packs")
    verbs = noun.add_subparsers(title="commands", required=True, metavar="COMMAND")
    one = _verb(verbs, "check", _check, "check packs on disk: schema, words, reach, ties, examples")
    one.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a directory with a pack.toml")
    one = _verb(verbs, "show", _show, "the merged rules of a region or a pack on one day")
    which = one.add_mutually_exclusive_group()
    which.add_argument("--region", metavar="CODE", help="a region of this installation: its published rules")
    which.add_argument("--pack", metavar="PACK", default="national", help="a pack by name or path (default: national)")
    one.add_argument("--at", metavar="DATE", type=day_of, help="the day, like 2026-03-01 (default: today)")
    one.add_argument("--explain", action="store_true", help="name the file and line that set each value")
    one = _verb(verbs, "diff", _diff, "what changes between two packs, or two published versions")
    one.add_argument("old", metavar="A", help="a path, or the number of a published version")
    one.add_argument("new", metavar="B", help="a path, or the number of a published version")
    one = _verb(verbs, "propose", _propose, "hand in a pack for a second person to publish")
    one.add_argument("path", metavar="PATH", type=Path, help="a directory with a pack.toml")
    one.add_argument("--by", required=True, metavar="PERSON", help="the id of the person who proposes")
    one = _verb(verbs, "publish", _publish, "put a proposal in force; by another person")
    one.add_argument("proposal", metavar="ID", type=int, help="the number that `propose` gave")
    one.add_argument("--by", required=True, metavar="PERSON", help="the id of the person who publishes")


def _verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: object, said: str):  # type: ignore[no-untyped-def]
    verb = verbs.add_parser(name, help=said, description=said)
    verb.set_defaults(run=run)
    add_json(verb)
    return verb


def _check(arguments: argparse.Namespace) -> int:
    problems: list[Problem] = []
    checked: list[str] = []
    for path in arguments.paths:
        try:
            stack = _stack_on_disk(path)
            checked.append(stack[-1].id)
            problems += [_at_path(problem, path, stack[-1]) for problem in check(stack)]
        except PolicyError as error:
            problems += [_at_path(Problem(**problem), path, None) for problem in _listed(error)]
    facts = {"checked": checked, "problems": [problem._asdict() for problem in problems]}
    lines = [str(problem) for problem in problems] or [f"{name}: no problem found" for name in checked]
    show(arguments, facts, lines)
    if problems:
        say(f"weisu: {len(problems)} problem(s); nothing of this can be published.")
    return 1 if problems else 0


def _listed(error: PolicyError) -> list[dict[str, object]]:
    listed = error.facts.get("problems")
    return listed if isinstance(listed, list) else [{"file": "", "line": 0, "rule": "", "text": error.message}]


def _at_path(problem: Problem, path: Path, pack: Pack | None) -> Problem:
    """The file as the person who asked would open it."""
    inside = problem.file.removeprefix(f"{pack.id if pack else path.name}/")
    is_here = (path / inside).exists() or pack is None
    return problem._replace(file=str(path / inside)) if is_here and inside else problem


def _show(arguments: argparse.Namespace) -> int:
    at = instant(arguments.at)
    if arguments.region:
        require_region(arguments.region)
        policy = queries.in_force(arguments.region, at, ancestors=ancestors)
    else:
        policy = policy_of_pack(arguments.pack, at)
    explained = policy.explain()
    facts: dict[str, object] = {
        "policy": policy.id,
        "layers": list(policy.layers),
        "version": policy.version,
        "at": at.astimezone(_zone()).date().isoformat(),
        "valid_until": policy.valid_until.isoformat() if policy.valid_until else None,
        "rules": [_as_fact(row, is_explained=arguments.explain) for row in explained],
    }
    show(arguments, facts, _lines(policy, is_explained=arguments.explain))
    return 0


def _as_fact(row, *, is_explained: bool) -> dict[str, object]:  # type: ignore[no-untyped-def]
    fact: dict[str, object] = {"rule": row.rule, "key": row.key, "value": plain(row.value)}
    return fact | {"file": row.file, "line": row.line} if is_explained else fact


def _lines(policy: Policy, *, is_explained: bool) -> Iterable[str]:
    yield f"{policy.id} ({' < '.join(policy.layers)}), version {policy.version[:12]}"
    rule = ""
    for row in policy.explain():
        if row.rule != rule:
            rule = row.rule
            yield f"\n{rule}"
        where = f"    [{row.file}:{row.line}]" if is_explained else ""
        yield f"  {row.key} = {written(row.value)}{where}"


def _diff(arguments: argparse.Namespace) -> int:
    old, new = _pack(arguments.old), _pack(arguments.new)
    if old.id == new.id:
        found = differences(old, new)
    else:
        now = datetime.now(UTC)
        found = merged_differences(policy_of_pack(arguments.old, now), policy_of_pack(arguments.new, now))
    facts = {"old": old.id, "new": new.id, "differences": [_as_change(one) for one in found]}
    show(arguments, facts, map(str, found))
    return 0


def _as_change(one: Difference) -> dict[str, object]:
    return {
        "kind": one.kind,
        "rule": one.id,
        "from": one.since.isoformat(),
        "key": one.key,
        "old": plain(one.old),
        "new": plain(one.new),
        "file": one.source.file,
        "line": one.source.line,
    }


def _propose(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    proposal = services.propose(files.read(arguments.path), by=principal(arguments.by, now), now=now)
    facts = {"proposal": proposal.id, "pack": proposal.pack, "changes": proposal.change_text.splitlines()}
    also = f"Another person publishes it: weisu policy publish {proposal.id} --by PERSON"
    show(arguments, facts, [*proposal.change_text.splitlines(), f"Proposal {proposal.id} of {proposal.pack}. {also}"])
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    version = services.publish(arguments.proposal, by=principal(arguments.by, now), now=now)
    facts = {
        "version": version.id,
        "pack": version.pack,
        "content_hash": version.content_hash,
        "proposed_by": version.proposed_by,
        "published_by": version.published_by,
        "published_at": version.published_at.isoformat(),
    }
    show(arguments, facts, [f"{version.pack} is in force as version {version.id} ({version.content_hash[:12]})."])
    return 0


def _stack_on_disk(path: Path) -> list[Pack]:
    """A pack and the packs it extends: beside it, or among those shipped."""
    pack = parse(files.read(path))
    stack = [pack]
    while stack[0].extends:
        name = stack[0].extends
        beside = [place for place in (path.parent / name, files.directory() / name) if (place / "pack.toml").is_file()]
        if not beside:
            raise NotFound(f"{stack[0].id} extends {name!r}, which is neither beside it nor shipped with weisu.")
        if any(layer.id == name for layer in stack):
            raise NotFound(f"{stack[0].id} extends {name!r}, which extends it in turn.")
        stack.insert(0, parse(files.read(beside[0])))
    return stack


def policy_of_pack(name: str, at: datetime) -> Policy:
    """A pack on disk by path or name; else the published one of that name.

    Raises: NotFound, PolicyError.
    """
    for place in (Path(name), files.directory() / name):
        if (place / "pack.toml").is_file():
            return merge(_stack_on_disk(place), at.astimezone(_zone()).date())
    return queries.of_pack(name, at)


def _pack(named: str) -> Pack:
    if named.isdecimal():
        return queries.parsed(queries.version(int(named)).files)
    place = Path(named)
    return parse(files.read(place if place.exists() else files.directory() / named))


def day_of(written: str) -> date:
    """A day as written on a command line.

    Raises: ArgumentTypeError.
    """
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written!r} is no date; write 2026-03-01") from error


def instant(day: date | None) -> datetime:
    """The end of the day asked for, or now."""
    return datetime.now(UTC) if day is None else datetime.combine(day, time.max, tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
