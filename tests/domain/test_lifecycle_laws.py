"""Laws no sequence of commands may break: random acts by random people under random packs."""

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import CAST, CITY, LIN, UNITS, ZHOU, words
from tests.domain.lives import Life
from tests.domain.random_packs import random_policy
from tests.domain.walks import BESIDE, STAFFED, filled
from weisu.domain.commands import COMMANDS, Dispatch, Register, Triage
from weisu.domain.errors import DomainError
from weisu.domain.events import TextRef, canonical
from weisu.domain.evolution import fold
from weisu.domain.instants import to_us
from weisu.domain.lifecycle import allowed, decide, decide_and_fold
from weisu.domain.policy import Policy
from weisu.domain.state import ENDS, GONE_PARTS, dump, load
from weisu.domain.step import TICKET_STATUS
from weisu.domain.vocabulary import AssignmentStatus, ClockStatus, Status

PACKS = st.integers(0, 40)
GIVEN_LATER = sorted(set(COMMANDS) - {"register"})


@given(pack=PACKS, data=st.data())
def test_no_sequence_of_commands_breaks_a_law(pack, data):
    life = _begun(random_policy(pack))

    def pick(choices):
        return data.draw(st.sampled_from(choices))

    for _ in range(data.draw(st.integers(1, 20))):
        _act(life, pick(CAST), filled(pick(GIVEN_LATER), pick), pick([0, 1, 30, 200]))
    _check_replay(life)


@given(pack=PACKS, seed=st.integers(0, 2**32))
def test_no_walk_along_the_table_breaks_a_law(pack, seed):
    """The same laws on long lives at work: each person gives a command that the table allows them here."""
    life, chance = _begun(random_policy(pack), *[["north"], ["water", "housing"], []][pack % 3]), Random(seed)
    lead, support = chance.sample(STAFFED, 2)
    _act(life, LIN, Triage(outcome="accept"), 1)
    _act(life, ZHOU, Dispatch(lead=lead, supports=(support,), basis="catalogue"), 1)
    for _ in range(150):
        by = chance.choice(CAST)
        open_to = set(allowed(life.state, by, life.policy))
        likely = sorted(open_to - BESIDE if chance.random() < 0.97 else open_to)
        if likely:
            _act(life, by, filled(chance.choice(likely), chance.choice), chance.choice([0, 1, 5, 30]))
    _check_replay(life)


def _act(life, by, command, hours):
    life.now += timedelta(hours=hours)
    before = life.state
    try:
        events, after = decide_and_fold(life.state, command, life.context(by))
    except DomainError:
        return
    assert after == fold(events, life.state)
    life.state = after
    life.log += events
    _check_laws(life, before, events)


def _check_replay(life):
    assert fold(life.log) == life.state
    assert load(dump(life.state)) == life.state


def _begun(policy: Policy, *about: str) -> Life:
    life = Life(policy)
    life.do(
        LIN,
        Register(
            number="1",
            kind="complaint",
            priority="general",
            channel="web",
            region=CITY,
            requester="wang",
            request=words(),
            about=about,
        ),
    )
    return life


WAYS_BACK = {"ticket.unmerged", "ticket.reopened", "review.ruled", "follow_up.completed"}


def _check_laws(life, before, events):
    state = life.state
    assert state.status in set(Status)
    assert [event.version for event in events] == list(range(before.version + 1, state.version + 1))
    leads = [part for part in state.assignments if part.is_lead and part.status not in GONE_PARTS]
    assert len(leads) <= 1
    if leads and state.status not in ENDS:
        assert state.status == TICKET_STATUS[leads[0].status]
    if before.status in ENDS and state.status not in ENDS:
        assert events[0].type in WAYS_BACK
    live = [part.unit for part in state.assignments if part.status not in GONE_PARTS]
    assert len(live) == len(set(live))
    assert all(part.status in set(AssignmentStatus) for part in state.assignments)
    for part in state.assignments:
        assert not (part.is_open and _above(part.unit) & set(state.about)), "回避"
    _check_clocks(state, before, events, to_us(life.now))
    canonical([event.payload for event in events])
    assert not _free_text([event.payload for event in events])


def _above(unit):
    """A unit and every unit over it."""
    found = set()
    while unit and unit not in found:
        found.add(unit)
        unit = UNITS[unit].parent
    return found


def _check_clocks(state, before, events, now_us):
    """No clock runs backwards; units whose part is past keep none; the promise moves only for two reasons."""
    kept = {(c.clock, c.unit, c.spell): c for c in before.clocks}
    for clock in state.clocks:
        old = kept.get((clock.clock, clock.unit, clock.spell))
        assert clock.due_us >= clock.start_us
        if old is not None:
            assert clock.start_us == old.start_us
            assert clock.status != ClockStatus.STOPPED or old.status != ClockStatus.STOPPED or clock == old
        if old is not None and old.status == ClockStatus.PAUSED and clock.status == ClockStatus.RUNNING:
            assert clock.due_us >= now_us or old.remaining_s <= 0
    running = [(c.clock, c.unit) for c in state.clocks if c.status != ClockStatus.STOPPED]
    assert len(running) == len(set(running))
    live = {part.unit for part in state.assignments if part.status not in GONE_PARTS} | {""}
    assert {unit for _clock, unit in running} <= live
    if before.promised_us and state.promised_us != before.promised_us:
        assert {event.type for event in events} & {"extension.granted", "ticket.deferred"}
        assert state.promised_us > before.promised_us


def _free_text(value: object) -> bool:
    """Whether anything but codes, numbers and references stands in a payload."""
    if isinstance(value, dict):
        return any(_free_text(item) for item in value.values())
    if isinstance(value, list | tuple) and not isinstance(value, TextRef):
        return any(_free_text(item) for item in value)
    return isinstance(value, float) or (isinstance(value, str) and len(value) > 80)


@given(seed=st.integers(0, 2**32))
def test_a_decision_depends_on_nothing_but_its_arguments(seed):
    life, chance = _begun(random_policy(0)), Random(seed)
    for _ in range(20):
        life.now += timedelta(hours=chance.choice([0, 5, 40]))
        by, command = chance.choice(CAST), filled(chance.choice(GIVEN_LATER), chance.choice)
        outcomes = []
        for state in (life.state, load(dump(life.state))):
            try:
                outcomes.append(decide(state, command, life.context(by)))
            except DomainError as refusal:
                outcomes.append(refusal.as_dict())
        assert outcomes[0] == outcomes[1]
        if isinstance(outcomes[0], list):
            life.log += outcomes[0]
            life.state = fold(outcomes[0], life.state)
