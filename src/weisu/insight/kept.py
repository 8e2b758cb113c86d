"""Answers that are kept: worked out once, in the background, and told to whoever asks the same of the same star.

    <WEISU_HOME>/insight/000000184213/<digest>.json       the answer, complete
    <WEISU_HOME>/insight/000000184213/<digest>.progress   how far it is, while somebody works at it

A directory belongs to one state of the star; the first answer of a later one removes it. Whichever process holds the
lock beside an answer works at it; every other one tells how far it is.
"""

import fcntl
import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWorking
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from weisu.lake.parts import replace

PATIENCE_S = 2.0
"""How long a page waits for an answer before it shows how far it is."""


class Progress(NamedTuple):
    """How many of the parts of an answer are done."""

    done: int
    of: int


Tell = Callable[[int, int], None]
Work = Callable[[Tell], Any]
_RUNNING: dict[Path, "Future[None]"] = {}
_ONE_AT_A_TIME = Lock()


@cache
def _worker() -> ThreadPoolExecutor:
    """One question at a time in each process, so that pages keep the other core and the memory."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="insight")


def answer(path: Path, work: Work, *, patience_s: float) -> Any | Progress:
    """The answer kept at a path; or how far it is, when it takes longer than a page may wait.

    Raises: whatever the work raised; the next one to ask has it tried again.
    """
    if not path.exists():
        try:
            _begun(path, work).result(timeout=patience_s)
        except StillWorking:
            return _progress(path)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _progress(path)


def _begun(path: Path, work: Work) -> "Future[None]":
    with _ONE_AT_A_TIME:
        running = _RUNNING.get(path)
        if running is None:
            running = _RUNNING[path] = _worker().submit(_worked_out, path, work)
            running.add_done_callback(lambda _: _RUNNING.pop(path, None))
    return running


def _worked_out(path: Path, work: Work) -> None:
    """Work it out, unless another process is at it or has done so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if path.exists():
            return
        told = path.with_suffix(".progress")
        found = work(lambda done, of: replace(told, lambda part: part.write_text(json.dumps([done, of]))))
        replace(path, lambda part: part.write_text(json.dumps(found), encoding="utf-8"))
        told.unlink(missing_ok=True)
    _forget_before(path.parent)


def _progress(path: Path) -> Progress:
    try:
        return Progress(*json.loads(path.with_suffix(".progress").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Progress(0, 1)


def _forget_before(directory: Path) -> None:
    for other in directory.parent.iterdir():
        if other.is_dir() and other.name < directory.name:
            shutil.rmtree(other, ignore_errors=True)
