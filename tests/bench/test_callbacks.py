"""Effort against everybody called once: the comparison can be lost, and takes its answers from a city's truth."""

import numpy as np
import pytest

from tools.bench.parts import callbacks


def test_people_are_made_harder_to_reach_without_changing_who_is_the_harder_one():
    reach = np.array([0.9, 0.5, 0.6, 0.4])

    found = callbacks.harder(reach, 0.35)

    assert found.mean() == pytest.approx(0.35)
    assert (np.argsort(found) == np.argsort(reach)).all()


def test_a_sample_that_answers_no_better_than_everybody_loses():
    said = (np.arange(300) % 5 > 0).astype(float)
    answers = np.arange(300) % 3 == 0

    found = callbacks._of_unit(said, answers, answers, np.arange(300) < 30)

    assert found.again > found.once


def test_a_sample_that_answers_much_better_wins_and_holds_what_all_would_have_said():
    said = (np.arange(300) % 5 > 0).astype(float)

    found = callbacks._of_unit(said, np.arange(300) % 3 == 0, np.arange(300) % 7 > 0, np.arange(300) % 8 == 0)

    assert found.again < found.once
    assert found.holds
