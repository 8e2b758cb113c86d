"""The worker: one pass after another over the clock and the log, until it is told to stop.

It may be killed at any instant: every write is a transaction with a key of its own, so the next worker goes on.
"""

import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

from weisu.jobs import following, schedule
from weisu.jobs.bridge import Bridge
from weisu.jobs.outbox import Outbox
from weisu.tickets import sealing

EVERY_S = 2.0
SEAL_EVERY_S = 60.0
PATIENCE_S = 5.0

LOG = logging.getLogger(__name__)


class Worker:
    """Runs passes until `stop` is set; tells `say` about passes that did something."""

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        """Ready to run, nothing sealed yet."""
        self.say = say
        self.stop = threading.Event()
        self.sealed_at = 0.0
        self.outbox = Outbox()
        self.bridge = Bridge(
            settings.HOME / "lake", every=timedelta(minutes=settings.LAKE_MINUTES), zone=settings.TIME_ZONE
        )

    def run(self) -> None:
        """Pass after pass; SIGTERM and SIGINT end it after the message or the batch that is being handled."""
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

    def once(self, *, now: datetime) -> Counter[str]:
        """Everything that is due now; counts what was done."""
        done: Counter[str] = Counter()
        done["acceptances"] = schedule.imply_acceptance(now=now)
        following.keep_alarms(now=now, go_on=self.goes_on)
        done["workbooks destroyed"] = schedule.sweep(now=now)
        done["warnings"] = schedule.warn(now=now, go_on=self.goes_on)
        done["notices"] = following.tell(now=now, go_on=self.goes_on)
        done += self.outbox.send(now=now, go_on=self.goes_on)
        if time.monotonic() - self.sealed_at >= SEAL_EVERY_S and self.goes_on():
            sealing.seal_new(now=now)
            self.sealed_at = time.monotonic()
        if self.goes_on():
            done["events to the lake"] = self.bridge.bring(now=now, go_on=self.goes_on)
        done = +done
        if done and self.say:
            self.say(f"{now:%H:%M:%S} " + ", ".join(f"{count} {what}" for what, count in done.items()))
        return done

    def goes_on(self) -> bool:
        """Whether nobody has asked for the end."""
        return not self.stop.is_set()
