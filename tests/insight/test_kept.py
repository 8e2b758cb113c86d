"""An answer is worked out once, tells how far it is, and is tried again after a failure."""

import json
from threading import Event

import pytest

from weisu.insight.kept import Progress, answer


def now(path, work):
    """The answer, however long it takes."""
    return answer(path, work, patience_s=60)


def test_a_page_need_not_wait_for_a_long_answer_and_finds_it_later(tmp_path):
    path, go_on, told = tmp_path / "7" / "slow.json", Event(), Event()

    def work(tell):
        tell(1, 4)
        told.set()
        go_on.wait(10)
        return {"value": 3}

    assert answer(path, work, patience_s=0.01) in (Progress(0, 1), Progress(1, 4))
    assert told.wait(10)
    assert answer(path, work, patience_s=0.01) == Progress(1, 4)
    go_on.set()
    assert answer(path, work, patience_s=10) == {"value": 3}


def test_what_was_worked_out_is_not_worked_out_again(tmp_path):
    path, times = tmp_path / "7" / "once.json", []

    for _ in range(3):
        assert now(path, lambda tell: times.append(1) or {"n": 1}) == {"n": 1}

    assert times == [1]


def test_a_failure_is_told_and_the_next_one_tries_again(tmp_path):
    path = tmp_path / "7" / "broken.json"

    def broken(tell):
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        now(path, broken)
    assert now(path, lambda tell: 5) == 5


def test_an_answer_of_a_later_star_removes_those_before(tmp_path):
    old, new = tmp_path / "000007" / "a.json", tmp_path / "000008" / "a.json"

    now(old, lambda tell: 1)
    now(new, lambda tell: 2)

    assert not old.parent.exists()
    assert json.loads(new.read_text()) == 2


def test_while_another_process_works_at_it_a_page_tells_how_far_it_is(tmp_path):
    import fcntl

    path = tmp_path / "7" / "theirs.json"
    path.parent.mkdir()
    path.with_suffix(".progress").write_text("[2, 5]")
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert now(path, lambda tell: 1) == Progress(2, 5)
