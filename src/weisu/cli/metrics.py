"""`weisu metrics`: build the star from the lake, list the measures, ask one."""

import argparse
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from weisu.cli.output import add_json, show

if TYPE_CHECKING:
    from weisu.analytics.metric import Metric, Result
    from weisu.analytics.pace import Pace

HOUR_S = 3_600


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun."""
    parser = nouns.add_parser("metrics", help="build the tables behind the measures, list them, ask one")
    parser.add_argument("key", nargs="?", metavar="KEY", help="the measure, as --list names it")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="every measure, with its Chinese and English name")
    what.add_argument("--paces", action="store_true", help="how long acts take: median and nine in ten; --by unit")
    what.add_argument("--build", action="store_true", help="bring the tables up to date with the lake")
    parser.add_argument(
        "--by", default="", metavar="WHAT", help="unit, month, stratum, region, category, …, with commas between"
    )
    parser.add_argument("--period", metavar="MONTHS", help="2026-03 or 2026-01..2026-06; this month without it")
    parser.add_argument("--region", default="", metavar="CODE", help="whose rules count; the root region without it")
    parser.add_argument("--lake", type=Path, metavar="DIR", help="lake/ under WEISU_HOME without it")
    parser.add_argument("--language", choices=("zh", "en"), default="zh", help="language of names and reasons")
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do the one thing asked for."""
    from django.conf import settings

    lake = arguments.lake or settings.HOME / "lake"
    if arguments.list:
        return _list(arguments)
    if arguments.build:
        return _build(arguments, lake)
    if arguments.paces:
        return _paces(arguments, lake)
    if not arguments.key:
        from weisu.analytics.catalog import NotAsked

        raise NotAsked("Name a measure, or use --list or --build.", instead=["weisu metrics --list"])
    return _ask(arguments, lake)


def _list(arguments: argparse.Namespace) -> int:
    from weisu.insight.facts import catalogue

    facts = catalogue()
    show(arguments, {"measures": facts}, [f"{one['key']:<34} {one['name_zh']} · {one['name_en']}" for one in facts])
    return 0


def _build(arguments: argparse.Namespace, lake: Path) -> int:
    from django.conf import settings

    from weisu.analytics.build import build
    from weisu.analytics.instants import offset_of
    from weisu.jobs.bridge import describe

    done = build(lake, offset_us=offset_of(settings.TIME_ZONE))
    describe(lake, now=datetime.now(UTC))
    lines = [f"The tables hold {done.events} events, {done.new} of them new, about {done.tickets} tickets."]
    show(arguments, {"lake": str(lake), **done._asdict()}, lines)
    return 0


def _paces(arguments: argparse.Namespace, lake: Path) -> int:
    from django.conf import settings

    from weisu.analytics.asking import CannotGroup
    from weisu.analytics.pace import RESOLUTION, paces
    from weisu.analytics.period import Period
    from weisu.analytics.star import Star
    from weisu.insight.rules import rules_of

    if arguments.by not in ("", "unit"):
        raise CannotGroup("Acts are told of all units together, or by unit.", instead=["--by unit"])
    here = datetime.now(ZoneInfo(settings.TIME_ZONE))
    period = Period.of(arguments.period or f"{here:%Y-%m}")
    minimum = rules_of(arguments.region, period, here)[period.last_day].minimum_n
    with closing(Star(lake)) as star:
        found = paces(star, period, minimum=minimum, by_unit=bool(arguments.by))
    facts = {"period": list(period.months), "resolution": RESOLUTION, "paces": [one.plain() for one in found]}
    show(arguments, facts, (_paced(one, minimum, arguments.language) for one in found))
    return 0


def _paced(one: "Pace", minimum: int, language: str) -> str:
    """Hours on the wall, as median and as nine in ten; or why there are none."""
    from weisu.analytics.catalog import words

    said = [f"{each.value / HOUR_S:,.1f} h" for each in one.wall.values()]
    if one.why:
        said = [words(one.why, language).format(n=one.n, minimum=minimum)]
    return "\t".join(filter(None, (one.unit, f"{one.before} → {one.act}", *said, f"n = {one.n}")))


def _ask(arguments: argparse.Namespace, lake: Path) -> int:
    from django.conf import settings

    from weisu.analytics.asking import ask, read_by
    from weisu.analytics.catalog import metric_of
    from weisu.analytics.period import Period
    from weisu.analytics.ruling import rulings
    from weisu.analytics.star import Star
    from weisu.insight.facts import answer
    from weisu.insight.rules import rules_of

    metric = metric_of(arguments.key)
    here = datetime.now(ZoneInfo(settings.TIME_ZONE))
    period = Period.of(arguments.period or f"{here:%Y-%m}")
    rules = rules_of(arguments.region, period, here)
    by = [name for name in arguments.by.split(",") if name]
    star = Star(lake)
    try:
        found = ask(star, metric, period, by=by, rule_on=rules.__getitem__)
        as_of_us = star.as_of_us
    finally:
        star.close()
    lines = [*_lines(metric, found, rules[period.last_day].minimum_n, arguments.language)]
    counted = rulings(period, rules.__getitem__, read_by(metric, by=by))
    facts = answer(metric.key, period, [one._asdict() for one in found], as_of_us=as_of_us, rules=counted)
    show(arguments, facts, [*lines, *(said for one in counted for said in one.said(arguments.language))])
    return 0


def _lines(metric: "Metric", found: Sequence["Result"], minimum: int, language: str) -> Iterable[str]:
    from weisu.analytics.catalog import remark, said, sentence

    yield said(metric.key, language).name
    for one in found:
        where = " ".join(one.by.values()) or "–"
        yield f"{where}\t{_value(metric, one)}" if not one.why else f"{where}\t{sentence(one, minimum, language)}"
    # Mostly the same of every group, and then said once.
    yield from sorted({remark(one, language) for one in found if one.remark})


def _value(metric: "Metric", one: "Result") -> str:
    spelled = _percent if metric.unit == "share" else _number
    parts = [spelled(one.value), f"n = {one.n}"]
    if one.low is not None and one.high is not None:
        parts.insert(1, f"[{spelled(one.low)}, {spelled(one.high)}]")
    if one.coverage is not None and one.lower is not None:
        parts.append(f"{_percent(one.coverage)} ≥ {spelled(one.lower)}")
    return "  ".join(parts)


def _percent(value: Any) -> str:
    return f"{value:.1%}"


def _number(value: Any) -> str:
    return f"{value:,.2f}"
