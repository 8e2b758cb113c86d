"""What imports remember: which record became which ticket, and what a source calls our units, regions, categories."""

from django.db import models


class ImportedRow(models.Model):
    """One row per record of a source that became a ticket; written in the transaction of the ticket's events.

    `digest` is keyed (HMAC-SHA-256) over everything the record said, so it shows whether a record says the same again,
    and shows nothing else.
    """

    pk = models.CompositePrimaryKey("mapping", "source_key")
    mapping = models.CharField(max_length=40)
    source_key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    ticket_id = models.UUIDField()

    class Meta:
        """Looked up by its key only."""

        db_table = "intake_imported_row"


class SourceName(models.Model):
    """One row per spelling that a source uses for a unit, a region or a category.

    `target` is the id it stands for here. `to_review`: met for the first time by an import, nobody has looked at it.
    """

    mapping = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=400)
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=100)
    target = models.CharField(max_length=64, db_index=True)
    to_review = models.BooleanField()
    first_seen_at = models.DateTimeField()

    class Meta:
        """A spelling stands for one thing."""

        db_table = "intake_source_name"
        constraints = [models.UniqueConstraint(fields=["mapping", "kind", "key"], name="intake_source_name_once")]

    def __str__(self) -> str:
        """As the source spells it."""
        return self.name
