"""A process that lives a part of a city may fail; whoever asked hears why, or at least that it is gone."""

from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import active_children

import pytest

from tests.simulate.living import order_of
from weisu.simulate.crew import Away
from weisu.simulate.errors import CrewLost
from weisu.simulate.scenario import read

ORDER = order_of(read("quiet-town"), months=0.1, scale=0.2)


@pytest.fixture
def crew() -> Iterator[Away]:
    """The first neighbourhood of the quiet town, in a process of its own."""
    away = Away(ORDER, [0])
    yield away
    away.dismiss()


@pytest.mark.parametrize("is_asked_before", [True, False])
def test_a_process_that_is_gone_is_one_sentence(crew: Away, *, is_asked_before: bool) -> None:
    if is_asked_before:
        crew.ask("live", 0)
        crew.answer()
    for process in active_children():
        process.kill()
        process.join()
    crew.ask("live", 0)
    with pytest.raises(CrewLost, match="ended before its time") as lost:
        crew.answer()
    assert lost.value.instead


def test_a_crew_that_cannot_be_put_together_says_why() -> None:
    lawless = Away(replace(ORDER, packs=()), [0])
    lawless.ask("live", 0)
    with pytest.raises(Exception) as told:  # noqa: PT011 - whatever it was, it is not only that the process is gone
        lawless.answer()
    lawless.dismiss()
    assert not isinstance(told.value, CrewLost)
