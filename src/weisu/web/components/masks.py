"""What redaction put in the place of people and numbers, in the reader's language."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from weisu.tickets.files import File
from weisu.web.components.labels import Labels, label

MASK = re.compile("\u2039([a-z-]+)\u203a")
MASKS: Labels = {
    "name": _("name"),
    "telephone": _("telephone number"),
    "id-number": _("identity number"),
    "document": _("document number"),
    "e-mail": _("e-mail address"),
    "plate": _("number plate"),
    "bank-card": _("bank card number"),
    "account": _("account number"),
    "address": _("address"),
    "masked": _("masked"),
}


SAID = re.compile("\u2039([^\u2039\u203a]+)\u203a")


def masked(words: str) -> str:
    """Words that somebody wrote from an unmasked copy, their masks as they are kept for readers of every language."""
    codes = {str(said): code for code, said in MASKS.items()}
    return SAID.sub(lambda mask: mask[0][0] + codes.get(mask[1], mask[1]) + mask[0][-1], words)


def unmasked(copy: str) -> str:
    """A redacted copy whose masks say in words what they hide."""
    return MASK.sub(lambda mask: mask[0][0] + label(MASKS, mask[1]) + mask[0][-1], copy)


def named_files(files: Iterable[File]) -> list[File]:
    """Files whose names say in words what they hide."""
    return [file if file.name is None else file._replace(name=unmasked(file.name)) for file in files]
