"""A seed is a city: the same log and the same truth whoever lives it, and another seed is another city."""

from pathlib import Path

import pyarrow.compute as pc
import pytest

from tests.simulate.living import Lived, lived


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """A month of the quiet town, lived in this process."""
    return lived(tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize("processes", [2, 3])
def test_one_seed_is_one_log_and_one_truth_on_any_number_of_cores(town: Lived, tmp_path: Path, processes: int) -> None:
    again = lived(tmp_path, processes=processes)
    assert (again.head, again.digest()) == (town.head, town.digest())


def test_another_seed_is_another_city(town: Lived, tmp_path: Path) -> None:
    assert lived(tmp_path, seed=8).head != town.head


def test_events_stand_in_the_order_in_which_they_happened(town: Lived) -> None:
    at = town.events.column("occurred_us")
    assert at.to_pylist() == sorted(at.to_pylist())


def test_the_rules_refuse_next_to_nothing_of_what_people_try(town: Lived) -> None:
    assert town.refusals <= town.events.num_rows / 500


def test_every_ticket_of_the_log_has_its_truth_and_every_truth_its_ticket(town: Lived) -> None:
    registered = town.events.filter(pc.equal(town.events.column("type"), "ticket.registered"))
    assert set(registered.column("ticket_id").to_pylist()) == {row["ticket_id"] for row in town.truth("tickets")}


def test_most_contacts_are_enquiries_answered_at_once(town: Lived) -> None:
    natures = [row["nature"] for row in town.truth("contacts")]
    assert 0.4 < natures.count("enquiry") / len(natures) < 0.8
