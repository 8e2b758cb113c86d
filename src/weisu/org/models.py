"""Tables of the organisation. Ids and codes are text and never reused; a past thing gets an end, not a deletion."""

from django.conf import settings
from django.db import models

from weisu.domain.vocabulary import Level, Role, UnitKind


def _choices(words: type[Level] | type[Role] | type[UnitKind]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Dated(models.Model):
    """In force from `valid_from` until just before `valid_until`; NULL there means still in force."""

    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Shared by the dated tables."""

        abstract = True


class Region(Dated):
    """One row per administrative region (行政区划); the root has no parent.

    `residents` (常住人口) counts everybody in it and in the regions in it; NULL where nobody said.
    """

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=16, choices=_choices(Level))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    residents = models.PositiveBigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        """The name people say."""
        return self.name


class UnitState(models.TextChoices):
    """A unit that an import met for the first time waits for somebody to look at it."""

    ACTIVE = "active"
    TO_REVIEW = "to_review"


class Unit(Dated):
    """One row per handling unit (承办单位). `joined_into` names the unit it turned out to be another spelling of."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=_choices(UnitKind))
    level = models.CharField(max_length=16, choices=_choices(Level))
    region_code = models.CharField(max_length=32, db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    state = models.CharField(max_length=16, choices=UnitState.choices, default=UnitState.ACTIVE)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")

    def __str__(self) -> str:
        """The name people say."""
        return self.name


class Former(models.Model):
    """What a row said until just before `until`: since the span before it ended, or since it began."""

    name = models.CharField(max_length=200)
    level = models.CharField(max_length=16, choices=_choices(Level))
    until = models.DateTimeField()

    class Meta:
        """Shared by the spans of regions and units."""

        abstract = True


class FormerRegion(Former):
    """One row per span in which a region was called or placed otherwise, or had another number of residents."""

    of = models.ForeignKey(Region, models.PROTECT, related_name="former")
    parent = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    residents = models.PositiveBigIntegerField(null=True)


class FormerUnit(Former):
    """One row per span in which a unit was called, classed or placed otherwise."""

    of = models.ForeignKey(Unit, models.PROTECT, related_name="former")
    kind = models.CharField(max_length=16, choices=_choices(UnitKind))
    region_code = models.CharField(max_length=32)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")


class UnitName(models.Model):
    """One row per other spelling of a unit's name: a former name, or a proposal that two units are one.

    `accepted_at` NULL means proposed only: nothing is looked up by it yet. `other` is the unit that carried the
    spelling until then, NULL for a name no unit carried.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=200, db_index=True)
    other = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A spelling is proposed for a unit once."""

        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="org_one_spelling_per_unit")]


class Staff(models.Model):
    """One row per person who may act; `user` is NULL while the person has no way to sign in."""

    id = models.CharField(max_length=64, primary_key=True)
    display_name = models.CharField(max_length=100)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="weisu_staff"
    )
    is_vendor = models.BooleanField(default=False)

    def __str__(self) -> str:
        """The name people say."""
        return self.display_name


class Post(Dated):
    """One row per person × role × place over one span of time. Rights follow from posts in force and nothing else.

    `matters` are prefixes of categories, separated by spaces, that the post is limited to; empty: every matter. Where
    `unit` and `region` are both given, the post is at the unit and limited to the region and those beneath it.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=32, choices=_choices(Role))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="posts")
    matters = models.CharField(max_length=400, default="", blank=True)


class DeskKind(models.TextChoices):
    """What a desk (专席) is for."""

    GENERAL = "general"
    ENTERPRISE = "enterprise"
    DIALECT = "dialect"
    FOREIGN_LANGUAGE = "foreign_language"
    ACCESSIBLE = "accessible"
    MINORS = "minors"
    EMERGENCY = "emergency"


class Desk(Dated):
    """One row per desk (专席) of a unit: where callers of one kind are answered by people who can."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=32, choices=DeskKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="desks")

    def __str__(self) -> str:
        """The name people say."""
        return self.name


class Duty(Dated):
    """One row per person and turn of a duty roster (值班表): at a desk, or for a unit where `desk` is NULL."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="duties")


class Change(models.Model):
    """One row per write to the organisation: who did what to which row, when."""

    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    act = models.CharField(max_length=32)
    subject = models.CharField(max_length=100, db_index=True)
