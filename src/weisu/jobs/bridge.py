"""The bridge: every few minutes the lake gets what the log has gained, and the star what the lake has gained.

The lake's own watermark is the cursor: it moves with the files and not with the database, so that neither can be ahead
of the other after a crash.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow

from weisu.analytics.build import build
from weisu.analytics.dimensions import write_dimensions
from weisu.analytics.instants import offset_of
from weisu.domain.errors import DomainError
from weisu.org import queries as org
from weisu.policies.queries import in_force
from weisu.tickets.export import export

WORDS_EVERY = timedelta(hours=24)
"""How often the redacted words are copied anew: what was erased is gone from the lake within a day."""

LOG = logging.getLogger(__name__)


class Bridge:
    """Brings lake and star up to date at most every `every`; none of it when that is zero."""

    def __init__(self, lake: Path, *, every: timedelta, zone: str) -> None:
        """Nothing done yet; the first pass does what is due by the age of the lake."""
        self.lake = lake
        self.every = every
        self.zone = zone
        self.next: datetime | None = None
        self.words_at: datetime | None = None

    def bring(self, *, now: datetime, go_on: Callable[[], bool]) -> int:
        """Export and build if it is time; returns how many events were new.

        A lake that cannot be written is told to the operator and tried again next time: people go on working.
        """
        if not self.every or (self.next is not None and now < self.next):
            return 0
        self.next = now + self.every
        try:
            return self._bring(now, go_on)
        except (DomainError, OSError, duckdb.Error, pyarrow.ArrowException) as error:
            LOG.warning("The lake was not brought up to date; trying again later. [%s]", error)
            return 0

    def _bring(self, now: datetime, go_on: Callable[[], bool]) -> int:
        with_words = self.words_at is None or now - self.words_at >= WORDS_EVERY
        done = export(self.lake, words=with_words, go_on=go_on)
        if with_words:
            self.words_at = now
        if go_on():
            build(self.lake, offset_us=offset_of(self.zone), go_on=go_on)
            describe(self.lake, now=now)
        return done.new


def describe(lake: Path, *, now: datetime) -> None:
    """Write beside the star what the packs in force say of matters, days and office hours, in every region."""
    policy = in_force(org.root_region(), now, ancestors=org.ancestors)
    calendars = {code: in_force(code, now, ancestors=org.ancestors).calendar for code, _ in org.regions()}
    write_dimensions(lake, policy, {code: found for code, found in calendars.items() if found != policy.calendar})
