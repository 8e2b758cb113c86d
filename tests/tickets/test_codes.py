"""A field for codes takes neither names nor numbers nor addresses; words go where words belong."""

import pytest

from tests.tickets.cast import CHEN, later
from tests.tickets.stories import dispatched, types
from tests.vault import canary


@pytest.fixture
def city(database):
    from tests.tickets.city import build_city, check_replay

    build_city()
    yield database
    check_replay()


@pytest.mark.parametrize("typed", [*canary.CANARY, canary.STORY, "字" * 201, "a" * 100 + "电话13907650918"])
def test_what_tells_of_somebody_is_refused_and_not_repeated(city, typed):
    from weisu.domain.errors import BadPayload
    from weisu.tickets import services

    ticket = dispatched()

    with pytest.raises(BadPayload, match="ground of send_back") as refused:
        services.send_back(
            ticket.number, ground=typed, basis="三定方案", reason="不属于本单位职责。", by=CHEN, now=later(hours=1)
        )

    assert typed not in str(refused.value.as_dict())
    assert types(ticket)[-1] == "ticket.dispatched"


@pytest.mark.parametrize(
    "typed",
    [
        "三定方案第三条",
        "职责清单",
        "not_our_duty",
        "kb-2026-117",
    ],
)
def test_codes_are_taken(city, typed):
    from weisu.tickets import services

    ticket = dispatched()

    services.send_back(
        ticket.number, ground=typed, basis="三定方案", reason="不属于本单位职责。", by=CHEN, now=later(hours=1)
    )

    assert types(ticket)[-1] == "ticket.return_requested"
