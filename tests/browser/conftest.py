"""A hotline and people with browsers; Chromium is Debian's, never downloaded."""

import shutil
import subprocess

import pytest

from tests.tickets.cast import ADMIN, CHEN, GAO, HE, LIANG, LIN, MA, SUN, WU, XU, ZHOU

EVERYBODY = (LIN, ZHOU, HE, CHEN, SUN, WU, GAO, XU, MA, LIANG, ADMIN)
CHROMIUM = "/usr/bin/chromium"


def pytest_collection_modifyitems(items):
    """Everything here needs Chromium; pictures are taken when they are asked for and not with every walk."""
    for item in items:
        if "tests/browser/" in item.path.as_posix() and not item.get_closest_marker("pictures"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser's program."""
    if not shutil.which(CHROMIUM):
        pytest.fail(f"There is no {CHROMIUM} here. On Debian: apt install chromium fonts-noto-cjk")
    if not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout:
        pytest.fail("No font here has Chinese characters. On Debian: apt install fonts-noto-cjk")
    return CHROMIUM


@pytest.fixture
def hotline(fresh_database, monkeypatch):
    """The cast's city, serving; at the end its log gives exactly its rows."""
    from django.test import override_settings

    from tests.browser.hotline import Hotline, engage, serving
    from tests.tickets.city import build_city, check_replay
    from weisu.web import edge

    # What makes a password slow to guess is Django's affair; here it would only make the walks slow.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        build_city()
        engage(EVERYBODY)
        with serving() as address:
            hotline = Hotline(address)
            monkeypatch.setattr(edge, "instant", hotline.instant)
            yield hotline
    check_replay()


@pytest.fixture
def person(chromium, hotline):
    """People with browsers: `person("agent-lin", language="en")`; at the end no browser has complained."""
    from tests.browser.person import Person, started

    there = []
    with started(chromium) as browser:

        def come(name, **more):
            there.append(Person(browser, hotline, name, **more))
            return there[-1]

        yield come
    assert [complaint for one in there for complaint in one.complaints] == []
