"""The port in memory: `decide` and `evolve` on states that live only as long as their tickets do.

A row is kept as soon as it is decided, but for its number in the log and its place in the chain of hashes, which are
known only when the neighbourhoods' rows have been put in order.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b, sha1
from typing import Any
from uuid import UUID, uuid5

import orjson

from weisu.domain.commands import COMMANDS
from weisu.domain.context import Context, Principal, UnitFacts
from weisu.domain.events import Event, TextRef
from weisu.domain.instants import from_us
from weisu.domain.lifecycle import decide_and_fold
from weisu.domain.shapes import require_shape
from weisu.domain.upcasts import SCHEMAS
from weisu.domain.vocabulary import Status, Timeline
from weisu.lake.chain import NAMESPACE
from weisu.simulate.drafts import Draft, PreRow, drafted
from weisu.simulate.port import Act, Case, Told
from weisu.simulate.rules import Rules
from weisu.simulate.streams import mixed

References = TextRef | tuple[TextRef, ...]
SECOND_US = 1_000_000
ALIKE = slice(Event._fields.index("actor_kind"), Event._fields.index("policy_version") + 1)
"""The columns that follow each other in an event as they do in a row."""

VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit by which a UUID says that RFC 4122 made it."""


class Ledger:
    """Rows, texts and acts of one neighbourhood since they were last taken away."""

    def __init__(self, rules: Rules, units: Mapping[str, UnitFacts], *, seed: int, keeps_acts: bool) -> None:
        self.rules = rules
        self.units = units
        self.keeps_acts = keeps_acts
        self.rows: list[tuple[Case | None, PreRow]] = []
        self.texts: list[tuple[str, str, str, int, str]] = []
        self.acts: list[Act] = []
        self._digest = blake2b(key=mixed(seed).to_bytes(8, "big"), digest_size=32)

    def execute(
        self, case: Case, command: str, *, by: Principal, at_us: int, words: Told, **fields: Any
    ) -> Sequence[Event]:
        """Give one command to a ticket. Raises: DomainError, and then nothing happened."""
        policy = self.rules.at(case.state.region or fields["region"], at_us)
        told = case.texts
        refs = {name: self._references(case, said) for name, said in words.items()}
        context = Context(by=by, now=from_us(at_us), policy=policy, units=self.units)
        try:
            events, state = decide_and_fold(case.state, COMMANDS[command](**fields, **refs), context)
        except BaseException:
            case.texts = told
            raise
        for event in events:
            self._keep(case, event, at_us, policy.calendar)
        case.state = state
        self._keep_words(case, words, refs, at_us)
        if self.keeps_acts:
            self.acts.append(Act(at_us, case.number, UUID(case.ticket_text), command, {**fields, **words}, by))
        return events

    def contact(self, kind: str, *, by: Principal, at_us: int, channel: str, region: str, **facts: str | int) -> None:
        """Somebody rang and was heard or was not, or was called back."""
        payload = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()
        known_as = event_id(uuid5(NAMESPACE, f"key {kind} {facts['contact']}").bytes, 0)
        self.rows.append(
            (
                None,
                (known_as, None, 0, kind, SCHEMAS.get(kind, 1), at_us, at_us, "exact", by.kind.value, by.id)
                + (
                    by.unit_id,
                    region,
                    by.level,
                    "",
                    "",
                    "",
                    channel,
                    "",
                    "",
                    "",
                    "",
                    None,
                    None,
                    payload,
                    "",
                    "",
                    0,
                    0,
                ),
            )
        )
        if self.keeps_acts:
            self.acts.append(Act(at_us, "", None, kind, {**facts, "channel": channel, "region": region}, by))

    def taken(self) -> Draft:
        """What was written and said since it was last taken, without numbers; nothing of it is left here."""
        draft = drafted(self.rows, self.texts)
        self.forget()
        return draft

    def taken_acts(self) -> list[Act]:
        """What was done since it was last taken; nothing of it is left here, nor of its rows and texts."""
        acts, self.acts = self.acts, []
        self.forget()
        return acts

    def forget(self) -> None:
        """Leave out of the log what was written and said since it was last taken."""
        self.rows, self.texts = [], []

    def _keep(self, case: Case, event: Event, at_us: int, calendar: Any) -> None:
        require_shape(event)
        version, type_, unit = event.version, event.type, event.unit_id
        if version > 1 and at_us > case.last_us:
            elapsed_s = (at_us - case.last_us) // SECOND_US
            working_s = calendar.between_us(case.last_us, at_us, Timeline.WORKING_HOURS)
        else:
            elapsed_s = working_s = 0
        row = (
            event_id(case.ticket_bytes, version),
            case.ticket_text,
            version,
            type_,
            event.schema,
            at_us,
            at_us,
            event.precision,
            *event[ALIKE],
            None,
            None,
            orjson.dumps(event.payload, option=orjson.OPT_SORT_KEYS).decode(),
            case.last_type,
            case.last_unit,
            elapsed_s,
            working_s,
        )
        self.rows.append((case, row))
        case.last_type, case.last_unit, case.last_us = type_, unit, at_us

    def _references(self, case: Case, said: str | Sequence[str]) -> References:
        if isinstance(said, str):
            return self._reference(case, said)
        return tuple(self._reference(case, text) for text in said)

    def _reference(self, case: Case, text: str) -> TextRef:
        case.texts += 1
        digest = self._digest.copy()
        digest.update(text.encode())
        # The ticket's id with a number in its last place: an id of its own, and cheap.
        return TextRef(f"{case.ticket_text[:24]}{case.texts:012x}", digest.hexdigest())

    def _keep_words(self, case: Case, words: Told, refs: Mapping[str, References], at_us: int) -> None:
        for name, said in words.items():
            ref = refs[name]
            several = [(ref, said)] if isinstance(ref, TextRef) else zip(ref, said, strict=True)
            self.texts += [(one.text_id, case.ticket_text, name, at_us, text) for one, text in several]


def event_id(ticket: bytes, version: int) -> str:
    """The text of `weisu.lake.chain.event_id` for the bytes of a ticket's id, at a third of its cost."""
    text = sha1(ticket + b"%d" % version, usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def is_over(case: Case) -> bool:
    """Whether nobody handles the ticket any more."""
    return case.state.status in (Status.CLOSED, Status.DECLINED, Status.MERGED, Status.WITHDRAWN, Status.ARCHIVED)
