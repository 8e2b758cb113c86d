"""Tables of published rules. A published version is never changed or deleted; triggers refuse it."""

from django.db import models


class PackVersion(models.Model):
    """One row per published version of one pack; in force from `published_at` until the next version of the pack.

    `files` holds the texts by their names, `content_hash` is the SHA-256 over them. `is_bootstrap` marks the national
    pack that setup installed before there were two people.
    """

    pack = models.CharField(max_length=64, db_index=True)
    extends = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=32, blank=True)
    level = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    label = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64)
    files = models.JSONField()
    change_text = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    is_bootstrap = models.BooleanField(default=False)

    class Meta:
        """A version is a fact of the past."""

        db_table = "policy_version"

    def __str__(self) -> str:
        """The pack and the beginning of its hash."""
        return f"{self.pack}@{self.content_hash[:12]}"


class Proposal(models.Model):
    """One row per proposed pack; `published` is the version it became, NULL while it waits or was taken back."""

    pack = models.CharField(max_length=64, db_index=True)
    files = models.JSONField()
    content_hash = models.CharField(max_length=64)
    change_text = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    published = models.OneToOneField(PackVersion, models.PROTECT, null=True, blank=True, related_name="proposal")

    class Meta:
        """Rules that somebody wants and nobody has published yet."""

        db_table = "policy_proposal"

    def __str__(self) -> str:
        """The pack and the beginning of its hash."""
        return f"{self.pack}@{self.content_hash[:12]} (proposed)"
