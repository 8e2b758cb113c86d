"""Mappings out of TOML: shipped ones by name, others by path; what is wrong is said with file, place and remedy."""

import re
import tomllib
from collections.abc import Mapping as MappingOf
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from weisu.domain.commands import COMMANDS
from weisu.domain.conditions import compile_condition
from weisu.domain.events import TextRef
from weisu.domain.vocabulary import Level, UnitKind
from weisu.intake.errors import BadMapping
from weisu.intake.mapping import FORMS, UNKNOWN, Key, Mapping, Step, Time, Value
from weisu.intake.moments import reader

KNOWN = {
    "mapping": "id title time_zone sheet blank optional unit_kind unit_level region_level key times tables step",
    "step": "command at when set",
    "time": "column formats",
    "key": "columns pattern",
    "value": "column text words unit region category person time codes levels table pattern split kind same code",
}
BRACES = re.compile(r"\{([^{}]+)\}")


def shipped() -> list[str]:
    """The names of the mappings that come with weisu."""
    return sorted(path.name.removesuffix(".toml") for path in _folder().iterdir() if path.name.endswith(".toml"))


def load(name: str) -> Mapping:
    """A shipped mapping by its name, or any other by the path of its file.

    Raises: BadMapping.
    """
    if name in shipped():
        text, place = (_folder() / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml"
    elif Path(name).is_file():
        text, place = _text(Path(name)), name
    else:
        raise BadMapping(
            f"There is no mapping {name}; shipped are {', '.join(shipped())}.",
            instead=["name one of them", "give the path of a mapping file"],
        )
    return read(text, place)


def read(text: str, place: str) -> Mapping:
    """A mapping from its text; `place` is what messages call the file.

    Raises: BadMapping.
    """
    try:
        return _Reader(place).mapping(tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise BadMapping(f"{place} is not TOML: {wrong}.", instead=["mend that line"]) from wrong


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise BadMapping(f"{path}, line {line}: this is not UTF-8.", instead=["save the file as UTF-8"]) from wrong


def _folder() -> Any:
    return resources.files("weisu.intake") / "mappings"


class _Reader:
    """Reads the tables of one file; every complaint names it."""

    def __init__(self, place: str) -> None:
        self.place = place

    def mapping(self, found: dict[str, Any]) -> Mapping:
        """The whole file."""
        self.check("mapping", found, "the mapping")
        for name in ("id", "key", "times", "step"):
            if not found.get(name):
                self.refuse("the mapping", f"{name} is missing")
        if not re.fullmatch(r"[a-z0-9-]{1,40}", found["id"]):
            self.refuse("id", "use lower-case letters, digits and hyphens, at most 40")
        zone = self.zone(found.get("time_zone", "Asia/Shanghai"))
        times = {name: self.time(name, each, zone) for name, each in found["times"].items()}
        tables = found.get("tables", {})
        mapping = Mapping(
            id=found["id"],
            title=found.get("title", found["id"]),
            source=self.place,
            zone=zone,
            key=self.key(found["key"]),
            times=times,
            tables=tables,
            steps=tuple(self.step(n, each, times, tables) for n, each in enumerate(found["step"], 1)),
            sheet=found.get("sheet", ""),
            optional=frozenset(found.get("optional", ())),
            blank=frozenset(found.get("blank", ())),
            unit_kind=self.word("unit_kind", found.get("unit_kind", "department"), UnitKind),
            unit_level=self.word("unit_level", found.get("unit_level", "county"), Level),
            region_level=self.word("region_level", found.get("region_level", "township"), Level),
        )
        first = mapping.steps[0]
        if first.command != "register" or first.when.tests:
            self.refuse("step 1", "the first step registers the ticket, without a condition")
        return mapping

    def key(self, found: Any) -> Key:
        """What identifies a record."""
        self.check("key", found, "key")
        columns, pattern = tuple(found.get("columns", ())), found.get("pattern", "")
        if not columns:
            self.refuse("key", "name the columns that tell one record from another")
        if pattern and (len(columns) != 1 or self.pattern("key", pattern).groups != 1):
            self.refuse("key", "a pattern needs one column and one group in round brackets")
        return Key(columns, pattern)

    def time(self, name: str, found: Any, zone: ZoneInfo) -> Time:
        """A column that says when."""
        place = f"times.{name}"
        self.check("time", found, place)
        if name == UNKNOWN or not found.get("column") or not found.get("formats"):
            self.refuse(place, f"give column and formats; and no time is called {UNKNOWN}")
        try:
            reader(found["formats"], zone=zone, column=found["column"])
        except ValueError as wrong:
            self.refuse(place, str(wrong))
        return Time(found["column"], tuple(found["formats"]))

    def step(self, number: int, found: Any, times: MappingOf[str, Time], tables: MappingOf[str, Any]) -> Step:
        """One command of the past."""
        place = f"step {number}"
        self.check("step", found, place)
        kind = COMMANDS.get(found.get("command", ""))
        if kind is None:
            self.refuse(place, f"there is no command {found.get('command', '')!r}; there are {', '.join(COMMANDS)}")
        at = found.get("at", UNKNOWN)
        if at not in times and at != UNKNOWN:
            self.refuse(place, f"there is no time {at!r}; name one of {', '.join(times)}, or {UNKNOWN}")
        types = {each.name: str(each.type) for each in fields(kind)}
        given = found.get("set", {})
        if stray := sorted(given.keys() - types.keys()):
            self.refuse(place, f"{kind.name} has no field {', '.join(stray)}; it has {', '.join(types)}")
        if missing := [name for name in kind.needs if name not in given]:
            self.refuse(place, f"{kind.name} needs {', '.join(missing)}")
        try:
            when = compile_condition(found.get("when", {}))
        except ValueError as wrong:
            self.refuse(place, str(wrong))
        values = {name: self.value(f"{place}, {name}", each, tables) for name, each in given.items()}
        for name, value in values.items():
            if (TextRef.__name__ in types[name]) != (value.form == "words"):
                self.refuse(f"{place}, {name}", f"a field of type {types[name]} cannot come from {value.form}")
        return Step(kind.name, at, values, when)

    def value(self, place: str, found: Any, tables: MappingOf[str, Any]) -> Value:
        """Where a field comes from."""
        if not isinstance(found, dict):
            return Value("constant", text=tuple(found) if isinstance(found, list) else found)
        self.check("value", found, place)
        forms = [form for form in FORMS if form in found]
        if len(forms) != 1:
            self.refuse(place, f"say one of {', '.join(FORMS[1:])}")
        form = forms[0]
        main, table = found[form], found.get("table", "")
        if table and table not in tables:
            self.refuse(place, f"there is no [tables.{table}]")
        if found.get("pattern") and self.pattern(place, found["pattern"]).groups != 1:
            self.refuse(place, "a pattern needs one group in round brackets")
        if form == "person" and not isinstance(main, dict):
            self.refuse(place, 'a person is a table of fields and columns, as in { name = "caller" }')
        return Value(
            form=form,
            columns=self.columns(form, found),
            codes=tuple(found.get("codes", [found["code"]] if "code" in found else ())),
            text=main if form in ("text", "time") else "",
            table=table,
            pattern=found.get("pattern", ""),
            split=found.get("split", ""),
            levels=tuple(found.get("levels", ())),
            kind=found.get("kind", "individual"),
            details=main if form == "person" else {},
        )

    def columns(self, form: str, found: dict[str, Any]) -> tuple[str, ...]:
        """The columns a value reads, codes and details not counted."""
        main = found[form]
        if form == "text":
            return tuple(name for name in BRACES.findall(main) if name != "key")
        if form == "person":
            return tuple(found.get("same", main.values()))
        if form == "time":
            return ()
        return (main,) if isinstance(main, str) else tuple(main)

    def check(self, kind: str, found: Any, place: str) -> None:
        """Refuse what is no table and keys that nobody reads: a typing mistake must not pass in silence."""
        if not isinstance(found, dict):
            self.refuse(place, "this must be a table")
        known = KNOWN[kind].split()
        if stray := sorted(found.keys() - set(known)):
            self.refuse(place, f"{', '.join(stray)} means nothing here; known are {', '.join(known)}")

    def pattern(self, place: str, text: str) -> re.Pattern[str]:
        """A regular expression."""
        try:
            return re.compile(text)
        except re.error as wrong:
            self.refuse(place, f"the pattern {text!r} cannot be read ({wrong})")

    def zone(self, name: str) -> ZoneInfo:
        """A time zone by its name."""
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            self.refuse("time_zone", f"there is no time zone {name}")

    def word(self, place: str, found: str, words: type[UnitKind] | type[Level]) -> str:
        """A word of the vocabulary."""
        if found not in [word.value for word in words]:
            self.refuse(place, f"{found!r} is none of {', '.join(words)}")
        return found

    def refuse(self, place: str, what: str) -> NoReturn:
        """One sentence: which file, where, what."""
        raise BadMapping(f"{self.place}, {place}: {what}.", instead=["correct the mapping and import again"])
