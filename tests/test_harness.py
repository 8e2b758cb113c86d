"""The harness itself: both databases, what is undone, what stays out."""

import os
import re
import subprocess
import sys
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction


@pytest.mark.parametrize("_round", [1, 2])
def test_what_a_test_writes_is_gone_for_the_next(database, _round):
    Group.objects.create(name="seen once")

    assert Group.objects.count() == 1


def test_the_name_of_the_engine_is_the_engine(database):
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[database.engine]


def test_an_example_can_be_undone_inside_a_test(database):
    with database.undone():
        Group.objects.create(name="an example")

    assert not Group.objects.exists()


def test_services_may_ask_for_a_durable_transaction(database):
    with transaction.atomic(durable=True):
        Group.objects.create(name="durable")


def test_a_fresh_database_commits_for_other_threads(fresh_database):
    Group.objects.create(name="committed")
    seen = []

    def look():
        seen.extend(Group.objects.values_list("name", flat=True))
        connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()

    assert seen == ["committed"]


@pytest.mark.parametrize("_round", [1, 2])
def test_a_fresh_database_is_fresh_and_found_by_other_processes(fresh_database, _round):
    Group.objects.create(name="committed")
    count = "import django; django.setup(); from django.contrib.auth.models import Group; print(Group.objects.count())"

    done = subprocess.run([sys.executable, "-c", count], capture_output=True, text=True, check=True, env=os.environ)

    assert done.stdout.strip() == "1"


def test_a_test_without_a_database_cannot_reach_one():
    with pytest.raises(ImproperlyConfigured):
        Group.objects.count()


def test_each_test_has_a_home_of_its_own(home):
    assert os.environ["WEISU_HOME"] == str(home)
    assert not home.exists()


THREE = """
import pytest

def test_quick(): pass

@pytest.mark.slow
def test_slow(): pass

@pytest.mark.browser
def test_browser(): pass

def test_real_tickets(shared_data): pass
"""


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ([], {"passed": 1, "skipped": 1, "deselected": 2}),
        (["--slow"], {"passed": 2, "skipped": 1, "deselected": 1}),
        (["--slow", "--browser"], {"passed": 3, "skipped": 1}),
    ],
)
def test_marked_tests_run_only_when_asked_for_and_absent_data_is_named(tmp_path, options, outcome):
    (tmp_path / "test_three.py").write_text(THREE)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-rs", *options]

    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)],
        env=os.environ | {"WEISU_TEST_DATA": str(tmp_path / "nowhere")},
        capture_output=True,
        text=True,
        check=True,
    )

    closing_line = done.stdout.splitlines()[-1]
    assert {word: int(number) for number, word in re.findall(r"(\d+) (\w+)[, ]", closing_line)} == outcome
    assert f"The real data is not at {tmp_path / 'nowhere'}" in done.stdout
