"""The two databases that tests and benches run on: one migrated template each, copied or rolled back, never flushed.

A flush would have to switch the log's triggers off; a copy of a template takes them along.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tools import postgres
from weisu.config import env

NUMBERS = count(1)

# Outside of these contexts a query fails at once instead of reaching some database by accident.
NO_DATABASE: dict[str, object] = {"ENGINE": "django.db.backends.dummy"}


@dataclass(frozen=True)
class Database:
    """The database in use: `engine` is "sqlite" or "postgres"; `url` suits WEISU_DATABASE_URL."""

    engine: str
    url: str

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Everything written inside is undone at the end; one per example of a Hypothesis test."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@dataclass
class Sqlite:
    """Databases that are files of one directory."""

    directory: Path
    name = "sqlite"
    server_pid: int | None = None

    def empty(self, name: str) -> str:
        """The address of a database that does not exist yet."""
        return f"sqlite://{self.directory / name}.sqlite3"

    def copy(self, source: str, name: str) -> str:
        """A copy of a database nobody has open."""
        url = self.empty(name)
        shutil.copyfile(urlsplit(source).path, urlsplit(url).path)
        return url

    def drop(self, url: str) -> None:
        """Delete a database with its side files."""
        for suffix in ("", "-wal", "-shm"):
            Path(urlsplit(url).path + suffix).unlink(missing_ok=True)

    def stop(self) -> None:
        """Nothing runs."""


@dataclass
class Postgres:
    """Databases of one server: the one of WEISU_TEST_POSTGRES_URL, else a throw-away one (`durable`: with fsync)."""

    durable: bool = False
    server: postgres.Server | None = field(init=False, default=None)
    made: list[str] = field(init=False, default_factory=list)
    name = "postgres"

    def __post_init__(self) -> None:
        # Apart from other processes and other engines on the server of WEISU_TEST_POSTGRES_URL.
        self.prefix = f"weisu_test_{os.getpid()}_{next(NUMBERS)}"
        self.url = os.environ.get("WEISU_TEST_POSTGRES_URL", "")
        if not self.url:
            self.server = postgres.start(durable=self.durable)
            self.url = self.server.url

    @property
    def server_pid(self) -> int | None:
        """The process all of the server's others descend from, where it is ours."""
        return self.server.pid if self.server else None

    def url_of(self, name: str) -> str:
        """The address of one of the server's databases."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def empty(self, name: str) -> str:
        """A new, empty database."""
        return self._create(name, "")

    def copy(self, source: str, name: str) -> str:
        """A copy of a database nobody is connected to."""
        # Copying files is cheaper here than writing all of it to the write-ahead log.
        return self._create(name, f'TEMPLATE "{urlsplit(source).path[1:]}" STRATEGY FILE_COPY')

    def drop(self, url: str) -> None:
        """Delete a database, whoever is still connected."""
        self._execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')
        self.made.remove(url)

    def stop(self) -> None:
        """Leave nothing behind."""
        if self.server is not None:
            self.server.stop()
            return
        for url in list(self.made):
            self.drop(url)

    def _create(self, name: str, how: str) -> str:
        name = f"{self.prefix}_{name}"
        self._execute(f'CREATE DATABASE "{name}" {how}')
        self.made.append(self.url_of(name))
        return self.made[-1]

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


class Engine:
    """One kind of database of one process, with its migrated template."""

    def __init__(self, store: Sqlite | Postgres) -> None:
        self.store = store
        self.template = store.empty("template")
        with default_database(self.template):
            call_command("migrate", verbosity=0, interactive=False)
        # Rolled-back tests keep a connection open, and an open database cannot be copied: they have their own.
        self.shared = store.copy(self.template, "shared")
        self.shared_connection = connect(self.shared)
        self.filled: dict[str, tuple[str, BaseDatabaseWrapper]] = {}

    @property
    def server_pid(self) -> int | None:
        """The server whose CPU seconds a bench has to count besides its own."""
        return self.store.server_pid

    @contextmanager
    def rolled_back(self) -> Iterator[Database]:
        """The shared database, inside a transaction that never commits."""
        with undone(self.shared_connection):
            yield Database(self.store.name, self.shared)

    @contextmanager
    def filled_by(self, build: Callable[[], None], name: str) -> Iterator[Database]:
        """A database that `build` filled once in this process; what is written in it later is rolled back."""
        if name not in self.filled:
            url = self.store.copy(self.template, name)
            with default_database(url):
                build()
            self.filled[name] = url, connect(url)
        url, connection = self.filled[name]
        with undone(connection):
            yield Database(self.store.name, url)

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A database of its own with real commits, deleted at the end."""
        url = self.store.copy(self.template, f"fresh_{next(NUMBERS)}")
        try:
            with default_database(url):
                yield Database(self.store.name, url)
        finally:
            self.store.drop(url)

    def stop(self) -> None:
        """Close what is open and leave nothing behind."""
        self.shared_connection.close()
        for _url, connection in self.filled.values():
            connection.close()
        self.store.stop()


@contextmanager
def started(name: str, *, durable: bool = False) -> Iterator[Engine]:
    """One engine for the length of a block, as benches need it: "sqlite" or "postgres"."""
    with TemporaryDirectory(prefix="weisu-databases-") as place:
        engine = Engine(Sqlite(Path(place)) if name == "sqlite" else Postgres(durable=durable))
        try:
            yield engine
        finally:
            engine.stop()


def connect(url: str):
    """Django's connection to the database at `url`, not yet open."""
    name_it(env.database(url))
    return connections.create_connection("default")


def name_it(description: dict[str, object]) -> None:
    """Make this database the one that new threads open as `default`."""
    settings.DATABASES["default"] = connections.configure_settings({"default": description})["default"]
    connections.settings["default"] = settings.DATABASES["default"]
    # Ids of content types differ between databases.
    ContentType.objects.clear_cache()


IN_USE: list[BaseDatabaseWrapper] = []
"""The connections that are `default` in nested contexts, the innermost last."""


@contextmanager
def default_connection(connection) -> Iterator[None]:
    """Use one open connection as `default` in this thread; afterwards the one of the context around it, or none."""
    IN_USE.append(connection)
    name_it(connection.settings_dict)
    connections["default"] = connection
    try:
        yield
    finally:
        IN_USE.pop()
        if IN_USE:
            connections["default"] = IN_USE[-1]
            name_it(IN_USE[-1].settings_dict)
        else:
            del connections["default"]
            name_it(NO_DATABASE)


@contextmanager
def undone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Use one open connection as `default`, inside a transaction that never commits."""
    with default_connection(connection):
        atomic = transaction.atomic()
        # Django's own mark for this situation: services may still ask for a durable transaction.
        atomic._from_testcase = True
        with atomic:
            yield
            if not transaction.get_connection().needs_rollback:
                transaction.get_connection().check_constraints()
            transaction.set_rollback(True)


@contextmanager
def default_database(url: str) -> Iterator[None]:
    """Use the database at `url` as `default`, in this thread and in new ones, and close it afterwards."""
    connection = connect(url)
    with default_connection(connection):
        try:
            yield
        finally:
            connection.close()
