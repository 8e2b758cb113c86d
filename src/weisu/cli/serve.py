"""`weisu serve`: the pages, under gunicorn."""

import argparse
import os
import socket
import sys
from typing import Any

from weisu.cli.arguments import port, whole
from weisu.cli.output import add_json, show
from weisu.cli.readiness import require_ready
from weisu.config import env
from weisu.domain.errors import DomainError

HOST = "127.0.0.1"
PORT = 8012
WORKERS = 2
THREADS = 4
MOST_WORKERS = 256


def add_to(nouns: Any) -> None:
    """`weisu serve`."""
    parser = nouns.add_parser("serve", help="serve the pages")
    parser.add_argument("--host", default=HOST, help=f"address to listen on (default {HOST})")
    parser.add_argument("--port", type=port, default=PORT, help=f"port to listen on (default {PORT})")
    parser.add_argument(
        "--workers", type=whole(1, MOST_WORKERS), default=WORKERS, help=f"processes (default {WORKERS})"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Become gunicorn."""
    require_ready()
    require_free(arguments.host, arguments.port)
    address = f"http://{arguments.host}:{arguments.port}/"
    show(arguments, {"address": address}, [f"Serving on {address}"])
    sys.stdout.flush()
    command = gunicorn(arguments.host, arguments.port, workers=arguments.workers)
    os.execv(command[0], command)


def gunicorn(host: str, port: int, *, workers: int = WORKERS) -> list[str]:
    """The command that serves the pages; everything it writes lies under WEISU_HOME."""
    place = env.home() / "run"
    place.mkdir(parents=True, exist_ok=True)
    return [
        *(sys.executable, "-m", "gunicorn", "weisu.config.wsgi:application", "--no-control-socket"),
        *("--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", str(workers)),
        *("--threads", str(THREADS), "--worker-tmp-dir", str(place), "--preload", "--log-level", "warning"),
        *("--graceful-timeout", "10"),
    ]


class CannotListen(DomainError):
    """The address is not of this machine, or not free, or not this user's to take."""

    code = "cannot_listen"


def require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before anything is started.

    Raises: CannotListen.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise CannotListen(
                f"Nobody can listen on {host}:{port} here: {wrong.strerror}.", instead=["name another --port or --host"]
            ) from wrong
