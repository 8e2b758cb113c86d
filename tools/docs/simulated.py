"""docs/reference/scenarios.md and truth.md: every word of a scenario, every column of the truth."""

import csv
from dataclasses import fields
from pathlib import Path

from tools.docs.markdown import page, table
from weisu.simulate.scenario import Prior, read, shipped
from weisu.simulate.scenario.growing import Grow, Office
from weisu.simulate.scenario.priors import LAWS
from weisu.simulate.scenario.settings import TABLES
from weisu.simulate.scenario.shape import Cheat, Matter, Region, Unit
from weisu.simulate.truth import TABLES as TRUTH

SOURCE = Path(__file__).resolve().parents[2] / "src" / "weisu" / "simulate"
LISTS = {"region": Region, "grow": Grow, "unit": Unit, "office": Office, "matter": Matter, "cheat": Cheat}

SCENARIOS = f"""\
A scenario is one TOML file: `[city]`, its `[[region]]`s and `[[unit]]`s (or `[[grow]]` and `[[office]]`, which make
them by the dozen), and whatever it sets differently from the usual numbers in `scenarios/settings.toml`. A number may
be a law ({", ".join(f"`{law}`" for law in LAWS)}, each with two numbers) that a seed draws from. A family is laid over
it: A changes nothing, B brings other mechanisms, C plants nothing. `[shares]` says of single matters, by their key,
what part of all problems they are.

Enquiries answered at once stay closed and are never archived, as declined and merged requests are not. The national
rules allow the archive of any of them once nothing is pending, to a person or to the system, but no rule asks for it
or names a time; only what went through a unit is put away here, when nobody has said anything for ten days.

Shipped: {", ".join(f"`{name}`" for name in shipped())}."""

DOCUMENTED = """\
## What was seen, and the setting that makes it

Every game that reports of hotlines tell of, and every kind of request that asks too much, means harm, or only looks
like it. What follows after the hotline (police, discipline, lists of names that cities share) is not simulated."""

TRUTHS = """\
`weisu simulate --truth DIR` writes one Parquet file for each table. Instants (`_us`) are microseconds since 1970 UTC.
Ids of tickets, requesters, units and regions are those of the log. A matter is a key of the scenario; the table
`problems` and the scenario give its code in the tree of the packs. `NULL` and the empty text are told apart: nothing
there, and nobody named. The product never reads any of it; an import contract holds it to that."""


class Undescribed(Exception):
    """A column of the truth that nobody explains, or the other way round."""


def scenarios() -> str:
    """The page of scenarios."""
    usual = read("quiet-town").settings
    parts = [
        f"## `[{name}]`\n\n{kind.__doc__}\n\n"
        + table(
            ["setting", "usually", "meaning"],
            [(f"`{one.name}`", f"`{_law(usual[name][one.name])}`", one.metadata["doc"]) for one in fields(kind)],
        )
        for name, kind in TABLES.items()
    ]
    lists = [
        f"## `[[{name}]]`\n\n{(kind.__doc__ or '').strip()}\n\n"
        + ", ".join(f"`{one.name}`" for one in fields(kind))
        + "."
        for name, kind in LISTS.items()
    ]
    return page("Scenarios", "src/weisu/simulate", SCENARIOS, "\n\n".join([*lists, *parts, _documented()]))


def _documented() -> str:
    """What hotlines report of games and of unreasonable requests, beside the settings that make it."""
    with (SOURCE / "documented.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (row["behaviour"], f"{row['where']} {row['source']}".strip(), _named(row["settings"].split()))
            for row in csv.DictReader(file)
        ]
    return f"{DOCUMENTED}\n\n" + table(["what was seen", "where", "setting"], rows)


def _named(settings: list[str]) -> str:
    """Raises: Undescribed for a setting that is none."""
    known = {f"{name}.{one.name}" for name, kind in TABLES.items() for one in fields(kind)}
    if wrong := set(settings) - known:
        raise Undescribed(f"{', '.join(sorted(wrong))}: documented.csv must name settings.")
    return ", ".join(f"`{name}`" for name in settings)


def truth() -> str:
    """The page of the truth.

    Raises: Undescribed, naming the columns.
    """
    with (SOURCE / "truth_columns.csv").open(encoding="utf-8", newline="") as file:
        said = {(row["table"], row["column"]): row["meaning"] for row in csv.DictReader(file)}
    there = {(name, column) for name, schema in TRUTH.items() for column in ("", *schema.names)}
    if wrong := said.keys() ^ there:
        raise Undescribed(
            f"{', '.join(map('.'.join, sorted(wrong)))}: truth_columns.csv must name every table and column."
        )
    parts = [
        f"## {name}\n\n{said[name, '']}\n\n"
        + table(
            ["column", "type", "meaning"],
            [(f"`{field.name}`", str(field.type), said[name, field.name]) for field in schema],
        )
        for name, schema in TRUTH.items()
    ]
    return page("The truth of a simulated city", "src/weisu/simulate/truth.py", TRUTHS, "\n\n".join(parts))


def _law(prior: Prior) -> str:
    numbers = ", ".join(f"{number:g}" for number in prior.numbers)
    return numbers if prior.law == "fixed" else f"{prior.law}({numbers})"
