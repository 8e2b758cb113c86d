"""Foreseeable failures in words: what was wrong, where, and what to do."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError, OperationalError, ProgrammingError

from weisu import plugins
from weisu.cli.arguments import Misused
from weisu.config import env
from weisu.domain.errors import DomainError

EXPECTED = (DomainError, Misused, OSError, DatabaseError, ImproperlyConfigured, ValueError)

REFUSED = 1
USAGE = 2

DATABASE_SAYS = (
    ("locked", "The database is locked by another program; wait until it has ended, then run this again."),
    ("disk is full", "The disk is full; make room, then run this again. What was recorded before is whole."),
    ("disk i/o error", "The disk refused to read or write; check its space and its health, then run this again."),
    ("no space left", "The disk is full; make room, then run this again. What was recorded before is whole."),
    ("unable to open database", "The database file cannot be opened; check that the directory exists and is yours."),
    ("readonly database", "The database may only be read by this user; run this as the user who owns it."),
    ("not a database", "The file named by WEISU_DATABASE_URL is not a database; name another."),
    ("malformed", "The database file is damaged; put the last backup back and run `weisu events verify`."),
    ("no such table", "The database is not prepared; run `weisu setup`."),
    ("no such column", "The database is of an older version; run `weisu setup`."),
    ("does not exist", "The database or a table of it does not exist; create the database, then run `weisu setup`."),
    ("authentication failed", "PostgreSQL refused the user or the password of WEISU_DATABASE_URL; check both."),
    ("connection", "PostgreSQL cannot be reached at WEISU_DATABASE_URL; check the address and that it runs."),
    ("permission denied", "The database user may not do this; grant it, or name another user in WEISU_DATABASE_URL."),
    ("timeout", "The database did not answer in time; wait a little, then run this again."),
)
"""How both databases word what went wrong, and what to tell."""


@dataclass(frozen=True)
class Failure:
    """One sentence for a person, the same for a machine, and how to exit."""

    sentence: str
    exit_code: int = REFUSED
    facts: Mapping[str, Any] = field(default_factory=dict)


def explained(error: BaseException) -> Failure | None:
    """The failure in words; None for an error nobody foresaw, which keeps its traceback."""
    match error:
        case DomainError():
            also = f" ({'; '.join(error.instead)})" if error.instead else ""
            return Failure(f"{error.message}{also}", facts=error.as_dict())
        case Misused():
            return _named("usage", str(error), USAGE)
        case OperationalError() | ProgrammingError() | DatabaseError():
            return _database(error)
        case UnicodeDecodeError():
            return _named("bad_encoding", f"The file is not {error.encoding}: {error.reason} at byte {error.start}.")
        case OSError():
            return _file(error)
        case ValueError() | ImproperlyConfigured():
            return _environment()
    return None


def _named(code: str, sentence: str, exit_code: int = REFUSED) -> Failure:
    return Failure(sentence, exit_code, {"error": code, "detail": sentence})


def _database(error: DatabaseError) -> Failure | None:
    said = str(error).strip()
    for words, sentence in DATABASE_SAYS:
        if words in said.lower():
            return _named("database", f"{sentence} [{said.splitlines()[0]}]")
    return None


def _file(error: OSError) -> Failure | None:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _named("disk_full", f"{where}The disk is full; make room, then run this again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _named("unreadable", f"{where}This user may not read or write it; change its owner or its mode.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST):
        return _named("no_such_file", f"{where}{error.strerror}; check the path.")
    return None


def _environment() -> Failure | None:
    """A setting of the environment that cannot be read; any other wrong value is nobody's fault but ours."""
    try:
        env.check()
    except ValueError as wrong:
        return _named("environment", str(wrong), USAGE)
    known = plugins.names("notifier")
    wrong_names = [name for name in env.notifiers() if name not in known]
    sentence = f"WEISU_NOTIFIERS names {', '.join(wrong_names)}; there are {', '.join(known)}."
    return _named("environment", sentence, USAGE) if wrong_names else None
