"""How benches measure: CPU seconds of everything involved, medians of five, ratios taken in the same run.

Wall time on a shared machine says little; CPU seconds say more; a ratio of two things measured in turns says most.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROUNDS = 5
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Span:
    """How long something took; filled in when its `with` block ends."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


def say(text: str) -> None:
    """Tell the person who waits; stdout belongs to the result."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def span(*, server_pid: int | None = None) -> Iterator[Span]:
    """Wall and CPU seconds of a block, of this process, its children and the database server's processes."""
    taken = Span()
    cpu_s, wall_s = cpu_seconds(server_pid=server_pid), time.perf_counter()
    yield taken
    taken.wall_s = time.perf_counter() - wall_s
    taken.cpu_s = cpu_seconds(server_pid=server_pid) - cpu_s


def cpu_seconds(*, server_pid: int | None = None) -> float:
    """CPU seconds so far of this process, the server's, and everything that descends from both, ended ones too."""
    processes = dict(read_processes())
    wanted = {os.getpid()} | ({server_pid} if server_pid else set())
    while grown := {pid for pid, (parent, _) in processes.items() if parent in wanted} - wanted:
        wanted |= grown
    # The kernel's ticks are coarse; this process's own time is known exactly.
    exact = time.process_time()
    others = sum(processes[pid][1] for pid in wanted & processes.keys() if pid != os.getpid())
    ended = os.times()
    return exact + ended.children_user + ended.children_system + others


def read_processes() -> Iterator[tuple[int, tuple[int, float]]]:
    """Every process with its parent and the CPU seconds of itself and of its children that ended."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                text = (entry / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue  # It ended while we looked; its parent has its seconds now.
            # The name in brackets may hold anything, so count from the last bracket.
            fields = text.rpartition(")")[2].split()
            yield int(entry.name), (int(fields[1]), sum(map(int, fields[11:15])) / TICKS)


def median_of(measure: Callable[[], float], *, rounds: int = ROUNDS) -> float:
    """The median of several measurements of one thing."""
    return median(measure() for _ in range(rounds))


def ratio(ours: Callable[[], float], bare: Callable[[], float], *, rounds: int = ROUNDS) -> float:
    """How many times the bare thing ours costs: the median over rounds in which both are measured in turns.

    Who goes first alternates, so a machine that slows down or warms up favours neither.
    """
    quotients = []
    for number in range(rounds):
        if number % 2:
            denominator, numerator = bare(), ours()
        else:
            numerator, denominator = ours(), bare()
        quotients.append(numerator / denominator)
        say(f"  round {number + 1} of {rounds}: {numerator:.1f} CPU s of ours, {denominator:.1f} of the other")
    return median(quotients)
