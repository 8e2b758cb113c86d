"""Chance is a function of the seed, of whom it is about and of what it decides."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.lake import chain
from weisu.simulate import ledger
from weisu.simulate.streams import Chance, Stream, first_uniforms


def test_a_stream_is_splitmix64() -> None:
    """The first numbers of seed 1234567 as the authors' reference code prints them."""
    stream = Stream(1234567)
    assert [stream.bits() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_what_is_drawn_for_one_purpose_does_not_depend_on_another() -> None:
    lone = [Chance(7).stream("repair", 12).uniform() for _ in range(2)]
    busy = Chance(7)
    [busy.stream("rating", 12).uniform() for _ in range(100)]
    assert lone[0] == lone[1] == busy.stream("repair", 12).uniform()
    assert lone[0] != Chance(8).stream("repair", 12).uniform()


@pytest.mark.parametrize(
    ("_case", "draw", "mean"),
    [
        ("uniform", lambda s: s.uniform(), 0.5),
        ("exponential", lambda s: s.exponential(3.0), 3.0),
        ("normal", lambda s: s.normal(2.0, 1.0), 2.0),
        ("gamma", lambda s: s.gamma(0.5, 4.0), 2.0),
        ("beta", lambda s: s.beta(2.0, 6.0), 0.25),
        ("few", lambda s: s.poisson(1.7), 1.7),
        ("many", lambda s: s.poisson(80.0), 80.0),
        ("index", lambda s: s.index(5), 2.0),
    ],
)
def test_laws_have_the_mean_they_are_asked_for(_case: str, draw, mean: float) -> None:
    stream = Stream(11)
    assert sum(draw(stream) for _ in range(40_000)) / 40_000 == pytest.approx(mean, rel=0.03)


@given(keys=st.lists(st.integers(0, 2**64 - 1), min_size=1))
def test_first_numbers_of_many_streams_are_those_of_each(keys: list[int]) -> None:
    assert first_uniforms(np.array(keys, np.uint64)).tolist() == [Stream(key).uniform() for key in keys]


@given(key=st.uuids(), version=st.integers(1, 200))
def test_ids_of_events_are_those_of_the_log(key: UUID, version: int) -> None:
    assert ledger.event_id(key.bytes, version) == str(chain.event_id(key, version))
