"""Each import contract of pyproject.toml holds on a small house and breaks when it is violated."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MODULES = """
config.settings config.urls config.wsgi config.env cli.main web.views api.v1 jobs.work intake.services tickets.log
tickets.services policies.services org.services vault.services lake.layout domain.events science.funnel
simulate.truth simulate.truth_tables simulate.port demo.living cli.simulate analytics.star
""".split()
HOUSE = {
    "cli.main": "from weisu.config import env\nfrom weisu.web import views\nfrom weisu.jobs import work",
    "web.views": "from weisu.tickets import services",
    "tickets.services": "from weisu.tickets import log\nfrom weisu.vault import services",
    "tickets.log": "from weisu.domain import events\nfrom django.db import models",
    "lake.layout": "from weisu.domain import events",
    "cli.simulate": "from weisu.simulate import truth\nfrom weisu.demo import living",
    "demo.living": "from weisu.simulate import port",
}


def check(place, module="", line=""):
    """lint-imports over the small house with one line added."""
    for name in MODULES:
        path = place / "weisu" / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text("\n".join([HOUSE.get(name, ""), line if name == module else ""]))
    (place / "weisu" / "__init__.py").touch()
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as f; f()", "--no-cache"]
    return subprocess.run(
        [*command, "--config", str(REPOSITORY / "pyproject.toml")],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_small_house_keeps_every_contract(tmp_path):
    done = check(tmp_path)

    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("Rings point inward", "domain.events", "from weisu.lake import layout"),
        ("Rings point inward", "tickets.services", "from weisu.web import views"),
        ("Rings point inward", "vault.services", "from weisu.tickets import services"),
        ("Rings point inward", "web.views", "from weisu.jobs import work"),
        ("Rings point inward", "policies.services", "from weisu.org import services"),
        ("Rings point inward", "cli.main", "from weisu.config import settings"),
        ("The domain knows no framework", "domain.events", "import django.db"),
        ("Rings point inward", "science.funnel", "from weisu.lake import layout"),
        ("The statistics know no hotline", "science.funnel", "from weisu.domain import events"),
        ("The statistics know no hotline", "science.funnel", "import django.db"),
        ("The measures know no database and no page", "analytics.star", "import django.db"),
        ("Rings point inward", "analytics.star", "from weisu.tickets import services"),
        ("Only tickets writes the event log", "intake.services", "from weisu.tickets import log"),
        ("Only tickets writes the event log", "cli.main", "import weisu.tickets.log"),
        ("Simulated cities and statistics do not know each other", "simulate.port", "from weisu.science import funnel"),
        ("Nothing that people use knows a simulated city's truth", "demo.living", "from weisu.simulate import truth"),
        ("Only the demonstration and its command start a simulated city", "web.views", "import weisu.simulate.port"),
    ],
)
def test_a_violated_contract_is_broken(tmp_path, contract, module, line):
    done = check(tmp_path, module, line)

    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout
