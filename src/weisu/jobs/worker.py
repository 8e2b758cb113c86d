"""The worker: one pass after another over the clock and the log, until it is told to stop.

It may be killed at any instant: every write is a transaction with a key of its own, so the next worker goes on.
"""

import logging
import signal
import threading
import time
from datetime import UTC, datetime

from django.db import connection
from django.db.utils import OperationalError

from weisu.jobs import schedule
from weisu.tickets import sealing

EVERY_S = 2.0
SEAL_EVERY_S = 60.0
PATIENCE_S = 5.0

LOG = logging.getLogger(__name__)


class Worker:
    """Runs passes until `stop` is set."""

    def __init__(self) -> None:
        """Ready to run, nothing sealed yet."""
        self.stop = threading.Event()
        self.sealed_at = 0.0

    def run(self) -> None:
        """Pass after pass; SIGTERM and SIGINT end it after the pass that runs."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        while not self.stop.is_set():
            self.stop.wait(EVERY_S if self.attempt() else PATIENCE_S)

    def attempt(self) -> bool:
        """One pass; False when the database could not be reached, which a later pass may find mended."""
        try:
            self.once(now=datetime.now(UTC))
        except OperationalError as gone:
            LOG.warning("The database cannot be reached; trying again. [%s]", str(gone).splitlines()[0])
            connection.close()
            return False
        return True

    def once(self, *, now: datetime) -> None:
        """Everything that is due now."""
        schedule.imply_acceptance(now=now)
        if time.monotonic() - self.sealed_at >= SEAL_EVERY_S:
            sealing.seal_new(now=now)
            self.sealed_at = time.monotonic()
