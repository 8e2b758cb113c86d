"""The most memory this process and its children hold at one time."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVERY_S = 0.2
KIB_A_GIB = 1 << 20


class Peak:
    """Filled in when the `with` block ends."""

    gib: float = 0.0


@contextmanager
def peak() -> Iterator[Peak]:
    """Look every fifth of a second; shared pages count once for each process, so the figure errs upwards."""
    found, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(EVERY_S):
            found.gib = max(found.gib, _held_kib() / KIB_A_GIB)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield found
    over.set()
    watcher.join()


def _held_kib() -> int:
    parents, held = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "status").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            words = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            parents[int(entry.name)] = int(words["PPid"])
            held[int(entry.name)] = int(words.get("VmRSS", "0 kB").split()[0])
    ours = {os.getpid()}
    while grown := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= grown
    return sum(held.get(pid, 0) for pid in ours)
