"""A place to run what a page says: Demo City founded, one request taken in, and nothing of this machine's own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.docs.reading import ROOT, Block

FOUND = """
from datetime import UTC, datetime, timedelta

import django

django.setup()

from weisu.cli.setup import SETUP, prepare
from weisu.demo import founding, reading
from weisu.intake import services as intake
from weisu.org.queries import principal

now = datetime.now(UTC)
prepare(now=now)
founding.found(reading.cast(), by=SETUP, now=now - timedelta(days=2))
intake.receive(
    {"name": "王桂兰", "telephone": "13800001234"},
    request="路灯不亮。",
    kind="complaint",
    channel="phone",
    region="990101001",
    by=principal("p-lin", now),
    now=now,
)
"""


@dataclass(frozen=True)
class Scratch:
    """A working directory with weisu's home beneath it; `database` is an address, empty for SQLite."""

    place: Path
    database: str = ""

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of a fresh login on a machine where weisu is installed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEISU_", "DJANGO_"))}
        own = {"WEISU_HOME": str(self.place / "var"), "WEISU_POLICY_DIR": str(self.place / "policy")}
        database = {"WEISU_DATABASE_URL": self.database} if self.database else {}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return kept | own | database | {"PATH": path, "DJANGO_SETTINGS_MODULE": "weisu.config.settings"}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command here."""
        return subprocess.run(
            command, cwd=self.place, env=self.surroundings, capture_output=True, text=True, check=False
        )

    def prove(self, block: Block) -> str:
        """Do what a block says; returns what went wrong, empty when nothing did."""
        if block.language == "sh":
            done = self.run("sh", "-eu", "-c", block.text)
            return done.stdout + done.stderr if done.returncode else ""
        if block.language == "python":
            done = self.run(sys.executable, "-c", block.text)
            return done.stdout + done.stderr if done.returncode else ""
        path = self.place / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return ""


def bare(place: Path, database: str = "") -> Scratch:
    """An empty place beside the shipped packs."""
    shutil.copytree(ROOT / "policy", place / "policy")
    return Scratch(place, database)


def found(place: Path) -> Scratch:
    """Found the city in an empty directory."""
    scratch = bare(place)
    done = scratch.run(sys.executable, "-c", FOUND)
    assert done.returncode == 0, done.stderr
    return scratch


def copied(scratch: Scratch, place: Path) -> Scratch:
    """The same city in another place."""
    shutil.copytree(scratch.place, place)
    return Scratch(place)
