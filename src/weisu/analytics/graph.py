"""What follows what on tickets: how often, and the median time between, from what each event says of the one before."""

from functools import cache
from pathlib import Path

import pyarrow as pa

from weisu import lake as lakes
from weisu.analytics.engines.duckdb import MODEST, Engine, Limits, parquet, sql_of
from weisu.analytics.events import EVENT
from weisu.analytics.star import root_of


def directly_follows(lake: Path, *, working: bool = False, limits: Limits = MODEST) -> pa.Table:
    """One row per step (`prev_type`, `type`), the most frequent first: `n`, and `median_s` on the wall or `working`.

    No event is compared with its neighbour: the log wrote down with each what came before it.
    """
    engine = Engine(root_of(lake) / ".spill", limits)
    engine.view("event", parquet([part.path for part in lakes.parts(lake)]))
    answer = engine.connection.sql(_question("working_s" if working else "elapsed_s")).to_arrow_table()
    engine.close()
    return answer


@cache
def _question(clock: str) -> str:
    steps = EVENT.filter(EVENT.prev_type != "")
    found = steps.group_by("prev_type", "type").aggregate(n=steps.count(), median_s=steps[clock].median())
    return sql_of(found.order_by(found.n.desc(), found.prev_type, found["type"]))
