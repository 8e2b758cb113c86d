"""Services for what may not go everywhere: checked words, contact through the hotline, secret matters."""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import MissingPapers, NotFound, RoleRefused
from weisu.tickets import checking
from weisu.tickets.models import Ticket
from weisu.tickets.offers import actions
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How
from weisu.vault import services as vault


def release_words(
    number: str, *, of: str, words: Words = None, by: Principal, now: datetime, **how: Unpack[How]
) -> Ticket:
    """脱敏审核: whoever signs has read the text `of` (its id) and lets units see `words` in its stead."""
    return execute("release_words", number, {"of": of, "words": words}, by=by, now=now, **how)


@transaction.atomic
def read_original(number: str, text_id: str, *, purpose: str, by: Principal, now: datetime) -> str:
    """脱敏审核: a text of a protected ticket as it was written, for whoever may release it; leaves a record.

    Raises: NotFound, RoleRefused, MissingPapers without a purpose, WordsErased.
    """
    if not actions(by, number, now=now).offered("release_words"):
        raise RoleRefused("Only whoever releases words to units reads them as they were written.")
    if text_id not in {each.text_id for each in checking.texts(by, number) if not each.is_file}:
        raise NotFound(f"Ticket {number} has no such text to check.", ticket=number)
    if not purpose.strip():
        raise MissingPapers("Say what the words are needed for.", missing=["purpose"])
    return vault.read(text_id, by=by, now=now, purpose=f"{number}: {purpose}")


def ask_relay(
    number: str, *, unit: str = "", words: Words = None, by: Principal, now: datetime, **how: Unpack[How]
) -> Ticket:
    """转联系: a unit asks the hotline to put something to a requester whose number it may not see."""
    return execute("ask_relay", number, {"unit": unit, "words": words}, by=by, now=now, **how)


def answer_relay(
    number: str,
    *,
    unit: str = "",
    outcome: str,
    words: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The hotline tried to reach the requester for a unit; the unit reads the answer once it is released."""
    fields = {"unit": unit, "outcome": outcome, "words": words}
    return execute("answer_relay", number, fields, by=by, now=now, **how)


def request_quarantine(
    number: str, *, key: str, ground: str = "", by: Principal, now: datetime, **how: Unpack[How]
) -> Ticket:
    """涉密: the first of two keys (`administrator` or `oversight`); the ticket is hidden from now on."""
    return execute("request_quarantine", number, {"key": key, "ground": ground}, by=by, now=now, **how)


def rule_quarantine(
    number: str, *, ruling: str, ground: str = "", by: Principal, now: datetime, **how: Unpack[How]
) -> Ticket:
    """The second key: `granted` destroys every word of the ticket with its keys, `refused` shows it again."""
    return execute("rule_quarantine", number, {"ruling": ruling, "ground": ground}, by=by, now=now, **how)
