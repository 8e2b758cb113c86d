"""Benches decide honestly, and count the seconds of everybody who worked."""

import json
import subprocess
import sys

import pytest

from tools.bench import __main__ as bench
from tools.bench.measure import cpu_seconds, median_of, ratio, span
from tools.bench.result import Result, at_least, at_most, exactly, judged

BUSY = "import time\nwhile time.process_time() < 0.3: pass"


@pytest.mark.parametrize(
    ("goal", "value", "holds"),
    [
        (at_most("n", 1.5), 1.5, True),
        (at_most("n", 1.5), 1.51, False),
        (at_least("n", 500), 500, True),
        (at_least("n", 500), 499.9, False),
        (exactly("n", 0), 0, True),
        (exactly("n", 0), 1, False),
    ],
)
def test_a_goal_holds_or_does_not(goal, value, holds):
    assert judged(Result({"n": value}, [goal]))["goals"] == [
        {"figure": "n", "value": value, "goal": f"{goal.sign} {goal.limit:g}", "holds": holds}
    ]


def test_a_bench_without_a_goal_is_refused():
    with pytest.raises(ValueError, match="no goal"):
        judged(Result({"n": 1}, []))


def test_several_benches_do_not_hide_one_without_a_goal():
    with pytest.raises(ValueError, match="no goal"):
        bench.together([Result({"n": 1}, [at_most("n", 2)]), Result({"m": 1}, [])])


def test_a_goal_about_a_figure_nobody_measured_is_refused():
    with pytest.raises(ValueError, match="no figure for append_per_s"):
        judged(Result({"n": 1}, [at_least("append_per_s", 500)]))


@pytest.mark.parametrize(("value", "exit_code"), [(1.0, 0), (2.0, 1)])
def test_the_command_prints_one_object_and_fails_with_its_goal(value, exit_code, monkeypatch, capsys):
    def one_bench(name, *, full):
        return Result({"append_cpu_ratio": value}, [at_most("append_cpu_ratio", 1.5)])

    monkeypatch.setattr(bench, "run", one_bench)
    monkeypatch.setattr(bench, "names", lambda: ["trunk"])
    monkeypatch.setattr(bench, "prepare_django", lambda: "/nowhere")

    assert bench.main(["trunk", "--json"]) == exit_code

    printed = json.loads(capsys.readouterr().out)
    assert printed["figures"]["append_cpu_ratio"] == value
    assert printed["goals"][0]["holds"] is (exit_code == 0)


def test_the_seconds_of_children_count_while_they_run_and_after():
    with span() as after_the_end:
        subprocess.run([sys.executable, "-c", BUSY], check=True)

    running = subprocess.Popen([sys.executable, "-c", f"{BUSY}\nprint(flush=True); input()"], stdin=-1, stdout=-1)
    before = cpu_seconds()
    running.stdout.readline()
    while_running = cpu_seconds()
    running.communicate()

    assert after_the_end.cpu_s >= 0.25
    assert while_running >= before + 0.2


def test_the_seconds_of_the_database_server_count(engines):
    engine = engines["postgres"]
    work = "SELECT count(*) FROM generate_series(1, 3000000)"

    with engine.fresh() as database:
        from django.db import connection

        connection.ensure_connection()
        with span() as client_alone, connection.cursor() as cursor:
            cursor.execute(work)
        with span(server_pid=engine.server_pid) as with_server, connection.cursor() as cursor:
            cursor.execute(work)

    assert database.engine == "postgres"
    assert engine.server_pid is None or with_server.cpu_s > client_alone.cpu_s + 0.05


def test_a_ratio_measures_in_turns_and_takes_the_median():
    order = []
    ours, bare = iter([3.0, 300.0, 3.0]), iter([1.0, 1.0, 1.0])

    def measure(name, values):
        order.append(name)
        return next(values)

    assert ratio(lambda: measure("ours", ours), lambda: measure("bare", bare), rounds=3) == 3.0
    assert order == ["ours", "bare", "bare", "ours", "ours", "bare"]


def test_a_median_is_of_five():
    values = iter([9.0, 1.0, 2.0, 3.0, 100.0])

    assert median_of(lambda: next(values)) == 3.0
