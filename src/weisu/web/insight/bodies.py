"""What those that a measure is charged to are called: units, and hotlines that are known by their region."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from weisu.domain.effects import OF_REGION
from weisu.org import queries as org


def body_names(ids: Iterable[str], at: datetime | None = None) -> dict[str, str]:
    """The names (present ones, or at an instant) of units, of hotlines without a unit of their own, and of nobody."""
    ids = set(ids)
    codes = {one: one.removeprefix(OF_REGION) for one in ids if one.startswith(OF_REGION)}
    regions = org.region_names(codes.values(), at)
    hotlines = {one: _("Hotline of %(region)s") % {"region": regions.get(code, code)} for one, code in codes.items()}
    return org.unit_names(ids, at) | hotlines | {"": _("No unit")}
