"""The tables of the vault. Nothing in them reads as a person's name or words except what was redacted first."""

from django.db import models


class Text(models.Model):
    """One row per text or file that somebody wrote or attached.

    `ticket_id` NULL: not about a ticket (yet). `redacted` NULL: a file that has no readable copy, or erased.
    `erased_at` NULL: still there; otherwise cipher and keys are empty and the row is the tombstone.
    """

    text_id = models.UUIDField(primary_key=True)
    ticket_id = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=40)
    media_type = models.CharField(max_length=100)
    author = models.CharField(max_length=80)
    stored_at = models.DateTimeField()
    cipher = models.BinaryField()
    wrapped_key = models.BinaryField()
    key_id = models.CharField(max_length=40)
    redacted = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=80)
    erasure_ground = models.CharField(max_length=200)

    class Meta:
        db_table = "vault_text"


class Requester(models.Model):
    """One row per person or organisation who asked, under a pseudonym.

    `wrapped_key` opens the details; it is empty once the person is erased. `secret` is the locked hash of the tracking
    secret, empty when none was given out.
    """

    requester_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    wrapped_key = models.BinaryField()
    key_id = models.CharField(max_length=40)
    secret = models.BinaryField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=80)
    erasure_ground = models.CharField(max_length=200)

    class Meta:
        db_table = "vault_requester"


class Detail(models.Model):
    """One row per requester and field (name, telephone, …), each locked by itself."""

    requester = models.ForeignKey(Requester, on_delete=models.CASCADE, related_name="details")
    field = models.CharField(max_length=20)
    cipher = models.BinaryField()

    class Meta:
        db_table = "vault_detail"
        constraints = [models.UniqueConstraint(fields=["requester", "field"], name="vault_detail_once")]


class BlindIndex(models.Model):
    """One row per requester and number that they can be found by; `digest` says nothing without the index key."""

    requester = models.ForeignKey(Requester, on_delete=models.CASCADE, related_name="found_by")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=40)

    class Meta:
        db_table = "vault_blind_index"
        indexes = [models.Index(fields=["kind", "digest"], name="vault_blind_index_find")]
        constraints = [
            models.UniqueConstraint(fields=["requester", "kind", "digest"], name="vault_blind_index_once"),
        ]


class AccessRecord(models.Model):
    """One row per look into the vault or erasure from it; only ever added to (个人信息保护法 第五十四条).

    `subject_id` NULL: a search that names nobody.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    act = models.CharField(max_length=20)
    subject = models.CharField(max_length=20)
    subject_id = models.UUIDField(null=True)
    field = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)

    class Meta:
        db_table = "vault_access_record"
        indexes = [
            models.Index(fields=["subject_id", "at"], name="vault_access_subject"),
            models.Index(fields=["by", "-id"], name="vault_access_by"),
        ]


class Grant(models.Model):
    """One row per field that somebody may look at for one purpose, until `ends_at`.

    `ticket_id` NULL: not for the sake of a ticket.
    """

    grant_id = models.UUIDField(primary_key=True)
    requester = models.ForeignKey(Requester, on_delete=models.CASCADE, related_name="grants")
    field = models.CharField(max_length=20)
    holder = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    ticket_id = models.UUIDField(null=True)
    granted_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "vault_grant"
