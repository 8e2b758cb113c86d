"""The few facts a machine tells weisu: where to write, which database, which time zone."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


def home() -> Path:
    """The one directory weisu writes into (`WEISU_HOME`, default `var/` of the working directory)."""
    return Path(os.environ.get("WEISU_HOME", "var")).resolve()


def database(url: str | None = None) -> dict[str, object]:
    """Django's description of the database named by `WEISU_DATABASE_URL`; SQLite under `home()` without one."""
    url = os.environ.get("WEISU_DATABASE_URL", "") if url is None else url
    if not url:
        return sqlite(home() / "weisu.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"WEISU_DATABASE_URL starts with {parts.scheme!r}; use postgresql:// or sqlite://.")
    return postgresql(url)


def sqlite(path: Path) -> dict[str, object]:
    """SQLite in WAL mode; every write transaction takes the write lock at once, so nobody reads, then finds it gone."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON; "
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000;"
            ),
        },
    }


def postgresql(url: str) -> dict[str, object]:
    """PostgreSQL 15 or newer; the socket directory may be given as `?host=`."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 600,
    }
