"""docs/reference/lifecycle.md and its pictures: every step of the nation's table."""

from collections.abc import Iterator

from tools.docs.markdown import codes, first_line, in_language, page, table
from tools.docs.packs import nation, roles_of
from tools.docs.picture import Line, Picture, draw
from tools.docs.words import name_of
from weisu.domain.guards import GUARDS
from weisu.domain.policy import Transition
from weisu.domain.vocabulary import AssignmentStatus, Status
from weisu.web.components.labels import STATUSES

LANGUAGES = {"en": "en", "zh-Hans": "zh-hans"}
OF = {"ticket": Status, "unit": AssignmentStatus}
BEFORE = "@previous"

TITLES = {
    ("ticket", "en"): "The life of a ticket",
    ("unit", "en"): "The life of one unit's part",
    ("ticket", "zh-hans"): "工单的一生",
    ("unit", "zh-hans"): "承办单位的办理过程",
}
EDGES = {"new": {"en": "New", "zh-hans": "新"}, BEFORE: {"en": "Where it was", "zh-hans": "原来状态"}}

INTRODUCTION = """\
What may happen to a ticket, by whom and with which papers, is the nation's table in `policy/national/lifecycle/`. A
city may forbid a step, narrow it and ask for more papers; it may not widen it.

Each line is a step: a dot stands where it may begin, the arrow points to where it leads. A ticket with several
units has one part for each; the ticket itself stands where its least advanced part stands."""

PAPERS = """\
## Every step

*Papers* must be handed in. *Guards* are conditions, listed below. *Clocks* say what the step starts, stops, pauses
or moves."""


def pictures() -> dict[str, str]:
    """The four pictures by their names."""
    return {
        f"lifecycle-{of}.{name}.svg": draw(picture(of, language)) for of in OF for name, language in LANGUAGES.items()
    }


def picture(of: str, language: str) -> Picture:
    """The steps that move a ticket, or one unit's part of it, in one language."""
    rows = [row for row in nation().all_transitions if row.of == of and row.to]
    used = {place for row in rows for place in (*row.from_, row.to)}
    places = [place for place in ("new", *OF[of], BEFORE) if place in used]
    columns = {str(place): _place(place, language) for place in places}
    lines = [_line(row, list(columns), language) for row in rows]
    return Picture(TITLES[of, language], columns, sorted(lines, key=lambda line: _way(line, list(columns))), language)


def _way(line: Line, places: list[str]) -> tuple[int, int]:
    """Where a step begins at the earliest, and where it leads: the order in which a ticket lives."""
    return places.index(line.from_[0]), places.index(line.to)


def _line(row: Transition, columns: list[str], language: str) -> Line:
    who = [name_of(role, language) for role in roles_of(row)]
    label = row.label["zh" if language == "zh-hans" else "en"]
    everywhere = set(columns) - {"new", BEFORE, row.to}
    return Line(label, who, [place for place in columns if place in (row.from_ or everywhere)], row.to)


def _place(place: str, language: str) -> str:
    return EDGES[place][language] if place in EDGES else in_language(STATUSES[place], language)


def write() -> str:
    """The whole page."""
    return page("Lifecycle", "policy/national/lifecycle", INTRODUCTION, *_pictures(), PAPERS, _steps(), *_guards())


def _pictures() -> Iterator[str]:
    for of in OF:
        english, chinese = TITLES[of, "en"], TITLES[of, "zh-hans"]
        yield f"## {english}\n\n![{english}](lifecycle-{of}.en.svg)\n\n![{chinese}](lifecycle-{of}.zh-Hans.svg)"


def _steps() -> str:
    rows = [
        (
            f"`{row.id}` {row.label['zh']} {row.label['en']}",
            f"`{row.command}`",
            codes(roles_of(row)),
            f"{_from(row)} → {f'`{row.to}`' if row.to else 'stays'}",
            codes(row.requires),
            codes(row.guards),
            "; ".join(f"{operation} {', '.join(names)}" for operation, names in row.clocks.items()) or "–",
        )
        for row in nation().all_transitions
    ]
    return table(["step", "command", "by", "moves", "papers", "guards", "clocks"], rows)


def _from(row: Transition) -> str:
    of = "unit: " if row.of == "unit" else ""
    return of + (codes(place for place in ("new", *OF[row.of]) if place in row.from_) if row.from_ else "any")


def _guards() -> Iterator[str]:
    yield "## Guards"
    yield table(["guard", "holds when"], [(f"`{name}`", first_line(guard)) for name, guard in sorted(GUARDS.items())])
