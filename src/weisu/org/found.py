"""One row of the organisation by its id, or a refusal that says what to do."""

from weisu.domain.errors import NotFound
from weisu.org.models import Region, Staff, Unit


def region_of(code: str) -> Region:
    """The region.

    Raises: NotFound.
    """
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no region {code}; create it first.", region=code)
    return found


def staff_of(staff_id: str) -> Staff:
    """The person.

    Raises: NotFound.
    """
    found = Staff.objects.filter(id=staff_id).first()
    if found is None:
        raise NotFound(f"There is nobody with the id {staff_id}; create the person first.", staff=staff_id)
    return found


def unit_of(unit_id: str) -> Unit:
    """The unit.

    Raises: NotFound.
    """
    found = Unit.objects.filter(id=unit_id).first()
    if found is None:
        raise NotFound(f"There is no unit {unit_id}; look it up in the unit list.", unit=unit_id)
    return found
