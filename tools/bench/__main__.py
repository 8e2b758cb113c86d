"""Run one bench or all of them, print figures and goals, exit 1 if a goal does not hold."""

import argparse
import importlib
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tools.bench.measure import say
from tools.bench.result import Result, judged

NOT_BENCHES = {"__init__", "__main__", "measure", "result"}


def names() -> list[str]:
    """The benches there are."""
    return sorted({path.stem for path in Path(__file__).parent.glob("*.py")} - NOT_BENCHES)


def underscored(name: str) -> str:
    """A bench by its file's name, also when typed with hyphens."""
    return name.replace("-", "_")


def main(arguments: list[str]) -> int:
    """Run and print; progress goes to stderr, the result to stdout."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", nargs="?", type=underscored, choices=names(), help="one bench; all without it")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--full", action="store_true", help="the sizes the goals are meant for; takes much longer")
    asked = parser.parse_args(arguments)
    chosen = [asked.name] if asked.name else names()
    place = prepare_django()
    try:
        printed = judged(together([run(name, full=asked.full) for name in chosen]))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    sys.stdout.write(json.dumps(printed) + "\n" if asked.json else table(printed))
    return 0 if all(goal["holds"] for goal in printed["goals"]) else 1


def prepare_django() -> str:
    """Django with a home of its own; a bench never touches the installation's."""
    place = tempfile.mkdtemp(prefix="weisu-bench-")
    os.environ |= {"WEISU_HOME": place, "DJANGO_SETTINGS_MODULE": "weisu.config.settings"}
    os.environ.pop("WEISU_DATABASE_URL", None)
    import django

    django.setup()
    return place


def run(name: str, *, full: bool) -> Result:
    """One bench, with the state of the machine around it as figures of its own."""
    say(f"bench {name}{' (full)' if full else ''} ...")
    load_before, started = os.getloadavg()[0], time.perf_counter()
    result = importlib.import_module(f"tools.bench.{name}").run(full)
    machine = {
        f"{name}_wall_s": round(time.perf_counter() - started, 1),
        f"{name}_load_before": round(load_before, 2),
        f"{name}_load_after": round(os.getloadavg()[0], 2),
    }
    return Result({**result.figures, **machine}, result.goals)


def together(results: list[Result]) -> Result:
    """Several results as one.

    Raises: ValueError when one of them has no goal.
    """
    figures: dict[str, float | int | str] = {"cores": os.cpu_count() or 0, "python": platform.python_version()}
    for result in results:
        judged(result)
        figures |= result.figures
    return Result(figures, [goal for result in results for goal in result.goals])


def table(printed: dict) -> str:
    """The same for people."""
    width = max(len(name) for name in printed["figures"])
    figures = [f"{name:<{width}}  {value}" for name, value in printed["figures"].items()]
    goals = [
        f"{'holds' if goal['holds'] else 'FAILS'}  {goal['figure']} {goal['goal']}  ({goal['value']})"
        for goal in printed["goals"]
    ]
    return "\n".join([*figures, "", *goals, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
