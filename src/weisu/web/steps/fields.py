"""From one field of a command to one field of a form: words, instants, units, codes."""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

from django import forms
from django.utils.translation import gettext as _

from weisu.domain.commands import COMMANDS
from weisu.domain.context import Principal
from weisu.domain.events import TextRef
from weisu.domain.instants import from_us
from weisu.domain.state import GONE_PARTS
from weisu.domain.vocabulary import ActorKind, EventType
from weisu.org import queries as org
from weisu.tickets import queries
from weisu.tickets.checking import unreleased
from weisu.tickets.offers import Offer, Situation
from weisu.web.components import forms as shared
from weisu.web.components.codes import codes
from weisu.web.components.grounds import OF_COMMAND, grounds
from weisu.web.components.labels import FIELDS, label
from weisu.web.components.languages import in_language
from weisu.web.components.masks import unmasked
from weisu.web.components.uploads import Files, takes_files

LOCAL = "%Y-%m-%dT%H:%M"
NOT_ASKED = frozenset({"implied", "on_time", "direct", "number", "source", "solicited"})
"""Fields that a person at a form never fills in: the row, the clock or the log knows them."""
UNITS = frozenset({"to", "lead", "proposes"})
ROUTED = frozenset({"triage", "refer", "transfer"})
"""Commands whose `to` is a route out of the hotline, not a unit."""

MOST_IN_SIGHT = 8

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """One field of one way to give a command, as one reader finds it."""

    name: str
    offer: Offer
    situation: Situation
    viewer: Principal

    @property
    def hint(self) -> Any:
        """The field's type in the command."""
        return get_type_hints(COMMANDS[self.offer.command])[self.name]


def fields(offer: Offer, situation: Situation, viewer: Principal) -> dict[str, forms.Field]:
    """The form's fields in the command's own order; what the row has decided is left out."""
    names = [one.name for one in fields_of(COMMANDS[offer.command]) if _is_asked(one.name, offer, situation, viewer)]
    return {name: _field(Asked(name, offer, situation, viewer)) for name in names}


def required(offer: Offer) -> set[str]:
    """The papers of the row, and the fields without which the command has no meaning."""
    return {*offer.row.requires, *COMMANDS[offer.command].needs}


def _is_asked(name: str, offer: Offer, situation: Situation, viewer: Principal) -> bool:
    if name in NOT_ASKED or name in offer.fixed:
        return False
    if name == "evidence":
        return takes_files(situation.policy)
    # A unit's own people act on their unit's part.
    return not (name == "unit" and viewer.kind == ActorKind.UNIT_STAFF)


def _field(asked: Asked) -> forms.Field:
    given = {"label": label(FIELDS, asked.name), "help_text": _read_out(asked) or _what_counts(asked)}
    is_list = getattr(asked.hint, "__origin__", None) is tuple
    kinds = {asked.hint, *get_args(asked.hint)}
    if asked.name == "evidence":
        return Files(asked.situation.policy, **given)
    if TextRef in kinds:
        return Several(**given) if is_list else shared.words(**given)
    if datetime in kinds:
        return instant(initial=_asked_for(asked), **given)
    if bool in kinds:
        # Where nothing said is not the same as no, nobody is made to choose.
        return forms.NullBooleanField(**given) if NoneType in kinds else forms.BooleanField(**given)
    if int in kinds:
        return forms.IntegerField(min_value=0, max_value=100, **given)
    choices = _choices(asked)
    if choices:
        return _some_of(choices, given) if is_list else _one_of(choices, given)
    if is_list:
        return Several(widget=forms.TextInput, **given | {"help_text": _("Separate several by spaces.")})
    return forms.CharField(max_length=64, **given)


def _read_out(asked: Asked) -> str:
    """What whoever follows up asks, word for word."""
    if asked.offer.command != "complete_follow_up":
        return ""
    return in_language(*(asked.situation.policy.question(asked.name, language) for language in ("zh", "en")))


def _what_counts(asked: Asked) -> str:
    """That a first contact counts as a response only with something to show for it, where the rules say so."""
    rule = asked.situation.policy.setting("assessment.contact", {})
    if (asked.offer.command, asked.name) != ("contact_requester", "evidence") or not rule.get("evidence"):
        return ""
    return _("By the rules in force a contact counts as a response only with evidence.")


def _some_of(choices: Choices, given: dict[str, str]) -> forms.Field:
    widget = forms.SelectMultiple(attrs={"size": min(len(choices), MOST_IN_SIGHT)})
    several = _("To choose several, hold Ctrl while you click, or while you press the space bar.")
    return forms.MultipleChoiceField(choices=choices, widget=widget, **given | {"help_text": several})


def _one_of(choices: Choices, given: dict[str, str]) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *choices], **given)


def instant(**given: Any) -> forms.Field:
    """A field for a day and an hour."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M", "%Y-%m-%d"], **given)


class Several(forms.CharField):
    """Several items of one kind: words as one text, codes separated by spaces."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(max_length=shared.LONGEST, **given)

    def to_python(self, value: Any) -> Any:
        """A text is one item; a line of codes is many."""
        text = super().to_python(value)
        if not text:
            return ()
        return (text,) if isinstance(self.widget, forms.Textarea) else tuple(text.replace(",", " ").split())


def _choices(asked: Asked) -> Choices:
    if asked.name in UNITS and not (asked.name == "to" and asked.offer.command in ROUTED):
        return org.active_units()
    left = asked.offer.choices.get(asked.name)
    found = {**codes(asked.offer.command, asked.name), **dict(_of_policy(asked))}
    if left is not None:
        return [(str(value), label(found, str(value))) for value in left]
    if found:
        return [(code, str(words)) for code, words in found.items()]
    source = SOURCES.get(asked.name)
    return source(asked) if source else []


def _of_policy(asked: Asked) -> Choices:
    """The grounds at the door, and of a secret matter, come from the city's own tables."""
    if asked.name == "ground" and asked.offer.command in OF_COMMAND:
        return grounds(asked.situation.policy, OF_COMMAND[asked.offer.command])
    if asked.name != "ground" or asked.offer.command not in ("triage", "refer"):
        return []
    outcome = asked.offer.fixed.get("outcome", "statutory")
    policy = asked.situation.policy
    rows = policy.rows.get("scope", {})
    found = [rule for rule in policy.scope_rules if rule.outcome == outcome]
    return [(rule.ground, _named(rows[rule.id]) or rule.ground) for rule in found]


def _named(row: Any) -> str:
    return in_language(*(str(row.table("label").get(language, "")) for language in ("zh", "en")))


def _asked_for(asked: Asked) -> datetime | None:
    """The day a unit asked for stands in the form of whoever grants it."""
    if asked.offer.command != "grant_extension":
        return None
    told = queries.timeline(asked.viewer, asked.situation.ticket.number)
    days = [moment.facts["until"] for moment in told if moment.type == EventType.EXTENSION_REQUESTED]
    return from_us(days[-1]) if days else None


def _parts(asked: Asked) -> Choices:
    there = [part.unit for part in asked.situation.state.assignments if part.status not in GONE_PARTS]
    names = org.unit_names(there)
    return [(unit, names.get(unit, unit)) for unit in dict.fromkeys(there)]


def categories(policy: Any) -> Choices:
    """Every matter of the city's tree."""
    return [(code, in_language(one.name_zh, one.name_en)) for code, one in sorted(policy.categories.items())]


def _labels(asked: Asked) -> Choices:
    return [(one.code, in_language(one.name_zh, one.name_en)) for one in asked.situation.policy.labels]


def _unreleased(asked: Asked) -> Choices:
    waiting = unreleased(asked.viewer, asked.situation.ticket.number)
    return [(each.text_id, f"{label(FIELDS, each.field)}: {unmasked(each.copy)[:40]}") for each in waiting]


def _colleagues(asked: Asked) -> Choices:
    return org.colleagues(asked.viewer.unit_id)


SOURCES: dict[str, Callable[[Asked], Choices]] = {
    "unit": _parts,
    "units": lambda asked: org.active_units(),
    "supports": lambda asked: org.active_units(),
    "category": lambda asked: categories(asked.situation.policy),
    "labels": _labels,
    "person": _colleagues,
    "region": lambda asked: org.regions(),
    "about": lambda asked: org.active_units(),
    "of": lambda asked: _unreleased(asked),
}
"""Where the choices come from that are neither the vocabulary's nor the row's."""
