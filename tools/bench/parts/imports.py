"""What an imported table costs, beside the barest way to write the rows that it results in."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.db import connection, transaction

from tools.bench.measure import ratio, span
from tools.bench.parts.lives import REGION, START
from tools.bench.parts.stage import build_region
from tools.databases import Engine
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Role
from weisu.intake import services
from weisu.intake.mapping_file import read

MAPPING = """
id = "bench"
blank = ["-"]
[key]
columns = ["id"]
[times.created]
column = "created"
formats = ["%Y-%m-%d %H:%M:%S"]
[tables.kind]
complaint = "complaint"
question = "inquiry"
[[step]]
command = "register"
at = "created"
[step.set]
number = { text = "B{key}" }
kind = { column = "kind", table = "kind" }
channel = { column = "channel" }
category = { category = ["wide", "middle", "narrow"], codes = ["wide_id", "middle_id", "narrow_id"] }
region = { region = ["street"], codes = ["street_id"], levels = ["township"] }
community = { column = "community" }
request = { words = "words" }
[[step]]
command = "dispatch"
when = { unit = "*" }
[step.set]
lead = { unit = "unit", code = "unit_id" }
[[step]]
command = "close"
when = { in_time = "1" }
[step.set]
on_time = true
[[step]]
command = "close"
when = { in_time = "0" }
[step.set]
on_time = false
"""
COLUMNS = (
    "id created kind channel wide wide_id middle middle_id narrow narrow_id street street_id community unit unit_id "
    "in_time place note_1 note_2 words"
).split()
TABLES = ("ticket_event", "ticket", "assignment", "vault_text", "intake_imported_row", "intake_source_name")
WORDS = "3号楼地下车库漏水,积水漫到电梯口,物业说在等配件,已经一个星期,请尽快处理。"
IMPORTER = Principal("import:bench", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
FIRST = datetime(2018, 3, 1, 8, tzinfo=UTC)


class Bare(NamedTuple):
    """Every row an import resulted in, by table."""

    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]


def cpu_ratio(engine: Engine, folder: Path, *, rows: int, words: bool) -> float:
    """CPU of an import over CPU of a raw COPY (SQLite: executemany) of the same resulting rows; medians of turns.

    Reading, checking, deciding, hashing and, with `words`, encrypting and redacting are on our side of it.
    """
    path = written(folder / f"bench-{'words' if words else 'plain'}.csv", rows=rows, words=words)
    with prepared(engine):
        imported(path)
        bare = {table: rows_of(table) for table in TABLES}

    def ours() -> float:
        with prepared(engine), span(server_pid=engine.server_pid) as taken:
            imported(path)
        return taken.cpu_s

    def raw() -> float:
        with prepared(engine), span(server_pid=engine.server_pid) as taken:
            write(bare)
        return taken.cpu_s

    return ratio(ours, raw)


def written(path: Path, *, rows: int, words: bool) -> Path:
    """A table like those that districts publish: a hundred units, some hundred categories, no two rows alike."""
    chance = Random(2018)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        for number in range(rows):
            table.writerow(row(number, chance, words))
    return path


def row(number: int, chance: Random, words: bool) -> dict[str, object]:
    """One line of the table."""
    wide, unit, street = chance.randrange(15), chance.randrange(100), chance.randrange(6)
    middle, narrow = wide * 8 + chance.randrange(8), chance.randrange(300)
    return {
        "id": 70_000 + number,
        "created": f"{FIRST + timedelta(minutes=47 * number):%Y-%m-%d %H:%M:%S}",
        "kind": "question" if chance.random() < 0.05 else "complaint",
        "channel": chance.choice(("phone.12345", "phone.12319", "web.mailbox", "app.city")),
        "wide": f"wide {wide}",
        "wide_id": wide,
        "middle": f"middle {middle}",
        "middle_id": middle,
        "narrow": f"narrow {narrow}",
        "narrow_id": narrow,
        "street": f"street {street}",
        "street_id": street,
        "community": f"community {chance.randrange(25)}",
        "unit": f"unit {unit}",
        "unit_id": unit,
        "in_time": "0" if chance.random() < 0.1 else "1",
        "place": "-",
        "note_1": 1,
        "note_2": 0,
        "words": f"{number} {WORDS}" if words else "-",
    }


@contextmanager
def prepared(engine: Engine) -> Iterator[None]:
    """A fresh database with a region and its rules."""
    with engine.fresh():
        build_region()
        yield


def imported(path: Path) -> None:
    """The import itself."""
    services.import_file(path, mapping=read(MAPPING, "bench"), region=REGION, by=IMPORTER, now=START)


def rows_of(table: str) -> Bare:
    """What stands in a table now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return Bare([column[0] for column in cursor.description], cursor.fetchall())


def write(bare: dict[str, Bare]) -> None:
    """The same rows the shortest way each database has, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in bare.items():
            names = ", ".join(f'"{name}"' for name in columns)
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for values in rows:
                        copy.write_row(values)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
