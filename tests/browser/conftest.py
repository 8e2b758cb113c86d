"""A hotline and people with browsers; Chromium is Debian's, never downloaded."""

import shutil
import subprocess

import pytest

from tests.tickets.cast import CHEN, GAO, LIN, MA, SUN, WU, XU, ZHOU

EVERYBODY = (LIN, ZHOU, CHEN, SUN, WU, GAO, MA, XU)
CHROMIUM = "/usr/bin/chromium"


def pytest_collection_modifyitems(items):
    """Everything here needs Chromium."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
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
    from playwright.sync_api import sync_playwright

    from tests.browser.person import Person

    there = []
    # Started after the database is built and stopped before it is looked at: its loop forbids queries in this thread.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)

        def come(name, **more):
            there.append(Person(browser, hotline, name, **more))
            return there[-1]

        yield come
        browser.close()
    assert [complaint for one in there for complaint in one.complaints] == []
