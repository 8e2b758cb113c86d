"""The rules behind the measures, as the nation sets them: which settings a measure reads, since when, on what basis."""

from collections.abc import Iterator, Mapping

from tools.docs.markdown import table
from tools.docs.packs import nation
from weisu.analytics.asking import question
from weisu.analytics.metric import Asked, Metric, Shape
from weisu.analytics.period import Period
from weisu.analytics.rules import counting

MINIMUM = "minimum_n"
OF_LINKS = "linking"
ANY_MONTH = Period.of("2026-01")
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


class _Watched:
    """The nation's rules, with a note of which of them somebody looked at."""

    def __init__(self) -> None:
        self.rule, self.seen = counting(nation()), dict[str, None]()

    def __getattr__(self, name: str) -> object:
        self.seen[name] = None
        return getattr(self.rule, name)


def read_by(metric: Metric) -> list[str]:
    """The settings that a measure reads, told by letting it make its question."""
    watched = _Watched()
    question(metric, ANY_MONTH, (), Asked(watched, 0), 0)  # type: ignore[arg-type]
    for told in (metric.stated, metric.budget):
        if told is not None:
            told(watched)  # type: ignore[arg-type]
    own = [OF_LINKS] if metric.shape == Shape.DURABLE else []
    least = [] if metric.shape == Shape.COUNT else [MINIMUM]
    return [f"assessment.{name}" for name in (*least, *watched.seen, *own)]


def section(metrics: Mapping[str, Metric], language: str) -> str:
    """Every setting that any measure reads: its value, its day, its basis."""
    words = WORDS[language]
    names = sorted({name for metric in metrics.values() for name in read_by(metric)})
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
        code = "unset" if row is None else "minimum" if name.endswith(MINIMUM) else "read"
        facts = {} if row is None else {"n": row.values["value"], "since": row.since, "basis": row.text("basis")}
        yield str(WORDS[language][code]).format(name=name, **facts)
