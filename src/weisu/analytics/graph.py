"""What follows what on tickets: how often, and the median time between, from what each event says of the one before."""

from pathlib import Path

import pyarrow as pa

from weisu import lake as lakes
from weisu.analytics.engines.duckdb import MODEST, Engine, Limits, parquet
from weisu.analytics.events import EVENT
from weisu.analytics.star import root_of


def directly_follows(lake: Path, limits: Limits = MODEST) -> pa.Table:
    """One row per step (`prev_type`, `type`), the most frequent first: `n`, `median_s` on the wall, `median_working_s`.

    No event is compared with its neighbour: the log wrote down with each what came before it.
    """
    engine = Engine(root_of(lake) / ".spill", limits)
    engine.view("event", parquet([part.path for part in lakes.parts(lake)]))
    steps = EVENT.filter(EVENT.prev_type != "")
    found = steps.group_by("prev_type", "type").aggregate(
        n=steps.count(), median_s=steps.elapsed_s.median(), median_working_s=steps.working_s.median()
    )
    answer = engine.answer(found.order_by(found.n.desc(), found.prev_type, found["type"]))
    engine.close()
    return answer
