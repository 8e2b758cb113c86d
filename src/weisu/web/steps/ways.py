"""The steps a reader may take, as buttons: the pack's names, and an address for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from weisu.domain.policy import Transition
from weisu.tickets.offers import Offer
from weisu.web.components.languages import in_language


@dataclass(frozen=True)
class Way:
    """One button; `is_next` for what this stage of the ticket waits for."""

    label: str
    url: str
    is_next: bool = False


def named(row: Transition) -> str:
    """The pack's own name of a step."""
    return in_language(row.label.get("zh", ""), row.label.get("en", "")) or row.id


def ways(offers: Sequence[Offer], number: str) -> dict[str, list[Way]]:
    """`actions` move the ticket, what only this stage knows first; `more` may be done beside."""
    several = Counter(offer.command for offer in offers)
    shown = {"actions": [], "more": []}
    seen = set()
    for offer in sorted(offers, key=lambda offer: len(offer.row.from_)):
        url = address(offer, number, is_one_of_several=several[offer.command] > 1)
        way = Way(named(offer.row), url, is_next=not shown["actions"] and len(offer.row.from_) == 1)
        if (offer.command, way.label) not in seen:
            shown["actions" if offer.row.to and offer.row.from_ else "more"].append(way)
        seen.add((offer.command, way.label))
    return shown


def address(offer: Offer, number: str, *, is_one_of_several: bool) -> str:
    """Where the form of this step is; `way` names the row where a command has several."""
    found = reverse("step", args=[number, offer.command.replace("_", "-")])
    return f"{found}?{urlencode({'way': offer.row.id})}" if is_one_of_several else found
