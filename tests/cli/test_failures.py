"""What goes wrong foreseeably is one sentence with what to do, an exit code, and no traceback."""

import errno
import json
import os
import subprocess
import sys

import pytest
from django.db.utils import DatabaseError, OperationalError, ProgrammingError

from weisu.cli.failures import explained
from weisu.domain.errors import NotFound


def weisu(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "weisu", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize(
    ("_case", "error", "says"),
    [
        ("locked", OperationalError("database is locked"), "wait until it has ended"),
        ("full disk, database", OperationalError("database or disk is full"), "make room"),
        ("full disk, file", OSError(errno.ENOSPC, "No space left on device", "/var/x"), "/var/x: The disk is full"),
        ("unreadable", PermissionError(errno.EACCES, "Permission denied", "/etc/key"), "/etc/key: This user may not"),
        ("missing", FileNotFoundError(errno.ENOENT, "No such file", "a.csv"), "a.csv: No such file"),
        ("not prepared", OperationalError("no such table: ticket"), "run `weisu setup`"),
        ("not prepared, PostgreSQL", ProgrammingError('relation "ticket" does not exist'), "run `weisu setup`"),
        ("unreachable", OperationalError("connection refused"), "check the address"),
        ("no database", DatabaseError("file is not a database"), "name another"),
        ("encoding", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "not utf-8"),
        ("quota", OSError(errno.EDQUOT, "Disk quota exceeded", "/var/x"), "/var/x: The disk is full"),
        (
            "a directory",
            IsADirectoryError(errno.EISDIR, "Is a directory", "/etc"),
            "/etc: Is a directory; check the path",
        ),
        (
            "a file",
            FileExistsError(errno.EEXIST, "File exists", "/etc/passwd"),
            "/etc/passwd: File exists; check the path",
        ),
        ("disk", OperationalError("disk I/O error"), "check its space"),
        ("refusal", NotFound("No ticket 7.", instead=["look it up"]), "No ticket 7. (look it up)"),
    ],
)
def test_a_foreseeable_failure_says_what_to_do(_case, error, says):
    failure = explained(error)

    assert failure is not None
    assert says in failure.sentence
    assert failure.exit_code == 1


def test_an_unforeseen_error_keeps_its_traceback():
    assert explained(DatabaseError("something nobody thought of")) is None
    assert explained(ValueError("a mistake of ours")) is None


def test_a_wrong_database_address_is_one_sentence():
    done = weisu("--help", WEISU_DATABASE_URL="mysql://nobody")

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "weisu: WEISU_DATABASE_URL starts with 'mysql'; use postgresql:// or sqlite://."
    ]


def test_a_failure_with_json_is_one_object_on_standard_output():
    done = weisu("anything", "--json", WEISU_DATABASE_URL="mysql://nobody")

    assert json.loads(done.stdout)["error"] == "environment"


def test_a_command_nobody_knows_is_a_question_of_usage():
    done = weisu("dance")

    assert done.returncode == 2
    assert "dance" in done.stderr
    assert "Traceback" not in done.stderr
