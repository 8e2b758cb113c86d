"""What the machine tells weisu, and what weisu refuses to guess."""

import os
import stat
import subprocess
import sys

import pytest
from django.core.handlers.wsgi import WSGIHandler

from weisu.config import env

POOLED = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.contrib.auth.models import Group
from django.db import connection

def write(number):
    Group.objects.create(name=f"group {number}")
    connection.close()

with ThreadPoolExecutor(8) as threads:
    list(threads.map(write, range(40)))
print(Group.objects.count(), "pool" in connection.settings_dict["OPTIONS"])
connection.close()
getattr(connection, "close_pool", lambda: None)()
"""


def test_without_an_address_the_database_is_a_file_under_home(home):
    assert env.database("")["NAME"] == str(home / "weisu.sqlite3")
    assert home.is_dir()


@pytest.mark.parametrize(
    ("_case", "url", "expected"),
    [
        ("socket", "postgresql://me@/city?host=/run/pg", {"HOST": "/run/pg", "NAME": "city", "USER": "me", "PORT": ""}),
        ("host", "postgres://me:a%40b@db:5433/city", {"HOST": "db", "PORT": "5433", "PASSWORD": "a@b"}),
        (
            "libpq",
            "postgresql://db/city?sslmode=require",
            {"OPTIONS": {**env.PREPARED, "sslmode": "require"}, "CONN_MAX_AGE": 600},
        ),
        ("file", "sqlite:////tmp/a%20city.sqlite3", {"NAME": "//tmp/a city.sqlite3"}),
    ],
)
def test_an_address_names_a_database(_case, url, expected):
    assert expected.items() <= env.database(url).items()


@pytest.mark.parametrize("url", ["mysql://db/city", "city.sqlite3"])
def test_another_kind_of_database_is_refused_by_name(url):
    with pytest.raises(ValueError, match=r"use postgresql:// or sqlite://"):
        env.database(url)


def test_a_pool_that_is_no_number_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("WEISU_DATABASE_POOL", "many")

    with pytest.raises(ValueError, match="WEISU_DATABASE_POOL is 'many'; give a whole number"):
        env.database("postgresql://db/city")


def test_threads_share_a_pool_on_postgresql(fresh_database):
    surroundings = os.environ | {"WEISU_DATABASE_POOL": "4"}

    done = subprocess.run([sys.executable, "-c", POOLED], env=surroundings, capture_output=True, text=True, check=False)

    assert done.stdout.split() == ["40", str(fresh_database.engine == "postgres")], done.stderr


def test_the_signing_key_is_made_once_and_only_its_owner_reads_it(home):
    before_setup = env.secret_key()
    path = env.create_secret_key()
    key = env.secret_key()
    env.create_secret_key()

    assert path == home / "keys" / "web.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert env.secret_key() == key != before_setup
    assert len(key) >= 50


def test_a_signing_key_of_the_environment_wins(monkeypatch):
    env.create_secret_key()
    monkeypatch.setenv("WEISU_SECRET_KEY", "from the environment")

    assert env.secret_key() == "from the environment"


def test_the_site_starts(database):
    from weisu.config.wsgi import application

    assert isinstance(application, WSGIHandler)
