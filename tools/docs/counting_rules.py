"""The rules behind the measures, as the nation sets them: which settings a measure reads, since when, on what basis."""

from collections.abc import Iterator, Mapping

from tools.docs.markdown import table
from tools.docs.packs import nation
from weisu.analytics.asking import read_by
from weisu.analytics.metric import Metric
from weisu.analytics.rules import MINIMUM

WORDS = {
    "en": {
        "title": "The rules they read",
        "opening": "As the national pack sets them; that of a province or a city may set its own, each from its day.",
        "head": ["setting", "value", "since", "basis"],
        "minimum": "no value below {n} (`{name}`, since {since})",
        "read": "`{name}`, since {since}, {basis}",
        "unset": "`{name}`, which the nation leaves to each city",
        "none": "none; whatever is there is counted",
    },
    "zh": {
        "title": "所依据的规则",
        "opening": "以下为国家规则包的设定；省、市的规则包可以另行规定，各自注明生效日期。",
        "head": ["设定", "取值", "生效日期", "依据"],
        "minimum": "不足 {n} 件不给数值（`{name}`，{since} 起）",
        "read": "`{name}`，{since} 起，{basis}",
        "unset": "`{name}`，国家规则不作规定，由各市自定",
        "none": "无；有多少计多少",
    },
}


def section(metrics: Mapping[str, Metric], language: str) -> str:
    """Every setting that any measure reads: its value, its day, its basis."""
    words = WORDS[language]
    names = sorted(read_by(*metrics.values()))
    return "\n\n".join([f"## {words['title']}", str(words["opening"]), table(words["head"], map(_row, names))])


def _row(name: str) -> list[str]:
    row = nation().rows["setting"].get(name)
    if row is None:
        return [f"`{name}`", "–", "–", "–"]
    return [f"`{name}`", _spelled(row.values["value"]), str(row.since), row.text("basis")]


def _spelled(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return "; ".join(f"{key} = {', '.join(one) if isinstance(one, Mapping) else one}" for key, one in value.items())


def line(metric: Metric, language: str) -> str:
    """The settings that one measure reads, in a sentence."""
    return ("; " if language == "en" else "；").join(_said(metric, language)) or str(WORDS[language]["none"])


def _said(metric: Metric, language: str) -> Iterator[str]:
    for name in read_by(metric):
        row = nation().rows["setting"].get(name)
        code = "unset" if row is None else "minimum" if name == MINIMUM else "read"
        facts = {} if row is None else {"n": row.values["value"], "since": row.since, "basis": row.text("basis")}
        yield str(WORDS[language][code]).format(name=name, **facts)
