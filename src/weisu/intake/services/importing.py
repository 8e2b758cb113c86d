"""Importing a file: batches of rows become tickets, each batch wholly or not at all, and a killed import goes on.

A record is known by the key its mapping names. The same record again is `already_known`; a record under a known key
that says something else is a conflict, which is kept in the rejects file and changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.db import IntegrityError, transaction

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, GuardRefused
from weisu.domain.events import TextRef
from weisu.domain.policy import Policy
from weisu.intake import known, proposing, writing
from weisu.intake.directory import Directory
from weisu.intake.errors import RowRefused
from weisu.intake.mapping import Mapping
from weisu.intake.planning import Plan, Planner, Record, Wanted
from weisu.intake.reading import Row, Table, open_table
from weisu.intake.rejects import CONFLICT, REJECTED, Rejects
from weisu.intake.writing import Ready
from weisu.org.queries import ancestors, require_region, root_region
from weisu.policies.queries import in_force
from weisu.tickets.past import History, PastStep, decide_past
from weisu.vault import keys, texts
from weisu.vault.keys import Purpose
from weisu.vault.texts import Words

BATCH = 1_000
NO_WORDS = TextRef("00000000-0000-0000-0000-000000000000", "")


@dataclass
class Tally:
    """What has become of the rows so far; `registered` counts tickets that are safely written."""

    read: int = 0
    registered: int = 0
    already_known: int = 0
    rejected: int = 0
    conflicts: int = 0
    events: int = 0
    texts: int = 0
    requesters: int = 0
    to_review: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What an import did; `form` states how the file was understood."""

    mapping: str
    form: str
    tally: Tally
    rejects_file: str
    proposed_joins: int
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """The outcome for a machine."""
        rest = {
            "rejects_file": self.rejects_file or None,
            "proposed_joins": self.proposed_joins,
            "mapping": self.mapping,
            "form": self.form,
            "dry_run": self.dry_run,
        }
        return asdict(self.tally) | rest


Progress = Callable[[Tally], None]


def import_file(
    path: Path,
    *,
    mapping: Mapping,
    region: str = "",
    dry_run: bool = False,
    progress: Progress = lambda tally: None,
    by: Principal,
    now: datetime,
) -> Outcome:
    """Record every row of a file as a ticket's past; `region` is where the source belongs, the root if not named.

    Rows that cannot be recorded lie with their reasons in `rejects/` of WEISU_HOME. A dry run writes nothing else.
    Raises: UnreadableFile, BadMapping, NotFound for a region nobody knows and before setup.
    """
    if region:
        require_region(region)
    table = open_table(path, sheet=mapping.sheet)
    with Rejects(settings.HOME / "rejects", path, table.columns, now=now) as rejects:
        run = _Run(mapping, table, region or root_region(), rejects, dry_run=dry_run, by=by, now=now)
        while rows := list(islice(table.rows, BATCH)):
            run.batch(rows)
            progress(run.tally)
        proposed = 0 if dry_run else proposing.propose(mapping, by=by, now=now)
        return Outcome(mapping.id, table.form, run.tally, rejects.written, proposed, dry_run)


class _Run:
    """One import from its first batch to its last."""

    def __init__(
        self,
        mapping: Mapping,
        table: Table,
        region: str,
        rejects: Rejects,
        *,
        dry_run: bool,
        by: Principal,
        now: datetime,
    ) -> None:
        self.mapping, self.rejects, self.dry_run, self.by, self.now = mapping, rejects, dry_run, by, now
        self.policy: Policy = in_force(region, now, ancestors=ancestors)
        self.directory: Directory = known.directory(mapping, region, policy=self.policy, now=now)
        self.ring = keys.ring(Purpose.TEXT)
        self.secrets = [key.secret for key in keys.ring(Purpose.INDEX).keys]
        self.planner = Planner(mapping, table, self.directory, secret=self.secrets[0])
        # Follows from the file and not from the run, so that a resumed import leaves the log of an undisturbed one.
        self.file_id = uuid5(self.planner.namespace, table.path.name)
        self.tally = Tally()

    def batch(self, rows: Sequence[Row]) -> None:
        """The next rows: recorded together, or, if the database fails, not at all."""
        self.tally.read += len(rows)
        plans = list(self._planned(self._unknown(rows)))
        taken = writing.taken_numbers([plan.steps[0].fields["number"] for plan, _ in plans])
        ready = list(self._decided(plans, taken))
        names = self.directory.drain()
        if not self.dry_run:
            try:
                with transaction.atomic():
                    done = writing.write(self.mapping, ready, names, self.directory, by=self.by, now=self.now)
            except IntegrityError as wrong:
                raise GuardRefused(
                    "Another import recorded some of these rows at the same moment; nothing of this batch was written.",
                    instead=["wait until the other import has ended, then run this one again"],
                ) from wrong
            self.tally.events += done.events
            self.tally.texts += done.texts
            self.tally.requesters += done.requesters
        self.tally.registered += len(ready)
        for name in names:
            if not name.is_known:
                self.tally.to_review[name.kind] = self.tally.to_review.get(name.kind, 0) + 1

    def _unknown(self, rows: Iterable[Row]) -> Iterator[Record]:
        """Records that are not recorded yet; the others are counted or put aside."""
        records = []
        for row in rows:
            try:
                records.append(self.planner.record(row))
            except RowRefused as refusal:
                self._put_aside(row, refusal.message)
        digests = writing.known_digests(self.mapping, [record.key for record in records])
        for record in records:
            there = digests.get(record.key)
            if there is None:
                digests[record.key] = record.digest
                yield record
            elif self._says_the_same(record, there):
                self.tally.already_known += 1
            else:
                reason = f"The record {record.key} was imported before and said something else then."
                self._put_aside(record.row, reason, CONFLICT)

    def _says_the_same(self, record: Record, digest: str) -> bool:
        """Whether it is the digest under this key of the index, or under one that has been rotated since."""
        return digest == record.digest or any(
            digest == self.planner.digest(record.facts, secret) for secret in self.secrets[1:]
        )

    def _planned(self, records: Iterable[Record]) -> Iterator[tuple[Plan, Record]]:
        for record in records:
            try:
                yield self.planner.plan(record), record
            except RowRefused as refusal:
                self._put_aside(record.row, refusal.message)

    def _decided(self, plans: Sequence[tuple[Plan, Record]], taken: set[str]) -> Iterator[Ready]:
        wanted = [(plan, want) for plan, _ in plans for want in plan.words]
        if self.dry_run:
            words = texts.Prepared([], [NO_WORDS] * len(wanted))
        else:
            words = texts.prepare([self._words(plan, want) for plan, want in wanted], ring=self.ring)
        place = 0
        for plan, record in plans:
            ends = place + len(plan.words)
            rows, refs = words.rows[place:ends], words.refs[place:ends]
            place = ends
            try:
                yield Ready(plan, self._history(plan, refs, taken), rows)
            except DomainError as refusal:
                self._put_aside(record.row, refusal.message)

    def _words(self, plan: Plan, want: Wanted) -> Words:
        masks = tuple(plan.person.details.values()) if plan.person else ()
        return Words(want.text, want.field, self.by.id, self.now, plan.ticket_id, masks)

    def _history(self, plan: Plan, refs: Sequence[TextRef], taken: set[str]) -> History:
        number = plan.steps[0].fields["number"]
        if number in taken:
            raise RowRefused(f"The number {number} belongs to another ticket.")
        for want, ref in zip(plan.words, refs, strict=True):
            plan.steps[want.step].fields[want.field] = ref
        steps = [PastStep(step.kind(**step.fields), step.at, step.precision) for step in plan.steps]
        late = next((step for step in steps if step.at > self.now), None)
        if late is not None:
            raise RowRefused(f"{late.command.name} at {late.at:%Y-%m-%d %H:%M} UTC is still to come; check the date.")
        history = decide_past(
            plan.ticket_id,
            steps,
            policy=self.policy,
            units=self.directory.facts,
            by=self.by,
            correlation_id=self.file_id,
        )
        taken.add(number)
        return history

    def _put_aside(self, row: Row, reason: str, verdict: str = REJECTED) -> None:
        self.rejects.add(line=row.line, verdict=verdict, reason=reason, cells=row.cells)
        if verdict == CONFLICT:
            self.tally.conflicts += 1
        else:
            self.tally.rejected += 1
