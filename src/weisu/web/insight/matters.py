"""Matters by the names that the rules in force give them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from weisu.insight.composites import policy_of
from weisu.web.components.languages import in_language
from weisu.web.insight.desk import Desk


def matter_names(codes: Iterable[str], desk: Desk) -> dict[str, str]:
    """Matters by code; one that the rules do not name stays a code."""
    known = policy_of(desk.region, desk.period).categories
    found = {code: known.get(code) for code in codes}
    return {code: in_language(one.name_zh, one.name_en) if one else code or _("Unknown") for code, one in found.items()}
