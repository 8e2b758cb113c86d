"""The draws of this installation: whom to ask, drawn once for a region and its months, and kept as files.

    <WEISU_HOME>/draws/9901_2026-03_2026-03_5f0c91b2a4d37e68.parquet

A draw counts when the organisation's record names it; its name ends with the first 16 digits of the SHA-256 of the
file. So neither a file that was changed nor one that was put there passes for a draw, and a draw whose file was deleted
is not made again until it pleases.
"""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from weisu.analytics import draws
from weisu.analytics.draws import BadDraw, Draw
from weisu.analytics.narrowing import narrow
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.domain.context import Principal, Scope
from weisu.domain.errors import RoleRefused
from weisu.domain.vocabulary import Role
from weisu.insight.rules import sample_rule_on
from weisu.insight.sight import sight_over
from weisu.org import queries as org
from weisu.org import services as org_services

ACT = "draw"
MAY_DRAW = frozenset({Role.ANALYST, Role.OVERSIGHT_OFFICER})
"""Who neither handles what is asked about nor does the asking."""

DIGITS = 16


class Kept(NamedTuple):
    """A draw that was made: of which region and months, the digest of its file, when and by whom."""

    region: str
    first: str
    last: str
    digest: str
    at: datetime
    by: str

    @property
    def name(self) -> str:
        """What it is called in the record and on the disk."""
        return "_".join(self[:4])

    @property
    def period(self) -> Period:
        """The months."""
        return Period.of(f"{self.first}..{self.last}")

    @property
    def path(self) -> Path:
        """Where it lies."""
        return shelf() / f"{self.name}.parquet"


class DrawnAlready(BadDraw):
    """A second draw of a month: who draws until it pleases has not drawn."""

    code = "drawn_already"


class NotOver(BadDraw):
    """Months that are not over in the log."""

    code = "months_not_over"


class NobodyToDraw(BadDraw):
    """Months in which nothing was closed."""

    code = "nobody_to_draw"


class DrawChanged(BadDraw):
    """A file that is no longer what was drawn."""

    code = "draw_changed"


class DrawMissing(BadDraw):
    """A file that is not there any more."""

    code = "draw_missing"


def shelf() -> Path:
    """Where the draws lie."""
    return Path(settings.HOME) / "draws"


def kept() -> list[Kept]:
    """Every draw that was made, the newest months first."""
    found = [_named(subject, at, by) for subject, at, by in org.all_noted(ACT)]
    return sorted(found, key=lambda one: (one.last, one.first, one.region), reverse=True)


def regions_to_draw(by: Principal) -> list[str]:
    """The regions of which this person may draw: those of posts for every matter there; the widest first."""
    held = {scope.region_code or org.root_region() for scope in by.scopes if _may_draw(scope)}
    return sorted(held, key=lambda code: (len(org.ancestors(code)), code))


def make(lake: Path, region: str, period: Period, *, seed: str, by: Principal, now: datetime) -> Kept:
    """Draw from what was closed in a region in these months, keep the draw, and write it down.

    Raises: RoleRefused, DrawnAlready, NotOver, NobodyToDraw, BadDraw without a seed.
    """
    _check_right(region, by)
    with _alone():
        _check_first(region, period)
        found = _drawn(lake, region, period, seed.strip())
        return _keep(found, region, by=by, now=now)


def opened(one: Kept) -> Draw:
    """A draw as it was made. Raises: DrawMissing, DrawChanged, BadDraw when its seed does not give its tickets."""
    check_file(one)
    found = draws.read(one.path)
    draws.check(found)
    return found


def latest_drawn() -> list[str]:
    """The numbers that the latest draw of each region drew: those to be asked now.

    Raises: DrawMissing, DrawChanged.
    """
    latest: dict[str, Kept] = {}
    for one in kept():
        latest.setdefault(one.region, one)
    return sorted({number for one in latest.values() for number in _numbers(one)})


def _numbers(one: Kept) -> list[str]:
    check_file(one)
    return draws.drawn_numbers(one.path)


def check_file(one: Kept) -> None:
    """Whether a draw's file is there and as it was made. Raises: DrawMissing, DrawChanged."""
    if not one.path.exists():
        raise DrawMissing(f"{one.path} is not there any more.", instead=["put it back from a copy of WEISU_HOME"])
    if _digest(one.path) != one.digest:
        raise DrawChanged(
            f"{one.path} is not the file that was drawn: its digest is not {one.digest}.",
            instead=["put it back from a copy of WEISU_HOME"],
        )


def _named(name: str, at: datetime, by: str) -> Kept:
    region, first, last, digest = name.rsplit("_", 3)
    return Kept(region, first, last, digest, at, by)


def _may_draw(scope: Scope) -> bool:
    return scope.role in MAY_DRAW and not scope.is_limited


def _check_right(region: str, by: Principal) -> None:
    own = regions_to_draw(by)
    if not any(one in org.ancestors(region) for one in own):
        raise RoleRefused(
            f"Only an analyst or oversight officer for every matter of {region} draws there; ask one.", instead=own
        )


def _check_first(region: str, period: Period) -> None:
    for one in kept():
        if one.region == region and set(one.period.months) & set(period.months):
            raise DrawnAlready(
                f"{region} was drawn for {one.first} to {one.last} already, by {one.by}.", instead=["use that draw"]
            )


def _drawn(lake: Path, region: str, period: Period, seed: str) -> Draw:
    with closing(narrow(Star(lake), sight_over(region))) as star:
        if star.as_of_us < period.bounds(star.mark.offset_us)[1]:
            raise NotOver(f"The log does not reach the end of {period.months[-1]} yet.", instead=["draw a month later"])
        found = draws.draw(star, period, seed=seed, rule=sample_rule_on(region, period.last_day))
    if not found.rows.num_rows:
        raise NobodyToDraw(f"Nothing was closed in {region} from {period.months[0]} to {period.months[-1]}.")
    return found


@transaction.atomic
def _keep(found: Draw, region: str, *, by: Principal, now: datetime) -> Kept:
    """The file first: what the record names is there."""
    waiting = shelf() / ".waiting.parquet"
    waiting.unlink(missing_ok=True)
    draws.write(found, waiting)
    one = Kept(region, found.terms.first, found.terms.last, _digest(waiting), now, by.id)
    waiting.replace(one.path)
    org_services.note(ACT, subject=one.name, by=by, now=now, may=MAY_DRAW)
    return one


@contextmanager
def _alone() -> Iterator[None]:
    """One draw at a time, whichever process makes it."""
    shelf().mkdir(parents=True, exist_ok=True)
    with (shelf() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        found = sha256()
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()[:DIGITS]
