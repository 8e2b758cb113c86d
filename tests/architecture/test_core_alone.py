"""What an installation gets from requirements/core.lock is enough: nothing leans on what only tests install."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.analytics.logs import lake_of, lived

REQUIREMENTS = Path(__file__).parents[2] / "requirements"

ALONE = """
import pkgutil, sys
from pathlib import Path

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[2:]:
            raise ModuleNotFoundError(f"No module named {name!r}, as on a machine without it", name=name)

sys.meta_path.insert(0, Missing())

import django
import weisu

django.setup()
for module in pkgutil.walk_packages(weisu.__path__, "weisu."):
    # What starts something when it is read is started elsewhere.
    if not module.name.endswith(("__main__", ".wsgi")):
        __import__(module.name)

from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.star import Star

print(build(Path(sys.argv[1]), offset_us=0).tickets)
Star(Path(sys.argv[1])).close()
"""


def locked(name: str) -> set[str]:
    """The distributions of a lock file."""
    return set(re.findall(r"^([a-z0-9-]+)==", (REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8"), re.M))


def only_for_tests() -> list[str]:
    """The modules that core.lock does not bring."""
    of_tests = locked("dev") - locked("core")
    brought = packages_distributions().items()
    return sorted(module for module, by in brought if {re.sub("[._]", "-", one).lower() for one in by} <= of_tests)


def test_the_measures_are_worked_out_with_what_an_installation_has(tmp_path: Path) -> None:
    missing = only_for_tests()
    lake = lake_of(tmp_path, lived(7))

    done = subprocess.run([sys.executable, "-c", ALONE, str(lake), *missing], capture_output=True, text=True)

    assert "pytest" in missing
    assert done.returncode == 0, done.stderr[-2_000:]
    assert int(done.stdout) == 12
