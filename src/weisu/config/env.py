"""The few facts a machine tells weisu: where to write, which database, which time zone, which secret."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SQLITE_AT_OPENING = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON; "
    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000;"
)

NUMBERS = (
    "WEISU_DATABASE_POOL",
    "WEISU_LOCKOUT_TRIES",
    "WEISU_LOCKOUT_ADDRESS_TRIES",
    "WEISU_LOCKOUT_MINUTES",
    "WEISU_SESSION_IDLE_MINUTES",
    "WEISU_SESSION_HOURS",
    "WEISU_PROXIES",
    "WEISU_LAKE_MINUTES",
)
"""The settings that are whole numbers."""


def home() -> Path:
    """The one directory weisu writes into (`WEISU_HOME`, default `var/` of the working directory)."""
    return Path(os.environ.get("WEISU_HOME") or "var").resolve()


def database(url: str | None = None) -> dict[str, object]:
    """Django's description of the database named by `WEISU_DATABASE_URL`; SQLite under `home()` without one.

    Raises: ValueError when the address is of neither database.
    """
    url = os.environ.get("WEISU_DATABASE_URL", "") if url is None else url
    if not url:
        return sqlite(home() / "weisu.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"WEISU_DATABASE_URL starts with {parts.scheme!r}; use postgresql:// or sqlite://.")
    return postgresql(url, pool_size=whole("WEISU_DATABASE_POOL", 0))


def sqlite(path: Path) -> dict[str, object]:
    """SQLite in WAL mode; every write transaction takes the write lock at once, so nobody reads, then finds it gone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_AT_OPENING},
    }


PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
"""The server parses and plans a statement once for each connection: a quarter less CPU for an event."""


def postgresql(url: str, *, pool_size: int = 0) -> dict[str, object]:
    """PostgreSQL 15 or newer; the socket directory may be given as `?host=`, other queries go to libpq.

    `pool_size` connections are kept and shared by the threads of one process; 0 keeps one per thread.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", parts.hostname or "")
    port = query.pop("port", str(parts.port or ""))
    options: dict[str, object] = {**PREPARED, **query}
    if pool_size:
        options["pool"] = {"min_size": min(2, pool_size), "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        # Django refuses a pool together with connections kept per thread.
        "CONN_MAX_AGE": 0 if pool_size else 600,
        "OPTIONS": options,
    }


def email(url: str | None = None) -> dict[str, object]:
    """Django's settings for e-mail, from `WEISU_EMAIL_URL`: `smtp://user:password@host:587?tls=1`, `smtps://host`, or
    `file:///directory`, where each message becomes a file; without one e-mail is printed.

    Raises: ValueError when the address is of none of these.
    """
    parts = urlsplit(os.environ.get("WEISU_EMAIL_URL", "") if url is None else url)
    settings: dict[str, object] = {
        "DEFAULT_FROM_EMAIL": os.environ.get("WEISU_EMAIL_FROM", "weisu@localhost"),
        "EMAIL_TIMEOUT": 10,
    }
    if not parts.scheme:
        return settings | {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        backend = "weisu.notices.mail_directory.MailDirectory"
        return settings | {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError(f"WEISU_EMAIL_URL starts with {parts.scheme!r}; use smtp://, smtps:// or file://.")
    secure = parts.scheme == "smtps"
    return settings | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if secure else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("tls") == "1",
    }


def notifiers() -> list[str]:
    """The ways people are told of things (`WEISU_NOTIFIERS`)."""
    return words("WEISU_NOTIFIERS", "inbox")


def time_zone() -> str:
    """The time zone of the installation (`WEISU_TIME_ZONE`).

    Raises: ValueError naming the variable.
    """
    name = os.environ.get("WEISU_TIME_ZONE") or "Asia/Shanghai"
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(f"WEISU_TIME_ZONE is {name!r}; there is no such zone, write Asia/Shanghai.") from unknown


def check() -> None:
    """Read everything that can be written wrongly.

    Raises: ValueError naming the variable.
    """
    for read in (database, oidc, email, time_zone):
        read()
    for name in NUMBERS:
        whole(name, 0)


def secret_key_file() -> Path:
    """Where this installation keeps the key that signs its sessions."""
    return home() / "keys" / "web.key"


def secret_key() -> str:
    """The key that signs sessions and forms: `WEISU_SECRET_KEY`, else the file that setup made.

    Before setup it is a new one for each process: nothing breaks, and nothing signed outlives the process.
    """
    given = os.environ.get("WEISU_SECRET_KEY", "")
    path = secret_key_file()
    if given or not path.exists():
        return given or secrets.token_urlsafe(50)
    return path.read_text(encoding="ascii").strip()


def create_secret_key() -> Path:
    """Make the signing key once (0600, in a 0700 directory); an existing one is left as it is."""
    path = secret_key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
    return path


def whole(name: str, default: int) -> int:
    """A whole number from the environment.

    Raises: ValueError naming the variable.
    """
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal():
        raise ValueError(f"{name} is {text!r}; give a whole number.")
    return int(text)


def words(name: str, default: str) -> list[str]:
    """A list from the environment, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def oidc() -> dict[str, str]:
    """The identity provider people may sign in with: issuer, client and secret; empty without WEISU_OIDC_ISSUER.

    Raises: ValueError when one of them is missing.
    """
    issuer = os.environ.get("WEISU_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    found = {
        "issuer": issuer,
        "client_id": os.environ.get("WEISU_OIDC_CLIENT_ID", ""),
        "client_secret": os.environ.get("WEISU_OIDC_CLIENT_SECRET", ""),
        "claim": os.environ.get("WEISU_OIDC_CLAIM", "preferred_username"),
    }
    if not (found["client_id"] and found["client_secret"]):
        raise ValueError("WEISU_OIDC_ISSUER needs WEISU_OIDC_CLIENT_ID and WEISU_OIDC_CLIENT_SECRET.")
    return found
