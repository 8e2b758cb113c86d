"""The lock files install the same everywhere: hashes, and nobody's address."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = sorted((REPOSITORY / "requirements").glob("*.lock"))
ADDRESS = re.compile(r"https?://|file:|--(extra-)?index-url|--find-links|(^|\s)/(home|root|work|tmp)/", re.M)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_registry_and_no_machine(lock):
    assert not ADDRESS.search(lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_hash(lock):
    packages = re.findall(r"^[a-z0-9][^=\n]*==.*\\\n((?:    .*\n)+)", lock.read_text(), re.M)

    assert len(packages) == len(re.findall(r"^[a-z0-9].*==", lock.read_text(), re.M)) > 10
    assert all("--hash=sha256:" in hashes for hashes in packages)


@pytest.mark.parametrize("name", ["core", "dev"])
def test_everything_asked_for_is_locked(name):
    asked = re.findall(r"^([a-z_][\w-]*)", (REPOSITORY / f"requirements/{name}.in").read_text(), re.M)
    locked = (REPOSITORY / f"requirements/{name}.lock").read_text()

    assert [word for word in asked if not re.search(rf"^{word.replace('_', '-')}==", locked, re.M)] == []


def test_development_runs_the_same_versions_as_production():
    core, dev = (
        set(re.findall(r"^([a-z0-9][\w.-]*==\S+)", (REPOSITORY / f"requirements/{name}.lock").read_text(), re.M))
        for name in ("core", "dev")
    )

    assert core <= dev
