"""What every test may ask for: a database of either kind, a home, the real data beside the repository."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import django
import hypothesis
import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
MARKED = {
    "slow": "takes minutes; asked for by --slow",
    "browser": "needs Chromium; asked for by --browser",
    "pictures": "takes the READMEs' pictures again; asked for by --pictures",
}

hypothesis.settings.register_profile(
    "weisu",
    deadline=None,
    # The same examples in every run, so a red run is the fault of the change; --slow looks further.
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "weisu-slow", hypothesis.settings.get_profile("weisu"), derandomize=False, max_examples=500
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--slow`, `--browser`, `--pictures` add the tests left out otherwise; `--approve` rewrites the golden files."""
    parser.addoption("--approve", action="store_true", default=False, help="rewrite tests/golden/ and run nothing else")
    for name, why in MARKED.items():
        parser.addoption(f"--{name}", action="store_true", default=False, help=f"also run tests marked {name}: {why}")


def pytest_configure(config: pytest.Config) -> None:
    """Point weisu at a directory of this process before Django reads its settings."""
    for name, why in MARKED.items():
        config.addinivalue_line("markers", f"{name}: {why}")
    hypothesis.settings.load_profile("weisu-slow" if config.getoption("--slow") else "weisu")
    config.stash[PLACE] = Path(tempfile.mkdtemp(prefix="weisu-test-"))
    for name in ("WEISU_DATABASE_URL", "WEISU_DATABASE_POOL", "WEISU_SECRET_KEY", "WEISU_TIME_ZONE"):
        os.environ.pop(name, None)
    os.environ["WEISU_HOME"] = str(config.stash[PLACE] / "home")
    # Readers of the tests come in without a telephone; the tests of signing in ask for one.
    os.environ["WEISU_SECOND_STEP_ROLES"] = "none"
    # A worker of the tests fills no lake; the tests of the bridge ask for one.
    os.environ["WEISU_LAKE_MINUTES"] = "0"
    # For the subprocesses of a test, whether weisu is installed or not.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)])
    os.environ["DJANGO_SETTINGS_MODULE"] = "weisu.config.settings"
    django.setup()


PLACE = pytest.StashKey[Path]()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no directory behind."""
    shutil.rmtree(config.stash[PLACE], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect marked tests nobody asked for."""
    unwanted = [name for name in MARKED if not config.getoption(f"--{name}")]
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in unwanted)]
    if config.getoption("--approve"):
        left_out = [item for item in items if "golden" not in item.fixturenames]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


class Engines(ExitStack):
    """Engines by name, started when first asked for and stopped at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.running = {}

    def __getitem__(self, name: str):
        # Imported late: it needs Django's settings.
        from tools.databases import started

        if name not in self.running:
            self.running[name] = self.enter_context(started(name))
        return self.running[name]


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Both kinds of database of this test process; neither is started before a test needs it."""
    with Engines() as engines:
        yield engines


NUMBERS = count(1)
# So that every test may write words; the tests of key files take it away.
MASTER_KEY = "dGVzdHMgb25seSB0ZXN0cyBvbmx5IHRlc3RzIG9ubHk="


@pytest.fixture(autouse=True)
def home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A WEISU_HOME of this test alone; not created before weisu creates it."""
    path = request.config.stash[PLACE] / f"home-{next(NUMBERS)}"
    monkeypatch.setenv("WEISU_HOME", str(path))
    monkeypatch.setenv("WEISU_MASTER_KEY", MASTER_KEY)
    monkeypatch.setattr("django.conf.settings.HOME", path)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, engines: Engines):
    """A migrated database, once of each kind; everything the test writes is rolled back."""
    with engines[request.param].rolled_back() as database:
        yield database


@pytest.fixture(params=["sqlite", "postgres"])
def fresh_database(request: pytest.FixtureRequest, engines: Engines, monkeypatch: pytest.MonkeyPatch):
    """A migrated database of this test alone, once of each kind: real commits, threads and other processes.

    WEISU_DATABASE_URL names it, so a subprocess of the test finds it without being told.
    """
    with engines[request.param].fresh() as database:
        monkeypatch.setenv("WEISU_DATABASE_URL", database.url)
        yield database


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data beside the repository (`WEISU_TEST_DATA`, default ../shared/data)."""
    path = Path(os.environ.get("WEISU_TEST_DATA") or REPOSITORY.parent / "shared" / "data")
    if not path.is_dir():
        pytest.skip(f"The real data is not at {path}; WEISU_TEST_DATA may name another place.")
    return path


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its approved version: `golden("pages/list.html", text)`; `./run approve` rewrites it."""

    def compare(name: str, text: str) -> None:
        path = REPOSITORY / "tests" / "golden" / name
        if request.config.getoption("--approve"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"No approved version of {name}; look at it, then run ./run approve."
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; if that is meant, run ./run approve."

    return compare
