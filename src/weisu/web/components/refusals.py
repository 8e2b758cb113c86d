"""A refusal of the domain in the reader's language, with what can be done instead."""

from django.utils.translation import gettext as _

from weisu.domain.errors import DomainError
from weisu.web.components.labels import FIELDS, FILE_FAULTS, GUARDS, REFUSALS, label


def in_words(error: DomainError) -> str:
    """One or two sentences; the domain's own English sentence where nothing was translated."""
    guard = str(error.facts.get("guard", ""))
    if guard in GUARDS:
        return label(GUARDS, guard)
    if (fault := str(error.facts.get("fault", ""))) in FILE_FAULTS:
        return label(FILE_FAULTS, fault) % error.facts
    missing = error.facts.get("missing")
    if isinstance(missing, list):
        return _("Please fill in: %(fields)s.") % {"fields": ", ".join(label(FIELDS, name) for name in missing)}
    known = REFUSALS.get(error.code)
    if error.code == "guard_refused" or known is None:
        return f"{known or ''} {error.message}".strip()
    return str(known)
