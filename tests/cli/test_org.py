"""The three lines of the how-to page, from the command line."""

import json
import re

import pytest

from tests.cast import POLICY
from tests.tickets import cast
from tests.tickets.cast import ADMIN, MONDAY
from weisu.cli import main
from weisu.domain.vocabulary import Role
from weisu.org.models import Change

PAGE = POLICY.parent / "docs" / "how-to" / "bring-the-organisation.md"


@pytest.fixture
def zheng(fresh_database, tmp_path, monkeypatch):
    """An administrator of Demo City, standing in an empty directory."""
    from tests.tickets.city import build_city
    from weisu.org import services as org

    build_city()
    org.create_staff("p-zheng", display_name="郑", by=ADMIN, now=MONDAY)
    org.appoint("p-zheng", role=Role.ADMINISTRATOR, unit=cast.HOTLINE, since=MONDAY, by=ADMIN, now=MONDAY)
    monkeypatch.chdir(tmp_path)


def test_the_lines_of_the_how_to_page_run(zheng, capsys):
    lines = re.findall(r"^weisu (org .+)$", PAGE.read_text(encoding="utf-8"), re.M)

    for line in lines:
        assert main([*line.split(), "--json"]) == 0
        facts = json.loads(capsys.readouterr().out)

    assert len(lines) == 3
    assert facts["applied"]
    assert not facts["differences"]
    assert Change.objects.filter(act="import", by="p-zheng").exists()


def test_nothing_is_applied_or_given_out_unsigned(zheng, capsys):
    assert main(["org", "export", "organisation.xlsx"]) == 1
    assert main(["org", "export", "organisation.xlsx", "--by", "p-zheng"]) == 0
    assert main(["org", "import", "organisation.xlsx", "--apply"]) == 1
    assert main(["org", "import", "organisation.xlsx"]) == 0
    told = capsys.readouterr()
    assert "--by STAFF_ID" in told.err
    assert "Nothing was written" in told.out
