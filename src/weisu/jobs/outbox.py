"""The outbox goes out, one notice after the other; a way that cannot be reached rests a minute."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from weisu import plugins
from weisu.jobs.schedule import CLOCK
from weisu.notices import sending

REST_S = 60.0


class Outbox:
    """Sends what waits."""

    def __init__(self) -> None:
        """Every way may be tried."""
        self.rests_until: dict[str, float] = {}

    def send(self, *, now: datetime, go_on: Callable[[], bool]) -> Counter[str]:
        """Send everything that waits; counts what became of it. `now`: waiting till then counts as waiting."""
        counted: Counter[str] = Counter(unsure=sending.recover(now=now))
        for via in settings.NOTIFIERS:
            if time.monotonic() >= self.rests_until.get(via, 0.0):
                self._send_by(via, now, go_on, counted)
        return +counted

    def _send_by(self, via: str, now: datetime, go_on: Callable[[], bool], counted: Counter[str]) -> None:
        notifier = plugins.notifier(via)
        started = time.monotonic()
        while some := sending.waiting(via, now=now):
            for notice in some:
                if not go_on():
                    return
                at = now + timedelta(seconds=time.monotonic() - started)
                try:
                    state = sending.send(notice, notifier, by=CLOCK, now=at)
                except plugins.Unreachable:
                    counted["unreachable"] += 1
                    self.rests_until[via] = time.monotonic() + REST_S
                    return
                counted[state or "elsewhere"] += 1
