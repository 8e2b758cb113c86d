"""ARCHITECTURE.md is one page, and names every package that there is and none that there is not."""

import re

from tests.docs.reading import ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| [\d½]+ \| (.+?) \|", TEXT, re.MULTILINE)


def test_the_rings_are_the_packages_of_weisu():
    source = ROOT / "src" / "weisu"
    there = {path.parent.name for path in source.glob("*/__init__.py")} | {
        path.stem for path in source.glob("[!_]*.py")
    }

    assert set(re.findall(r"`(\w+)`", " ".join(ROWS))) == there


def test_it_stays_one_page():
    assert len(TEXT.splitlines()) <= 60
