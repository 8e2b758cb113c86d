"""The words and patterns that tell personal data from other words; they are data, in `data/`."""

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

HAN = r"[\u3400-\u9fff\U00020000-\U0003134f]"


@dataclass(frozen=True)
class Surnames:
    """Which characters begin a name: `plain` ones hardly ever begin anything else, `rare` ones hardly ever a name."""

    plain: frozenset[str]
    rare: frozenset[str]
    single: frozenset[str]
    compound: frozenset[str]


@cache
def rules() -> dict[str, Any]:
    """The patterns and word lists of `data/redaction.toml`."""
    return tomllib.loads(_text("redaction.toml"))


@cache
def placeholders() -> dict[str, str]:
    """What stands in the place of each kind of masked words."""
    return dict(rules()["placeholder"])


@cache
def surnames() -> Surnames:
    """The surnames of 百家姓 and of common use today."""
    rows = list(csv.DictReader(_text("surnames.csv").splitlines()))
    single = frozenset(row["surname"] for row in rows if row["kind"] != "compound")
    return Surnames(
        plain=frozenset(row["surname"] for row in rows if row["kind"] == "plain"),
        rare=frozenset(row["surname"] for row in rows if row["kind"] == "rare"),
        single=single,
        compound=frozenset(row["surname"] for row in rows if row["kind"] == "compound"),
    )


@cache
def not_names() -> frozenset[str]:
    """Words that look like names and are none."""
    return frozenset(row["word"] for row in csv.DictReader(_text("not_names.csv").splitlines()))


@cache
def numerals() -> dict[int, str]:
    """Chinese numerals to digits, for `str.translate`."""
    return {ord(spelt): digit for group, digit in rules()["numerals"].items() for spelt in group}


@cache
def pattern(section: str, name: str, flags: int = 0) -> re.Pattern[str]:
    """One pattern of the rules, compiled."""
    return re.compile(rules()[section][name].replace("{han}", HAN), flags)


def phrases() -> list[tuple[str, re.Pattern[str]]]:
    """The patterns that need nothing but themselves, with their kind."""
    return [(kind, re.compile(each.replace("{han}", HAN))) for kind, some in rules()["phrase"].items() for each in some]


def _text(name: str) -> str:
    return files("weisu.vault").joinpath("data", name).read_text("utf-8")
