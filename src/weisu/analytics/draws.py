"""A draw as a file: every closing of the period with what the process had left of it then, and which of them are asked.

The file is the record: traces and closings go on changing in the star, partly because people were asked, so an estimate
rests on what stood here when the lot fell. It holds numbers and codes, no person and no words.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from weisu.analytics.period import Period
from weisu.analytics.rules import SampleRule
from weisu.analytics.sampling import drawn
from weisu.analytics.star import Star
from weisu.analytics.traces import TRACES, traces
from weisu.domain.errors import DomainError
from weisu.lake.parts import replace

NAME = b"weisu.draw"


class Terms(NamedTuple):
    """What a draw rests on: the published seed, months, the rule of sizes, and the newest event it knew."""

    seed: str
    first: str
    last: str
    per_cent: int
    least: int
    last_seq: int

    @property
    def rule(self) -> SampleRule:
        """How many were to be drawn."""
        return SampleRule(self.per_cent, self.least)


class Draw(NamedTuple):
    """Terms, and one row per closing: ticket_id, number, closed_us, unit, matter, each trace, and `drawn`."""

    terms: Terms
    rows: pa.Table


class BadDraw(DomainError):
    """A file that is no draw, or one whose tickets its seed does not give."""

    code = "bad_draw"


def draw(star: Star, period: Period, *, seed: str, rule: SampleRule) -> Draw:
    """Draw from the closings of a period that stand in the star.

    Raises: BadDraw without a seed.
    """
    if not seed.strip():
        raise BadDraw("A draw needs a seed that is published.", instead=["name one with --seed"])
    months = period.months
    terms = Terms(seed, months[0], months[-1], rule.per_cent, rule.least, star.mark.last_seq)
    return drawn_by(terms, traces(star, period))


def drawn_by(terms: Terms, closings: pa.Table) -> Draw:
    """What terms draw from closings that are at hand already, one row each as `traces` gives them."""
    return Draw(terms, closings.append_column("drawn", pa.array(_lots(terms, closings), pa.bool_())))


def check(found: Draw) -> None:
    """Draw again by the seed. Raises: BadDraw naming the first ticket that differs."""
    for number, is_drawn, again in zip(
        found.rows["number"].to_pylist(), found.rows["drawn"].to_pylist(), _lots(found.terms, found.rows), strict=True
    ):
        if is_drawn != again:
            was = "was drawn, and the seed does not draw it" if is_drawn else "was not drawn, though the seed draws it"
            raise BadDraw(f"Ticket {number} {was}.", instead=["draw again with the published seed"])


def write(found: Draw, path: Path) -> None:
    """Keep a draw. Raises: BadDraw when the file is there: who draws until it pleases has not drawn."""
    if path.exists():
        raise BadDraw(f"{path} is there already; a draw is made once.", instead=["name another file with --out"])
    table = found.rows.replace_schema_metadata({NAME: json.dumps(found.terms._asdict()).encode()})
    replace(path, lambda target: pq.write_table(table, target, compression="zstd"))


def read(path: Path) -> Draw:
    """A draw that was kept. Raises: BadDraw for a file that is none."""
    try:
        table = pq.read_table(path)
        terms = Terms(**json.loads((table.schema.metadata or {})[NAME]))
        return Draw(terms, table.select([*("ticket_id", "number", "closed_us", "unit", "matter"), *TRACES, "drawn"]))
    except (pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
        raise BadDraw(f"{path} is no draw ({error}).", instead=["make one with weisu monitoring draw"]) from error


def drawn_numbers(path: Path) -> list[str]:
    """The numbers of the tickets that a kept draw drew, without the rest of it."""
    found: list[str] = pq.read_table(path, columns=["number"], filters=[("drawn", "=", True)])["number"].to_pylist()
    return sorted(found)


def _lots(terms: Terms, rows: pa.Table) -> list[bool]:
    units, matters, numbers = (rows[name].to_pylist() for name in ("unit", "matter", "number"))
    return [bool(one) for one in drawn(units, matters, numbers, seed=terms.seed, rule=terms.rule)]
