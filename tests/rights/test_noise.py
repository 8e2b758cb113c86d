"""Random requests to every address as everybody: no server error, and nothing of tickets that are not theirs."""

import sys
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from django.core.signals import got_request_exception

from tests.rights.browsers import ask, everybodys, readable
from tests.rights.noise import Noise
from tests.rights.people import NOBODY, STAFF
from tests.rights.town import principal
from tests.tickets.cast import ZHOU
from weisu.intake.visitors import requester
from weisu.tickets.visibility import quarantined_for, visible_to

SEED = 20260105


class Hidden(NamedTuple):
    """What no answer to somebody may hold: words, people and numbers of tickets they may not see."""

    words: set[str]
    numbers: set[str]


def hidden_from(town):
    """What is kept from whom; of a quarantine, administrators and oversight are told the number and nothing else."""
    viewers = {one.column: principal(one.id) for one in STAFF}
    viewers |= {"asker": requester(town.asker), "nobody": NOBODY, "key": principal(ZHOU.id)}
    found = {}
    for column, viewer in viewers.items():
        seen = set(visible_to(viewer).values_list("number", flat=True))
        told = set(quarantined_for(viewer).values_list("number", flat=True))
        hidden = {number: canary for number, canary in town.canaries.items() if number not in seen}
        found[column] = Hidden({word for canary in hidden.values() for word in canary}, set(hidden) - told)
    return found


@contextmanager
def errors():
    """The exceptions that became server errors."""
    found = []

    def note(**_said):
        found.append(repr(sys.exc_info()[1]))

    got_request_exception.connect(note)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)


def leaks(response, request, secrets):
    """What stands in an answer, its headers too, and must not; a number that was asked by is no news."""
    told = readable(response) + repr(response.headers)
    asked = request.whole
    words = [word for word in secrets.words if word in told]
    return words + [number for number in secrets.numbers if number in told and number not in asked]


def wrong_with(town, seed, count):
    """Every request that went wrong, and how."""
    readers, secrets, noise = everybodys(town), hidden_from(town), Noise(seed, town)
    found = []
    for _ in range(count):
        who, request = noise.dice.choice(sorted(readers)), noise.request()
        if request.method == "post" and noise.dice.random() < 0.4:
            noise.fill_in(request, ask(readers[who], "get", request.path))
        with errors() as raised:
            response = ask(readers[who], request.method, request.path, request.data, **request.how)
        if raised or response.status_code >= 500:
            found.append(f"{who} {request}: {response.status_code} {raised}")
        if leaked := leaks(response, request, secrets[who]):
            found.append(f"{who} {request}: leaked {leaked}")
    return found


def test_the_canaries_sing_to_those_who_may_hear_them(town):
    """Otherwise the test after this one would find nothing because there is nothing to find."""
    lists = {who: ask(client, "get", "/?kind=complaint").content.decode() for who, client in everybodys(town).items()}
    words = [canary.word for canary in town.canaries.values()]

    assert [word in lists["dispatch"] for word in words] == [True, True, False]
    assert [word in lists["clerk"] for word in words] == [True, False, False]
    assert [word in lists["accused"] for word in words] == [False, True, False]
    assert not any(word in lists[who] for word in words for who in ("former", "admin", "nobody", "other", "key"))


def test_some_random_requests_break_nothing_and_leak_nothing(town):
    found = wrong_with(town, SEED, 600)

    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_ten_thousand_random_requests_break_nothing_and_leak_nothing(each_town, seed):
    found = wrong_with(each_town, seed, 1_000)

    assert not found, "\n".join(found)
