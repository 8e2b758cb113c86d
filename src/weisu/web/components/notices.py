"""Notices as their reader sees them: in their language, masks in words."""

from collections.abc import Iterable

from weisu.notices.models import Notice
from weisu.notices.queries import in_words
from weisu.notices.wording import Said
from weisu.web.components.languages import in_language
from weisu.web.components.masks import unmasked


def shown(notices: Iterable[Notice]) -> list[tuple[Notice, Said]]:
    """Each notice with what it says."""
    return [
        (notice, said._replace(body=unmasked(said.body))) for notice, said in in_words(notices, in_language("zh", "en"))
    ]
