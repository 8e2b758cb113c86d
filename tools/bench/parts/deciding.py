"""How fast tickets are lived in memory: commands decided and folded, payloads spelled and hashed, nothing stored."""

import hashlib
from statistics import median

from tools.bench.measure import ROUNDS, span
from tools.bench.parts.lives import lives, national
from weisu.domain.events import canonical

TICKETS = 300


def per_second() -> float:
    """Events per CPU second of one process; the median."""
    policy = national()
    rates = []
    for _ in range(ROUNDS):
        with span() as taken:
            payloads = [canonical(event.payload) for events in lives(TICKETS, policy) for event in events]
            for payload in payloads:
                hashlib.sha256(payload.encode()).hexdigest()
        rates.append(len(payloads) / taken.cpu_s)
    return median(rates)
