"""Measures and their answers as programs read them: the command line and the interface give the same objects."""

from collections.abc import Mapping, Sequence
from typing import Any

from weisu.analytics.catalog import METRICS, said
from weisu.analytics.metric import Metric
from weisu.analytics.period import Period
from weisu.analytics.ruling import Ruling
from weisu.domain.instants import from_us


def catalogue() -> list[dict[str, Any]]:
    """Every measure: key, theme, unit, direction, basis, and its name and definition in Chinese and in English."""
    return [_declared(metric) for metric in METRICS.values()]


def _declared(metric: Metric) -> dict[str, Any]:
    zh, en = said(metric.key, "zh"), said(metric.key, "en")
    return {
        "key": metric.key,
        "theme": metric.theme,
        "name_zh": zh.name,
        "name_en": en.name,
        "counts_zh": zh.counts,
        "counts_en": en.counts,
        "met_zh": zh.met,
        "met_en": en.met,
        "unit": metric.unit,
        "direction": metric.direction.value,
        "basis": zh.basis,
    }


def answer(
    key: str, period: Period, results: Sequence[Mapping[str, Any]], *, as_of_us: int, rules: Sequence[Ruling]
) -> dict[str, Any]:
    """The results of one measure, up to when the log reaches, and under whose rules the months count."""
    return {
        "measure": key,
        "period": list(period.months),
        "as_of": from_us(as_of_us).isoformat(),
        "rules": [one.plain() for one in rules],
        "results": list(results),
    }
