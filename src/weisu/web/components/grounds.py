"""The grounds that the rules in force name for what they let somebody do."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from weisu.domain.policy import Policy
from weisu.web.components.languages import in_language

UNNAMED = "unnamed"
STOPPING, SHUTTING, RULING = "stop.grounds", "quarantine.grounds", "quarantine.ruling_grounds"
OF_COMMAND = {"request_quarantine": SHUTTING, "rule_quarantine": RULING}


def grounds(policy: Policy, setting: str) -> list[tuple[str, str]]:
    """Code and words of each; a pack older than the setting names none, and nobody is kept from acting by that."""
    named = [
        (code, in_language(str(name.get("zh", "")), str(name.get("en", ""))))
        for code, name in policy.setting(setting, {}).items()
        if isinstance(name, Mapping)
    ]
    return named or [(UNNAMED, _("The rules in force name no grounds"))]
