"""The registry: every measure by its key, and what the catalogue says of each in Chinese and in English."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import import_module, resources
from pkgutil import iter_modules
from typing import NamedTuple

from weisu.analytics import metrics
from weisu.analytics.metric import Metric, Result
from weisu.domain.errors import DomainError, NotFound


class Said(NamedTuple):
    """What the catalogue says of a measure: its name, who counts, who counts as met, on what basis; and an example."""

    name: str
    counts: str
    met: str
    example: str
    basis: str


def _all() -> dict[str, Metric]:
    modules = [import_module(f"{metrics.__name__}.{found.name}") for found in iter_modules(metrics.__path__)]
    return {metric.key: metric for module in modules for metric in module.METRICS}


METRICS: Mapping[str, Metric] = _all()
"""Every measure, theme by theme."""


def metric_of(key: str) -> Metric:
    """The measure of a key.

    Raises: NotFound, with the keys there are.
    """
    if key not in METRICS:
        raise NotFound(f"There is no measure {key!r}.", instead=sorted(METRICS))
    return METRICS[key]


@cache
def said(key: str, language: str) -> Said:
    """What the catalogue says of a measure (`zh`, `en`)."""
    row = _rows("metrics.csv")[key]
    name, counts, met, example = (row[f"{field}_{language}"] for field in ("name", "counts", "met", "example"))
    return Said(name, counts, met, example, row["basis"])


@cache
def words(code: str, language: str) -> str:
    """The sentence of a reason why there is no value, with `{n}`, `{minimum}`, `{base}` and `{note}` in it."""
    return _rows("reasons.csv")[code][language]


@cache
def _rows(name: str) -> Mapping[str, Mapping[str, str]]:
    text = resources.files("weisu.analytics").joinpath(name).read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


def sentence(result: Result, minimum: int, language: str) -> str:
    """In words, why a result has no value."""
    return words(result.why, language).format(n=result.n, base=result.base or 0, minimum=minimum, note=result.note)


def remark(result: Result, language: str) -> str:
    """What has to be said beside a value, codes among its notes in words; empty when nothing has."""
    code, *notes = result.remark or ("",)
    told = [words(note, language) if note in _rows("reasons.csv") else note for note in notes]
    return words(code, language).format(*told) if code else ""


class NotAsked(DomainError):
    """No measure was named."""

    code = "no_measure_named"
