"""What readers keep: nothing here says anything about a ticket."""

from django.db import models


class SavedView(models.Model):
    """One row per person and name: filters of the work list, as its address says them."""

    staff_id = models.CharField(max_length=64)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        """A person's names are their own."""

        db_table = "readers_saved_view"
        constraints = [models.UniqueConstraint(fields=["staff_id", "name"], name="readers_saved_view_once")]

    def __str__(self) -> str:
        """The name its owner gave it."""
        return self.name
