"""The lake: the event log as Parquet files that any engine reads (DuckDB, Spark, ClickHouse, pandas).

    <lake>/
      watermark.json                                 how far the lake reaches; nothing beyond it counts
      events/month=2026-03/part-000000000001-000000100000.parquet
      star/units.parquet  star/regions.parquet       the organisation as of the last export
      texts/redacted.parquet                         redacted copies of what people wrote

**events/** is append-only, one row per row of `ticket_event`, every column, Zstandard inside. A part never changes
once it lies there. Its name says which events it was cut from, and it holds those of them that *occurred* in its
month (UTC, so that the place of a row depends on the row alone; months of local time are a question for a query).
Within a part rows stand in the order of `seq`. Instants stand twice: as a timestamp for people and for pruning
(`occurred_at`), as whole microseconds since 1970 for exact arithmetic (`occurred_us`). Ids are text, because Spark
cannot read Parquet's UUID. `payload` is canonical JSON as text, exactly as it was hashed.

**watermark.json** is written last, so a killed export leaves at most parts beyond it. Readers skip those (somebody
who globs adds `WHERE seq <= last_seq`), the next export deletes and writes them again. The same events cut at the
same places give the same bytes.

**star/** and **texts/** are snapshots, replaced as a whole at each export. Words stay out of events/ because they can
be erased: the next export no longer has them.

One machine writes at a time (a lock file). Only pyarrow is needed here; no database, no framework.
"""

from weisu.lake.columns import ROW
from weisu.lake.errors import LakeBroken
from weisu.lake.parts import LAYOUT, Part, Watermark, parts, watermark
from weisu.lake.reading import read, scan
from weisu.lake.snapshots import (
    CATEGORIES,
    DAYS,
    OFFICE,
    OFFICE_OF,
    REGIONS,
    TEXTS,
    UNITS,
    read_snapshot,
    write_snapshot,
    write_snapshot_batches,
)
from weisu.lake.writing import write, write_tables

__all__ = [
    "CATEGORIES",
    "DAYS",
    "OFFICE",
    "OFFICE_OF",
    "LAYOUT",
    "REGIONS",
    "ROW",
    "TEXTS",
    "UNITS",
    "LakeBroken",
    "Part",
    "Watermark",
    "parts",
    "read",
    "read_snapshot",
    "scan",
    "watermark",
    "write",
    "write_snapshot",
    "write_snapshot_batches",
    "write_tables",
]
