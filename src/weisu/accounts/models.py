"""Tables of signing in. No password, no typed name and no address: only digests made with our own key."""

from django.conf import settings
from django.db import models

from weisu.org.models import Post


class Account(models.Model):
    """One row per sign-in: what Django's own user does not know.

    `generation` goes up when every session must end. `totp_since` NULL: a secret was shown, but not confirmed yet.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="weisu_account"
    )
    generation = models.PositiveIntegerField(default=0)
    must_change = models.BooleanField(default=False)
    totp_sealed = models.TextField(blank=True)
    totp_since = models.DateTimeField(null=True, blank=True)
    totp_last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """One row per code for a lost telephone; each works once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)


class FailedTry(models.Model):
    """One row per try that has not turned out right; lockouts are counted here, and lifted by deleting.

    `name_token` is the digest of the name as typed: people type passwords into the wrong field.
    """

    at = models.DateTimeField()
    name_token = models.CharField(max_length=64, db_index=True)
    origin = models.CharField(max_length=64, db_index=True)
    staff_id = models.CharField(max_length=64, blank=True)


class Act(models.TextChoices):
    """What an access record can say."""

    FIRST_STEP = "first_step"
    SIGNED_IN = "signed_in"
    FAILED = "failed"
    LOCKED_OUT = "locked_out"
    LIFTED = "lifted"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    OPENED = "opened"
    PASSWORD_CHANGED = "password_changed"
    SECOND_STEP_SET = "second_step_set"
    SECOND_STEP_REMOVED = "second_step_removed"
    CODES_MADE = "codes_made"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    KEY_USED = "key_used"
    KEY_REFUSED = "key_refused"


class AccessRecord(models.Model):
    """One row per sign-in, failure, lockout and use of a key; only ever added to.

    `origin` is a digest of the network address: it tells whether two tries came from one place, not from which.
    """

    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=24, choices=Act.choices)
    by = models.CharField(max_length=64, blank=True)
    staff_id = models.CharField(max_length=64, blank=True, db_index=True)
    why = models.CharField(max_length=24, blank=True)
    origin = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=16, blank=True)


class ApiKey(models.Model):
    """One row per key of a machine; it acts in one post of one person and has no more rights than that post."""

    id = models.CharField(max_length=16, primary_key=True)
    digest = models.CharField(max_length=64)
    label = models.CharField(max_length=100)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=64, blank=True)
