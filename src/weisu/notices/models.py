"""The outbox and the alarms. Neither holds a word or a name: what a notice says is read when it is sent or shown."""

from django.db import models


class State(models.TextChoices):
    """How far a notice came. `unsure`: its sender died, or the other side fell silent; only a person sends it again.

    `dropped`: before it could be sent its recipient lost the right to see the ticket.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    DROPPED = "dropped"


class Notice(models.Model):
    """One row per event, rule, recipient and way of sending: told once, whatever happens in between.

    `recipient` is `staff:<id>` or `requester:<id>`; `unit_id` the unit through which they are told, empty for none.
    `claimed_at` NULL: nobody sends it now; `done_at` NULL: not sent (yet); `read_at` NULL: not read here.
    """

    seq = models.BigIntegerField()
    rule = models.CharField(max_length=64)
    recipient = models.CharField(max_length=80)
    via = models.CharField(max_length=32)
    ticket_id = models.UUIDField()
    number = models.CharField(max_length=32)
    unit_id = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """The sender asks for what waits, a reader for what is theirs, newest first."""

        db_table = "notice"
        constraints = [models.UniqueConstraint(fields=["seq", "rule", "recipient", "via"], name="notice_once")]
        indexes = [
            models.Index(fields=["via", "next_at"], name="notice_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="notice_claimed", condition=models.Q(state="claimed")),
            models.Index(fields=["recipient", "via", "-id"], name="notice_of_recipient"),
        ]


class Alarm(models.Model):
    """One row per running clock: when its next warning is due, and of which stage.

    Follows from the log and can be dropped; then every warning is looked at again and none is given twice. `at` NULL:
    no further stage.
    """

    ticket_id = models.UUIDField()
    number = models.CharField(max_length=32)
    clock = models.CharField(max_length=32)
    unit_id = models.CharField(max_length=64, blank=True)
    spell = models.IntegerField()
    due_at = models.DateTimeField()
    stage = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        """Whoever watches the time asks for the alarms that have come."""

        db_table = "alarm"
        constraints = [
            models.UniqueConstraint(fields=["ticket_id", "clock", "unit_id", "spell"], name="alarm_of_clock")
        ]
        indexes = [models.Index(fields=["at"], name="alarm_next", condition=models.Q(at__isnull=False))]
