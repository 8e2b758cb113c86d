"""`weisu composite`: the composites that packs declare; units scored by one; what volume alone does to it."""

import argparse
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from weisu.cli.arguments import Misused
from weisu.cli.output import add_json, show
from weisu.cli.policy import day_of, instant, policy_of_pack
from weisu.domain.errors import NotFound

if TYPE_CHECKING:
    from weisu.analytics.composite import Measured, Scorecard, Standing
    from weisu.analytics.rules import Counting
    from weisu.analytics.ruling import Ruling
    from weisu.analytics.volume_effect import Volume
    from weisu.domain.policy.composites import Composite


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun and its verbs."""
    noun = nouns.add_parser("composite", help="composite scores that a pack declares, with what they are worth")
    verbs = noun.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, run, words in (
        ("list", _list, "every composite of a pack: parts, formulas, basis"),
        ("score", _score, "score units of a CSV file or of the lake, with intervals and sensitivity"),
        ("volume", _volume, "what volume alone does to it at one true rate"),
    ):
        verb = verbs.add_parser(name, help=words, description=words)
        verb.set_defaults(run=run)
        verb.add_argument("--pack", required=True, metavar="PACK", help="a pack by name or path")
        verb.add_argument("--at", metavar="DATE", type=day_of, help="the day, like 2026-03-01 (default: today)")
        add_json(verb)
        if name != "list":
            verb.add_argument("key", metavar="KEY", help="the composite, as `list` names it")
        if name == "score":
            verb.add_argument(
                "values", nargs="?", type=Path, metavar="FILE", help="a CSV file: unit, group, indicators"
            )
            verb.add_argument("--period", metavar="MONTHS", help="without FILE: measured from the lake, as 2026-03")
            verb.add_argument("--lake", type=Path, metavar="DIR", help="lake/ under WEISU_HOME without it")
        if name == "volume":
            verb.add_argument(
                "rates",
                nargs="+",
                metavar="NAME=RATE",
                help="the true value of an indicator, like closure_on_time=97%%",
            )
            verb.add_argument("--tickets", default="5,30,300", metavar="N,N", help="volumes (default: 5,30,300)")


def _list(arguments: argparse.Namespace) -> int:
    found = _composites(arguments)
    facts = {"composites": [_facts(one) for one in found.values()]}
    lines = [line for one in found.values() for line in _described(one)]
    show(arguments, facts, lines or ["No composite is declared."])
    return 0


def _score(arguments: argparse.Namespace) -> int:
    import numpy as np

    from weisu.analytics.composite import SEED, scorecard

    composite = _composite(arguments)
    units, rules = _units(arguments, composite)
    card = scorecard(composite, units, np.random.default_rng(SEED))
    counted = {"rules": [one.plain() for one in rules]} if rules else {}
    facts = {**card._asdict(), "standings": [one._asdict() for one in card.standings], **counted}
    show(arguments, facts, [*_scored(composite, card), *(said for one in rules for said in one.said("en"))])
    return 0


def _units(arguments: argparse.Namespace, composite: "Composite") -> "tuple[list[Measured], list[Ruling]]":
    """From the file, or from the log, and then under whose rules they were counted."""
    from weisu.analytics.unit_values import read_values

    if arguments.values is not None:
        return read_values(arguments.values, composite), []
    if not arguments.period:
        raise Misused("Name a FILE with values, or measure them from the lake with --period.")
    return _from_lake(arguments, composite)


def _from_lake(arguments: argparse.Namespace, composite: "Composite") -> "tuple[list[Measured], list[Ruling]]":
    from django.conf import settings

    from weisu.analytics.asking import read_by
    from weisu.analytics.catalog import METRICS
    from weisu.analytics.period import Period
    from weisu.analytics.rules import counting
    from weisu.analytics.ruling import rulings
    from weisu.analytics.star import Star
    from weisu.analytics.unit_measures import measured_units

    today = policy_of_pack(arguments.pack, instant(datetime.now(UTC).date()))

    def rule_on(day: date) -> "Counting":
        return counting(policy_of_pack(arguments.pack, instant(day)), today)

    period = Period.of(arguments.period)
    star = Star(arguments.lake or settings.HOME / "lake")
    try:
        units = measured_units(star, composite, period, rule_on=rule_on)
    finally:
        star.close()
    return units, rulings(period, rule_on, read_by(*(METRICS[name] for name in composite.indicators)))


def _volume(arguments: argparse.Namespace) -> int:
    from weisu.analytics.volume_effect import volume_effect

    composite = _composite(arguments)
    sizes = [_whole(text) for text in arguments.tickets.split(",")]
    table = volume_effect(composite, dict(map(_rate, arguments.rates)), sizes)
    facts = {"composite": composite.id, "volumes": [row._asdict() for row in table]}
    show(arguments, facts, _tabled(table))
    return 0


def _composites(arguments: argparse.Namespace) -> "dict[str, Composite]":
    return dict(policy_of_pack(arguments.pack, instant(arguments.at)).composites)


def _composite(arguments: argparse.Namespace) -> "Composite":
    found = _composites(arguments)
    if arguments.key not in found:
        raise NotFound(f"{arguments.pack} declares no composite {arguments.key!r} on that day.", instead=sorted(found))
    return found[arguments.key]


def _facts(one: "Composite") -> dict[str, object]:
    parts = [
        {"id": part.id, "label": part.label, "points": part.points.text, "weight": part.weight, "absent": part.absent}
        for part in one.parts
    ]
    constants = [constant._asdict() for constant in one.constants]
    return {
        "key": one.id,
        "label": one.label,
        "groups": one.groups,
        "indicators": one.indicators,
        "parts": parts,
        "constants": constants,
        "basis": one.basis,
        "source": one.source,
    }


def _described(one: "Composite") -> Iterable[str]:
    yield f"{one.id}\t{one.label['zh']} · {one.label['en']}\t{one.basis}\t[{one.source}]"
    for part in one.parts:
        yield f"  {part.weight:g} × {part.id}\t{part.label['zh']} · {part.label['en']}\t{part.points.text}"
    for constant in one.constants:
        yield f"  {constant.points:+g} {constant.id}\t{constant.label['zh']} · {constant.label['en']}\t{constant.basis}"


def _scored(composite: "Composite", card: "Scorecard") -> Iterable[str]:
    yield f"{composite.label['zh']} · {composite.label['en']}"
    for one in card.standings:
        yield "\t".join(filter(None, (one.group, one.unit, _standing(composite, one, card.is_ordered))))
    for group, is_ordered in card.is_ordered.items():
        if not is_ordered:
            yield f"{group or '-'}: no order is shown; it would depend on chance and weights more than on the units."


def _standing(composite: "Composite", one: "Standing", is_ordered: "dict[str, bool]") -> str:
    from weisu.analytics.catalog import words

    if one.total is None or one.low is None or one.high is None:
        return words(one.why, "en").format(note=", ".join(one.missing) or one.group)
    digits = composite.decimals
    said = [f"{one.total:.{digits}f} [{one.low:.{digits}f}, {one.high:.{digits}f}]"]
    if one.rank is not None and is_ordered[one.group]:
        said.append(f"rank {one.rank} [{one.rank_low}, {one.rank_high}]")
    if one.tickets is not None:
        said.append(f"n = {one.tickets}")
    if one.certain:
        said.append(f"no interval known: {', '.join(one.certain)}")
    if one.absent:
        said.append(f"without a value, as the pack grants: {', '.join(one.absent)}")
    return "  ".join(said)


def _tabled(table: "Iterable[Volume]") -> Iterable[str]:
    yield "tickets\tscore\tsd\teight of ten\tfirst\tlast\tif fair"
    for row in table:
        ends = f"{row.low:.2f}–{row.high:.2f}"
        yield f"{row.tickets}\t{row.mean:.2f}\t{row.sd:.2f}\t{ends}\t{row.first:.1%}\t{row.last:.1%}\t{row.fair:.1%}"


def _rate(text: str) -> tuple[str, float]:
    from weisu.analytics.unit_values import BadValues

    name, equals, value = text.rpartition("=")
    try:
        number = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        equals = ""
    if not equals:
        raise BadValues(f"{text!r} is no true value; write closure_on_time=97% or closure_on_time=0.97.")
    return name, number


def _whole(text: str) -> int:
    from weisu.analytics.unit_values import BadValues

    if not text.isdecimal() or not 1 <= int(text) <= 50_000:
        raise BadValues(f"{text!r} is no number of tickets, 1 to 50000.")
    return int(text)
