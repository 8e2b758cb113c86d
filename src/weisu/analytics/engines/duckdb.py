"""DuckDB, embedded: expressions become SQL for a connection that can fill neither the memory nor the disk."""

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import ibis
import pyarrow as pa
from ibis.expr.operations import Node
from ibis.expr.types import Expr


class Limits(NamedTuple):
    """What one connection may use. Without a bound on spilling, one careless question fills the disk of all."""

    threads: int = 0
    memory_gib: float = 5.0
    spill_gib: float = 40.0


MODEST = Limits()
"""Every core, and of memory what a machine with 8 GiB can spare."""


class Engine:
    """One connection within limits, and its tables by name."""

    def __init__(self, spill: Path, limits: Limits = MODEST) -> None:
        """Ready for questions; what does not fit in memory goes to files under `spill` for as long as it is needed."""
        self.connection = duckdb.connect(
            config={
                "threads": limits.threads or os.cpu_count() or 1,
                "memory_limit": f"{limits.memory_gib}GiB",
                "temp_directory": str(spill),
                "max_temp_directory_size": f"{limits.spill_gib}GiB",
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self.connection.execute("SET enable_progress_bar = false")

    def view(self, name: str, sql: str) -> None:
        """Give a name to a question, so that expressions can ask it further."""
        self.connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {sql}')

    def keep(self, name: str, sql: str) -> None:
        """Answer a question once and keep the rows under a name."""
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')

    def answer(self, expression: Expr) -> pa.Table:
        """The rows of an expression."""
        return self.connection.sql(sql_of(expression)).to_arrow_table()

    def write(self, sql: str, path: Path) -> int:
        """The rows of a question as one Parquet file; returns how many there are."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = self.connection.execute(f"COPY ({sql}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)").fetchone()
        return int(told[0]) if told else 0

    def write_by_month(self, sql: str, directory: Path) -> int:
        """The rows of a question as Parquet files under `month=…` directories; returns how many rows there are."""
        directory.mkdir(parents=True, exist_ok=True)
        told = self.connection.execute(
            f"COPY ({sql}) TO {quoted(directory)}"
            " (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month), OVERWRITE_OR_IGNORE)"
        ).fetchone()
        return int(told[0]) if told else 0

    def close(self) -> None:
        """Give back memory and spill files."""
        self.connection.close()


def sql_of(expression: Expr) -> str:
    """An expression in DuckDB's words."""
    return _compiled(expression.op())


@lru_cache(maxsize=1024)
def _compiled(node: Node) -> str:
    # Compiling takes longer than answering from a small star; nodes of one meaning are equal.
    return str(ibis.to_sql(node.to_expr(), dialect="duckdb", pretty=False))


def quoted(path: Path) -> str:
    """A path as a literal."""
    return "'" + str(path).replace("'", "''") + "'"


def parquet(paths: list[Path]) -> str:
    """The question that reads these files."""
    return f"SELECT * FROM read_parquet([{', '.join(map(quoted, paths))}], hive_partitioning = false)"
