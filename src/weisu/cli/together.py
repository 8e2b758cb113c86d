"""Pages and worker side by side: when one ends, the other is ended too."""

import os
import signal
import subprocess
import sys
import time

from weisu.cli.output import say
from weisu.cli.serve import gunicorn

LOOK_EVERY_S = 0.2
PATIENCE_S = 15


def serve(host: str, port: int) -> int:
    """Run both until interrupted; returns 0 then, 1 when one of them ended by itself."""
    children = [
        subprocess.Popen(gunicorn(host, port), env=os.environ),
        subprocess.Popen([sys.executable, "-m", "weisu", "work"], env=os.environ),
    ]
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(LOOK_EVERY_S)
    for child in children:
        child.terminate()
    for child in children:
        _end(child)
    if not stopped:
        say("Pages or worker ended by themselves; the reason is printed above.")
    return 0 if stopped else 1


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
