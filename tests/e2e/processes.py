"""Web and worker as an operator runs them, and the hand that kills them."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

PATIENCE_S = 60


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Processes:
    """`weisu serve` and `weisu work`, started again whenever they were killed."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.log = log.open("ab")
        self.web = self.start("serve", "--port", str(port))
        self.worker = self.start("work")
        try:
            self.wait_until_up()
        except TimeoutError:
            self.stop()
            raise

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One process, its output in the log."""
        command = [sys.executable, "-m", "weisu", *arguments]
        return subprocess.Popen(command, env=os.environ, stdout=self.log, stderr=self.log)

    def wait_until_up(self) -> None:
        """Until the pages answer."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except OSError:
                if self.web.poll() is not None:
                    self.web = self.start("serve", "--port", str(self.port))
                time.sleep(0.05)
        said = Path(self.log.name).read_text(errors="replace").splitlines()[-20:]
        raise TimeoutError("The pages did not come up:\n" + "\n".join(said))

    def kill_one(self, chance: random.Random) -> str:
        """SIGKILL a process of the pages, all of them, or the worker."""
        what = chance.choices(("page", "pages", "worker"), (8, 1, 1))[0]
        children = children_of(self.web.pid)
        if what == "page" and children:
            kill(chance.choice(children))
        elif what == "worker":
            kill(self.worker.pid)
            self.worker.wait()
            self.worker = self.start("work")
        else:
            kill(self.web.pid)
            for child in children:
                kill(child)
            self.web.wait()
            self.web = self.start("serve", "--port", str(self.port))
            self.wait_until_up()
        return what

    def stop(self) -> None:
        """The ordinary end; again is harmless."""
        for process in (self.web, self.worker):
            process.terminate()
        for process in (self.web, self.worker):
            process.wait(PATIENCE_S)
        if not self.log.closed:
            self.log.close()


def children_of(pid: int) -> list[int]:
    """The processes a process has started and that still run."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill(pid: int) -> None:
    """SIGKILL; somebody who is dead already stays dead."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
