"""The catalogue of measures, in English and in Chinese: who counts, who counts as met, an example, the basis."""

from collections.abc import Iterator
from itertools import groupby

from tools.docs import counting_rules
from tools.docs.markdown import page, table
from weisu.analytics.catalog import METRICS, said
from weisu.analytics.metric import Metric

SOURCE = "src/weisu/analytics/metrics/ and metrics.csv"

TITLES = {"en": "Measures", "zh": "指标目录"}
OPENINGS = {
    "en": """Every measure is declared once, in `src/weisu/analytics/metrics/`; page, command line and workbook read
the same object. `weisu metrics KEY --by unit,month --period 2026-01..2026-06` asks one. A value has its interval and n,
or a sentence says why there is none. How answers and silence weigh is dated text of the policy pack
(`assessment.toml`). No measure scores a named handler, and no pack may score a neutral one: only numbers of
tickets (`parts`, `tickets`) may enter a composite, as a volume weight.
[中文](metrics.zh-Hans.md)""",
    "zh": """每项指标只声明一次（`src/weisu/analytics/metrics/`），页面、命令行和表格读的是同一个对象。
`weisu metrics KEY --by unit,month --period 2026-01..2026-06` 查询一项。每个数值都带区间和件数；
没有数值的，用一句话说明原因。回答和沉默如何计算，由政策包中有日期、有依据的规则决定（`assessment.toml`）。
任何指标都不给经办人个人打分，“中性”指标不得用于评分，只有件数（`parts`、`tickets`）可以作为诉求量权重进入综合得分。[English](metrics.md)""",
}
THEMES = {
    "timeliness": ("In time", "时效"),
    "outcome": ("Did it help", "成效"),
    "workload": ("How much, how long", "工作量与流转"),
    "fairness": ("Strata and fairness", "分层与公平"),
    "channel": ("The door", "接入"),
    "proactive": ("Before being asked", "未诉先办"),
    "relief": ("Relief of the grass roots", "基层减负"),
}
WORDS = {
    "en": {
        "counts": "Counts",
        "met": "Value",
        "example": "Example",
        "charged": "Charged to",
        "rules": "Rules",
        "basis": "Basis",
        "higher": "more is better",
        "lower": "less is better",
        "neutral": "neutral",
        "nobody": "no unit",
        "lead_id": "the unit that leads",
        "closed_lead_id": "the unit that led when the ticket was first closed",
        "unit_id": "the unit of the part",
        "to_unit_id": "the unit that had to act",
        "sent_by": "the body that gave the part to a unit",
        "first_sent_by": "the body that first gave the ticket to a unit",
    },
    "zh": {
        "counts": "计入",
        "met": "取值",
        "example": "算例",
        "charged": "责任方",
        "rules": "规则",
        "basis": "依据",
        "higher": "越高越好",
        "lower": "越低越好",
        "neutral": "中性",
        "nobody": "不归承办单位",
        "lead_id": "主办单位",
        "closed_lead_id": "首次办结时的主办单位",
        "unit_id": "承办单位",
        "to_unit_id": "应当办理的单位",
        "sent_by": "派出的一方（热线或者交办单位）",
        "first_sent_by": "首次派出的一方（热线或者交办单位）",
    },
}
HEAD = {"en": ["key", "name", "direction"], "zh": ["代码", "名称", "方向"]}


def write(language: str) -> str:
    """The page in one language, `en` or `zh`."""
    parts = [part for theme, some in _themes() for part in _theme(theme, list(some), language)]
    return page(TITLES[language], SOURCE, OPENINGS[language], counting_rules.section(METRICS, language), *parts)


def _themes() -> Iterator[tuple[str, Iterator[Metric]]]:
    in_order = sorted(METRICS.values(), key=lambda metric: list(THEMES).index(metric.theme))
    return groupby(in_order, key=lambda metric: metric.theme)


def _theme(theme: str, some: list[Metric], language: str) -> Iterator[str]:
    yield f"## {THEMES[theme][language == 'zh']}"
    words = WORDS[language]
    rows = [[f"[`{one.key}`](#{one.key})", said(one.key, language).name, words[one.direction]] for one in some]
    yield table(HEAD[language], rows)
    for metric in some:
        yield _entry(metric, language)


def _entry(metric: Metric, language: str) -> str:
    """What the catalogue says of one measure."""
    words, told = WORDS[language], said(metric.key, language)
    stop, colon = (". ", ": ") if language == "en" else ("。", "：")
    lines = {
        words["counts"]: told.counts,
        words["met"]: told.met,
        words["example"]: told.example,
        words["charged"]: words[metric.charged or "nobody"],
        words["rules"]: counting_rules.line(metric, language),
        words["basis"]: said(metric.key, language).basis,
    }
    items = [f"- **{label}{colon.rstrip()}** {text.rstrip('.。')}{stop.rstrip()}" for label, text in lines.items()]
    return "\n\n".join([f"### {metric.key}", told.name, "\n".join(items)])
