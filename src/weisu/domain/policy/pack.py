"""Read one pack's texts into rows, each rule and each value with its file and line."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

from weisu.domain.events import canonical
from weisu.domain.policy.lines import LineMap, line_map
from weisu.domain.policy.problems import Problem, problem, refuse
from weisu.domain.policy.rows import Row, Source
from weisu.domain.policy.schema import CSV_SHAPES, SHAPES, TEXT, WORDS, Shape
from weisu.domain.spelling import nearest
from weisu.domain.vocabulary import Level

ALWAYS_IN_FORCE = date(1949, 10, 1)
_META = Shape(
    {"id": TEXT, "title": TEXT, "level": TEXT},
    {"extends": TEXT, "region": TEXT, "languages": WORDS, "version": TEXT, "time_zone": TEXT},
)


@dataclass(frozen=True)
class Pack:
    """One layer of rules: who it governs, and every row of every version of every rule.

    `digest` is the SHA-256 of the texts it was read from.
    """

    id: str
    title: str
    extends: str
    region: str
    level: str
    version: str
    languages: tuple[str, ...]
    time_zone: str
    rows: tuple[Row, ...]
    source: Source
    digest: str

    @property
    def is_overlay(self) -> bool:
        """Whether another pack lies beneath this one."""
        return bool(self.extends)


def parse(files: Mapping[str, str]) -> Pack:
    """Read a pack from its texts, given by their names inside the pack.

    Raises: PolicyError, naming file, line and rule of every fault of form.
    """
    if "pack.toml" not in files:
        raise_missing_pack(files)
    problems: list[Problem] = []
    meta = _meta(files["pack.toml"], problems)
    refuse(problems)
    rows: list[Row] = []
    for name in sorted(set(files) - {"pack.toml"}):
        if name.endswith(".toml"):
            rows += _toml_rows(name, files[name], is_overlay=bool(meta["extends"]), problems=problems)
        elif name.endswith(".csv"):
            rows += _csv_rows(name, files[name], problems)
        else:
            problems.append(Problem(name, 1, "", "a pack holds only .toml and .csv files"))
    problems += _clashes(rows)
    refuse(problems)
    languages = meta["languages"]
    return Pack(
        id=str(meta["id"]),
        title=str(meta["title"]),
        extends=str(meta["extends"]),
        region=str(meta["region"]),
        level=str(meta["level"]),
        version=str(meta["version"]),
        languages=tuple(languages) if isinstance(languages, list) else (),
        time_zone=str(meta["time_zone"]),
        rows=tuple(rows),
        source=Source("pack.toml", 1),
        digest=digest(files),
    )


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 over the names and texts of a pack: the identity of what somebody published."""
    return hashlib.sha256(canonical(dict(files)).encode()).hexdigest()


def raise_missing_pack(files: Mapping[str, str]) -> None:
    """Refuse a set of files that is no pack.

    Raises: PolicyError.
    """
    seen = ", ".join(sorted(files)[:5]) or "nothing"
    refuse([Problem("pack.toml", 1, "", f"the pack has no pack.toml; found {seen}")])


def _meta(text: str, problems: list[Problem]) -> dict[str, object]:
    table = _load("pack.toml", text, problems)
    lines = line_map(text) if table else {}
    defaults = {
        "extends": "",
        "region": "",
        "level": "",
        "version": "",
        "languages": ["zh-Hans"],
        "time_zone": "Asia/Shanghai",
    }
    if not problems:
        found = [*_META.faults(table, is_overlay=False), *_meta_words({**defaults, **table})]
        problems += [Problem("pack.toml", lines.get((key,), 1), "", text) for key, text in found]
    return {**defaults, **table}


def _meta_words(meta: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The words of `pack.toml` that are fixed by others: levels of administration, time zones."""
    level, zone = meta.get("level"), meta["time_zone"]
    if isinstance(level, str) and level and level not in list(Level):
        yield "level", f"level must be one of {', '.join(Level)}, not {level!r}"
    if isinstance(zone, str) and zone not in available_timezones():
        yield "time_zone", f"there is no time zone {zone!r}{nearest(zone, available_timezones())}"


def _load(name: str, text: str, problems: list[Problem]) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, _line_of(error, text), "", f"not valid TOML: {error}"))
        return {}


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    """`tomllib` puts the line only into the sentence before Python 3.14."""
    words = str(error).partition("(at line ")[2].partition(",")[0]
    return int(words) if words.isdigit() else max(1, len(text.splitlines()))


def _toml_rows(name: str, text: str, *, is_overlay: bool, problems: list[Problem]) -> Iterator[Row]:
    faults = len(problems)
    table = _load(name, text, problems)
    if len(problems) > faults:
        return
    lines = line_map(text)
    if name.startswith("calendar/"):
        table = {"calendar": [{"id": name, **table}]}
        lines = {("calendar", 0, *path): line for path, line in lines.items()}
    for kind, content in table.items():
        for path, values in _entries(kind, content):
            line = lines.get(path, lines.get((kind,), 1))
            if kind not in SHAPES:
                problems.append(
                    Problem(
                        name,
                        line,
                        "",
                        f"unknown table {kind!r}{nearest(kind, SHAPES)}; known: {', '.join(sorted(SHAPES))}",
                    )
                )
                continue
            yield from _row(kind, values, name, line, _own_lines(lines, path), is_overlay=is_overlay, problems=problems)


def _entries(kind: str, content: object) -> Iterator[tuple[tuple[str | int, ...], dict[str, object]]]:
    """`[[deadline]]` gives one entry per element, `[clock.closure]` one per name; anything else is one odd entry."""
    if isinstance(content, list):
        yield from (((kind, index), _table(item)) for index, item in enumerate(content))
    elif isinstance(content, dict) and kind in ("clock", "wording"):
        yield from (((kind, key), {"id": key, **_table(item)}) for key, item in content.items())
    else:
        yield (kind,), {}


def _table(item: object) -> dict[str, object]:
    """What should be a table; anything else is an empty one, whose missing keys are then named."""
    return dict(item) if isinstance(item, dict) else {}


def _own_lines(lines: LineMap, path: tuple[str | int, ...]) -> dict[str, int]:
    depth = len(path)
    inside = ((where[depth:], line) for where, line in lines.items() if where[:depth] == path and len(where) > depth)
    return {".".join(map(str, rest)): line for rest, line in inside}


def _row(
    kind: str,
    values: dict[str, object],
    name: str,
    line: int,
    lines: dict[str, int],
    *,
    is_overlay: bool,
    problems: list[Problem],
) -> Iterator[Row]:
    shape = SHAPES[kind]
    rule = str(values.get("id", ""))
    faults = shape.faults(values, is_overlay=is_overlay)
    problems += [Problem(name, lines.get(key, line), rule, text) for key, text in faults]
    if faults:
        return
    since, until = _dates(shape, values)
    if until is not None and until < since:
        problems.append(
            Problem(name, lines.get("until", line), rule, f"until {until} lies before {shape.from_key} {since}")
        )
        return
    kept = {key: value for key, value in values.items() if key not in ("until", "note")}
    if shape.from_key in kept and isinstance(kept[shape.from_key], date):
        del kept[shape.from_key]
    yield Row(kind, rule, since, until, kept, Source(name, line), lines)


def _dates(shape: Shape, values: Mapping[str, object]) -> tuple[date, date | None]:
    since, until = values.get(shape.from_key), values.get("until")
    return since if isinstance(since, date) else ALWAYS_IN_FORCE, until if isinstance(until, date) else None


def _csv_rows(name: str, text: str, problems: list[Problem]) -> Iterator[Row]:
    if name not in CSV_SHAPES:
        problems.append(Problem(name, 1, "", f"unknown catalogue; known: {', '.join(CSV_SHAPES)}"))
        return
    kind, columns, needed = CSV_SHAPES[name]
    lines = _csv_lines(name, text, problems)
    header = tuple(cell.strip() for cell in lines[0][1]) if lines else ()
    if header != columns:
        problems.append(Problem(name, 1, "", f"the columns are {', '.join(header)}; they must be {', '.join(columns)}"))
        return
    for line, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            yield from _csv_row(kind, columns, needed, cells, Source(name, line), problems)


def _csv_lines(name: str, text: str, problems: list[Problem]) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        found.extend((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, "", f"not valid CSV: {error}"))
    return found


def _csv_row(
    kind: str,
    columns: tuple[str, ...],
    needed: tuple[str, ...],
    cells: list[str],
    source: Source,
    problems: list[Problem],
) -> Iterator[Row]:
    values: dict[str, object] = {key: cell.strip() for key, cell in zip(columns, cells, strict=False)}
    rule = f"{cells[0]}@{cells[1]}" if kind == "catalogue" and len(cells) > 1 else cells[0]
    if len(cells) != len(columns):
        problems.append(problem(source, rule, f"the row has {len(cells)} cells, the table {len(columns)} columns"))
        return
    empty = [key for key in needed if not values[key]]
    problems += [problem(source, rule, f"{key} is missing") for key in empty]
    dates: dict[str, date | None] = {"from": ALWAYS_IN_FORCE, "until": None}
    for key in ("from", "until"):
        written = str(values.pop(key, ""))
        try:
            dates[key] = date.fromisoformat(written) if written else dates[key]
        except ValueError:
            problems.append(problem(source, rule, f"{key} {written!r} is no date; write 2026-01-01"))
            return
    if not empty:
        yield Row(kind, rule, dates["from"] or ALWAYS_IN_FORCE, dates["until"], values, source)


def _clashes(rows: list[Row]) -> list[Problem]:
    """Two rows of one rule that begin on the same day leave the law open."""
    seen: dict[tuple[str, str, date], Row] = {}
    found = []
    for row in rows:
        other = seen.setdefault((row.kind, row.id, row.since), row)
        if other is not row:
            found.append(
                problem(
                    row.source, row.id, f"{row.kind} written twice from the same day; the other is at {other.source}"
                )
            )
    return found
