"""The log, and the rows folded from it; only the log is truth, every other table can be dropped and rebuilt."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Seq(models.BigIntegerField):
    """A bigint that SQLite keeps as its row number, so that the log has no second index over its own order."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """`integer` on SQLite, where nothing else is an alias of the row number."""
        return "integer" if connection.vendor == "sqlite" else "bigint"


def word(length: int = 64) -> models.CharField:
    """A code or an id; empty means not known or not any."""
    return models.CharField(max_length=length, default="", blank=True)


class TicketEvent(models.Model):
    """One row per fact: one thing that happened, once, to one ticket.

    `ticket_id` NULL: a contact that has no ticket yet. Written by `weisu.tickets.log` and by nothing else; triggers
    refuse every change. `payload` is canonical JSON, kept as the text that was hashed.
    """

    seq = Seq(primary_key=True)
    event_id = models.UUIDField(unique=True)
    ticket_id = models.UUIDField(null=True)
    version = models.IntegerField()
    type = word()
    schema = models.SmallIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    precision = word(16)
    actor_kind = word(16)
    actor_id = word()
    unit_id = word()
    region_code = word(32)
    level = word(16)
    from_status = word(16)
    to_status = word(16)
    origin = word(16)
    channel = word()
    kind = word(16)
    category = word()
    policy_id = word()
    policy_version = word()
    causation_id = models.UUIDField(null=True)
    correlation_id = models.UUIDField(null=True)
    payload = models.TextField()
    prev_type = word()
    prev_unit_id = word()
    elapsed_s = models.BigIntegerField()
    working_s = models.BigIntegerField()
    prev_hash = word()
    hash = word()

    class Meta:
        """Few indexes: every one of them is paid for by every event."""

        db_table = "ticket_event"
        constraints = [models.UniqueConstraint(fields=["ticket_id", "version"], name="ticket_event_version")]


class Ticket(models.Model):
    """One row per ticket, folded from its events.

    `state` is the whole fold as JSON; the columns beside it repeat what lists filter and sort by. `due_at` NULL: no
    clock runs. `about` are the units it is about, each between two spaces. `last_*` is the head of the ticket's chain.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    version = models.IntegerField()
    status = word(16)
    kind = word(16)
    category = word()
    priority = word(32)
    origin = word(16)
    channel = word()
    region_code = word(32)
    level = word(16)
    community = word()
    lead_unit_id = word()
    requester_id = word()
    group = word()
    parent = word(32)
    merged_into = word(32)
    title_text_id = word()
    resolution = word(16)
    rating = word(16)
    failed_dispatches = models.IntegerField()
    chases = models.IntegerField()
    reopens = models.IntegerField()
    registered_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    is_open = models.BooleanField()
    about = models.TextField(default="", blank=True)
    is_guarded = models.BooleanField(default=False)
    quarantine = word(16)
    last_type = word()
    last_unit_id = word()
    last_at = models.DateTimeField()
    last_hash = word()
    state = models.TextField()

    class Meta:
        """The indexes of keyset-paged work lists: a filter's column, then the order of the list."""

        db_table = "ticket"
        indexes = [
            models.Index(fields=["region_code", "-registered_at", "-id"], name="ticket_of_region"),
            models.Index(fields=["lead_unit_id", "-registered_at", "-id"], name="ticket_of_unit"),
            models.Index(fields=["status", "-registered_at", "-id"], name="ticket_of_status"),
            models.Index(fields=["-registered_at", "-id"], name="ticket_newest"),
            models.Index(fields=["requester_id", "-registered_at"], name="ticket_of_requester"),
            models.Index(fields=["region_code", "due_at"], name="ticket_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["-updated_at"], name="ticket_quarantine", condition=~models.Q(quarantine="")),
        ]

    def __str__(self) -> str:
        """The number people read out to each other."""
        return self.number


class Assignment(models.Model):
    """One row per ticket, unit and spell: a unit that gets a ticket back has a second spell.

    `spell` is the version of the event that opened it. `registered_at` repeats the ticket's, so that a unit's list is
    read off one index. NULL instants have not happened (yet).
    """

    pk = models.CompositePrimaryKey("ticket", "unit_id", "spell")
    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="parts")
    unit_id = models.CharField(max_length=64)
    spell = models.IntegerField()
    role = word(16)
    status = word(16)
    is_open = models.BooleanField()
    via = word(32)
    kind = word(16)
    level = word(16)
    person = word()
    direct = models.BooleanField()
    designated = models.BooleanField()
    provisional = models.BooleanField()
    implied = models.BooleanField()
    relay = word(16)
    extensions = models.IntegerField()
    reply_text_id = word()
    since_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A unit's desk reads its open parts newest first, its work list the tickets it ever had a part in."""

        db_table = "assignment"
        indexes = [
            models.Index(fields=["unit_id", "-since_at"], name="assignment_of_unit", condition=models.Q(is_open=True)),
            models.Index(fields=["unit_id", "-registered_at", "-ticket"], name="assignment_listed"),
            models.Index(fields=["since_at"], name="assignment_relay", condition=models.Q(relay="asked")),
        ]


class ClockRow(models.Model):
    """One row per run of a clock; `unit_id` is empty for a clock of the whole ticket.

    `spell` is the version of the event that started it. `stopped_at`, `paused_at` NULL: it did not.
    """

    pk = models.CompositePrimaryKey("ticket", "clock", "unit_id", "spell")
    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="clocks")
    clock = models.CharField(max_length=32)
    unit_id = models.CharField(max_length=64)
    spell = models.IntegerField()
    rule = word()
    timeline = word(16)
    status = word(16)
    start_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remaining_s = models.BigIntegerField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        """Whoever watches the time asks for running clocks by due instant."""

        db_table = "clock"
        indexes = [models.Index(fields=["due_at"], name="clock_running", condition=models.Q(status="running"))]


class Follower(models.Model):
    """One row per follower of the log: the last `seq` it has handled."""

    name = models.CharField(max_length=64, primary_key=True)
    seq = models.BigIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        """Named as in the documents."""

        db_table = "follower"


class NumberOfDay(models.Model):
    """One row per day: how many ticket numbers were given out on it."""

    day = models.DateField(primary_key=True)
    last = models.IntegerField()

    class Meta:
        """Not a projection of anything: a number that was given out is never given out again."""

        db_table = "ticket_number"
