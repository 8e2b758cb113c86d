"""`weisu monitoring`: draw whom to ask, check a draw, and say for every unit what the answers tell."""

import argparse
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weisu.cli.output import add_json, show

if TYPE_CHECKING:
    from weisu.analytics.draws import Draw
    from weisu.analytics.monitoring import Monitored, Monitoring
    from weisu.analytics.period import Period


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun."""
    parser = nouns.add_parser("monitoring", help="resolution and satisfaction of every unit, few people asked")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_draw(verbs)
    check = verbs.add_parser("check", help="draw again by the seed of a draw, and say whether it is the same")
    check.add_argument("draw", type=Path, metavar="FILE", help="the draw")
    add_json(check)
    check.set_defaults(run=run_check)
    _add_show(verbs)


def _add_draw(verbs: Any) -> None:
    parser = verbs.add_parser("draw", help="draw from what each unit closed, by a published seed")
    parser.add_argument("--period", required=True, metavar="MONTHS", help="2026-03 or 2026-01..2026-06")
    parser.add_argument("--seed", required=True, help="made public after the period, so that anybody can draw again")
    kept = parser.add_mutually_exclusive_group(required=True)
    kept.add_argument("--by", metavar="PERSON", help="who draws for this installation; kept in draws/ under WEISU_HOME")
    kept.add_argument("--out", type=Path, metavar="FILE", help="draw from any lake into a file that nobody records")
    _add_place(
        parser, "of which region and by whose rules; without it the widest that --by may draw from, else the root"
    )
    add_json(parser)
    parser.set_defaults(run=run_draw)


def _add_show(verbs: Any) -> None:
    parser = verbs.add_parser("show", help="what the answers so far tell of every unit")
    parser.add_argument("draw", type=Path, metavar="FILE", help="the draw")
    parser.add_argument("--question", default="satisfied", help="solved or satisfied (default)")
    parser.add_argument("--language", choices=("zh", "en"), default="zh", help="language of reasons")
    _add_place(parser, "whose rules count; the root region without it")
    add_json(parser)
    parser.set_defaults(run=run_show)


def _add_place(parser: argparse.ArgumentParser, region: str) -> None:
    parser.add_argument("--region", default="", metavar="CODE", help=region)
    parser.add_argument("--lake", type=Path, metavar="DIR", help="lake/ under WEISU_HOME without it")


def run_draw(arguments: argparse.Namespace) -> int:
    """Draw, keep the draw, and name the tickets."""
    from weisu.analytics import draws
    from weisu.analytics.period import Period

    period = Period.of(arguments.period)
    path = _kept(arguments, period) if arguments.by else _loose(arguments, period)
    found = draws.read(path)
    numbers = _drawn(found)
    lines = [f"{len(numbers)} of {found.rows.num_rows} closings are drawn; kept in {path}.", *numbers]
    show(
        arguments, {**found.terms._asdict(), "closed": found.rows.num_rows, "drawn": numbers, "file": str(path)}, lines
    )
    return 0


def _kept(arguments: argparse.Namespace, period: "Period") -> Path:
    """The draw of this installation, made by somebody who may."""
    from weisu.insight import drawing
    from weisu.org import queries as org

    now = datetime.now(UTC)
    by = org.principal(arguments.by, now)
    # Whoever names no region means the widest they may draw from.
    region = arguments.region or next(iter(drawing.regions_to_draw(by)), org.root_region())
    return drawing.make(_lake(arguments), region, period, seed=arguments.seed, by=by, now=now).path


def _loose(arguments: argparse.Namespace, period: "Period") -> Path:
    from weisu.analytics import draws
    from weisu.insight.rules import sample_rule_on

    with closing(_star(arguments)) as star:
        found = draws.draw(star, period, seed=arguments.seed, rule=sample_rule_on(arguments.region, period.last_day))
    draws.write(found, arguments.out)
    return Path(arguments.out)


def run_check(arguments: argparse.Namespace) -> int:
    """Draw again."""
    from weisu.analytics import draws

    found = draws.read(arguments.draw)
    draws.check(found)
    lines = [f"The seed {found.terms.seed!r} draws exactly these {len(_drawn(found))} tickets."]
    show(arguments, {**found.terms._asdict(), "drawn": _drawn(found), "is_as_seeded": True}, lines)
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Estimate every unit."""
    from weisu.analytics import draws
    from weisu.analytics.monitoring import monitor
    from weisu.analytics.period import Period
    from weisu.analytics.rules import FOLLOWING_UP, MINIMUM
    from weisu.analytics.ruling import rulings
    from weisu.insight.rules import rules_of

    kept = draws.read(arguments.draw)
    draws.check(kept)
    period = Period.of(f"{kept.terms.first}..{kept.terms.last}")
    last = Period(period.last, period.last)
    rules = rules_of(arguments.region, last, datetime.now(UTC))
    rule, counted = rules[last.last_day], rulings(last, rules.__getitem__, (MINIMUM, *FOLLOWING_UP))
    star = _star(arguments)
    try:
        found = monitor(star, kept, arguments.question, rule=rule.follow_up, minimum=rule.minimum_n)
    finally:
        star.close()
    facts = {
        **kept.terms._asdict(),
        "question": arguments.question,
        "whole": found.whole._asdict(),
        "units": [one._asdict() for one in found.units],
        "likeness": found.likeness,
        "correlation": found.correlation,
        "rules": [one.plain() for one in counted],
    }
    said = [said for one in counted for said in one.said(arguments.language)]
    show(arguments, facts, [*_lines(found, rule.minimum_n, arguments.language), *said])
    return 0


def _star(arguments: argparse.Namespace) -> Any:
    from weisu.analytics.star import Star

    return Star(_lake(arguments))


def _lake(arguments: argparse.Namespace) -> Path:
    from django.conf import settings

    return Path(arguments.lake or settings.HOME / "lake")


def _drawn(found: "Draw") -> list[str]:
    return sorted(found.rows.filter(found.rows["drawn"])["number"].to_pylist())


def _lines(found: "Monitoring", minimum: int, language: str) -> Iterator[str]:
    for one in (found.whole, *found.units):
        yield f"{one.unit or '–'}\t{_value(one, minimum, language)}"
    if found.likeness is not None:
        yield f"R = {found.likeness:.2f}"


def _value(one: "Monitored", minimum: int, language: str) -> str:
    from weisu.analytics.catalog import words

    if one.why:
        said = words(one.why, language).format(n=one.answered, base=one.drawn, minimum=minimum)
    else:
        said = f"{one.value:.1%}  [{one.low:.1%}, {one.high:.1%}]  n = {one.answered} ≙ {one.worth:.0f}"
    parts = [said, f"{one.drawn}/{one.closed}"]
    if one.bound_low is not None:
        parts.append(f"⊂ [{one.bound_low:.1%}, {one.bound_high:.1%}]")
    if one.tipping is not None:
        parts.append(f"⇋ {one.tipping:.1%}")
    return "  ".join(parts)
