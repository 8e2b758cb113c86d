"""What the how-to and the security page name is there."""

import os
import re
import shlex
from pathlib import Path

import pytest

from weisu.accounts import services
from weisu.cli import _parser
from weisu.config import settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "sign-in.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/weisu/config").glob("*.py"))


@pytest.mark.parametrize("line", re.findall(r"^weisu .*$", PAGE, re.M))
def test_every_command_of_the_how_to_is_understood(line):
    assert callable(_parser().parse_args(shlex.split(line)[1:]).run)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"WEISU_[A-Z_]+[A-Z]", PAGE + SECURITY)) - {"WEISU_HOME"}))
def test_every_setting_of_the_how_to_is_read(name):
    assert f'"{name}"' in CODE


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("WEISU_LOCKOUT_TRIES", settings.LOCKOUT_TRIES),
        ("WEISU_LOCKOUT_ADDRESS_TRIES", settings.LOCKOUT_ADDRESS_TRIES),
        ("WEISU_LOCKOUT_MINUTES", settings.LOCKOUT_MINUTES),
        ("WEISU_SESSION_IDLE_MINUTES", settings.SESSION_IDLE_MINUTES),
        ("WEISU_SESSION_HOURS", settings.SESSION_HOURS),
        ("WEISU_PROXIES", settings.PROXIES),
    ],
)
def test_the_defaults_of_the_how_to_are_those_of_the_code(setting, value):
    assert os.environ.get(setting) is None
    assert f"| `{setting}` | {value} |" in PAGE


def test_every_link_leads_somewhere():
    for page, place in ((PAGE, ROOT / "docs" / "how-to"), (SECURITY, ROOT)):
        for target in re.findall(r"\]\(([^)]+)\)", page):
            assert (place / target).resolve().exists(), target


def test_every_service_of_the_door_is_signed_and_dated():
    import inspect

    for name in services.__all__:
        parameters = inspect.signature(getattr(services, name)).parameters
        assert {parameters["by"].kind, parameters["now"].kind} == {inspect.Parameter.KEYWORD_ONLY}
