"""Who sits at a desk at an instant: the people of a unit, the holders of a role for a region, and how to reach them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from weisu.domain.vocabulary import Role
from weisu.org.models import Post, Staff
from weisu.org.queries import ancestors, in_force, root_region

OF_A_UNIT = (Role.UNIT_STAFF, Role.UNIT_LEAD)


def people_of_unit(unit: str, at: datetime) -> list[str]:
    """The ids of everybody who works on tickets at a unit."""
    posts = Post.objects.filter(in_force(at), unit_id=unit, role__in=OF_A_UNIT)
    return _ids(posts.values_list("staff_id", flat=True))


def people_of_region(role: Role, region: str, at: datetime) -> list[str]:
    """The holders of a role for a region; where there is none, those of the region above, up to the top."""
    posts = Post.objects.filter(in_force(at), role=role)
    for code in reversed(ancestors(region)):
        place = Q(region_id=code) | Q(region__isnull=True, unit__region_code=code)
        if code == root_region():
            place |= Q(region__isnull=True, unit__isnull=True)
        found = _ids(posts.filter(place).values_list("staff_id", flat=True))
        if found:
            return found
    return []


def emails(ids: Iterable[str]) -> dict[str, str]:
    """The e-mail addresses of those who have one."""
    staff = Staff.objects.filter(id__in=set(ids), user__is_active=True).exclude(user__email="")
    return dict(staff.values_list("id", "user__email"))


def _ids(found: Sequence[str] | Iterable[str]) -> list[str]:
    return sorted(set(found))
