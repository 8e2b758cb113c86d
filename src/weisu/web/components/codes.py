"""The codes that people choose from in forms, as they read them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from weisu.web.components.labels import CHANNELS, KINDS, PRIORITIES, Labels

MEANS: Labels = {
    "telephone": _("Telephone"),
    "message": _("Message"),
    "visit": _("Visit"),
    "mail": _("Letter"),
    "online": _("Online"),
}
ANSWERS: Labels = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
GRADES: Labels = {
    "very_satisfied": _("Very satisfied"),
    "satisfied": _("Satisfied"),
    "neutral": _("Neither"),
    "dissatisfied": _("Dissatisfied"),
    "very_dissatisfied": _("Very dissatisfied"),
}
ROUTES: Labels = {
    "110": "110",
    "119": "119",
    "120": "120",
    "122": "122",
    "police": _("Police"),
    "court": _("Court"),
    "arbitration": _("Arbitration"),
    "reconsideration": _("Administrative reconsideration"),
    "petition": _("Petition office"),
    "supervision_commission": _("Discipline inspection and supervision"),
    "utility-hotline": _("A utility's hotline"),
}

TALKS: Labels = {
    "reached": _("Reached"),
    "no_answer": _("Nobody answered"),
    "wrong_number": _("Wrong number"),
    "refused": _("Did not want to talk"),
}
"""How somebody's try to speak with a requester ended."""

CODES: Mapping[str, Labels] = {
    "kind": KINDS,
    "channel": CHANNELS,
    "priority": PRIORITIES,
    "mode": MEANS,
    "means": MEANS,
    "contacted": ANSWERS,
    "solved": ANSWERS,
    "satisfied": ANSWERS,
    "grade": GRADES,
    "proof": {"verified_call": _("Verified by a call to the number of intake")},
    "contact": {"telephone": _("Telephone"), "other_telephone": _("Other telephone"), "email": _("E-mail")},
    "witness": {
        "requester": _("The requester"),
        "follow_up": _("The follow-up"),
        "site_check": _("A check on site"),
        "evidence": _("Evidence"),
        "third_party": _("A third party"),
    },
    "claims": {
        "resolved": _("The problem is gone"),
        "partly": _("The problem is gone in part"),
        "explained": _("It was explained why it cannot be done"),
    },
    "relation": {
        "repeat_of": _("Repeats"),
        "absorbed": _("Was absorbed by"),
        "child_of": _("Belongs to"),
        "concerns": _("Concerns"),
    },
    "rubric": {"reply": _("The reply"), "contact": _("The conversation")},
    "level": {
        "national": _("National"),
        "province": _("Province"),
        "prefecture": _("Prefecture"),
        "county": _("County"),
        "township": _("Township"),
    },
}
"""What a field offers in any command that has it."""

CODES_OF: Mapping[str, Labels] = {
    "contact_requester.outcome": TALKS,
    "answer_relay.outcome": TALKS,
    "attempt_follow_up.outcome": {"no_answer": _("Nobody answered"), "refused": _("Did not want to talk")},
    "complete_follow_up.outcome": {"reached": _("Reached"), "unreachable": _("Could not be reached")},
    "hold_conference.outcome": {"agreed": _("Agreed"), "not_agreed": _("Not agreed")},
    "close_supervision.outcome": {"met": _("The order was met"), "lifted": _("The order is lifted")},
    "rule_exclusion.ruling": {"granted": _("Granted"), "refused": _("Refused")},
    "triage.to": ROUTES,
    "refer.to": ROUTES,
    "transfer.to": ROUTES,
    "send_back.ground": {
        "not_our_duty": _("Not the unit's duty"),
        "not_our_place": _("Not the unit's place"),
        "unclear": _("The request is not clear enough to act on"),
    },
    "defer.ground": {
        "funding": _("Waits for money"),
        "planning": _("Waits for a plan"),
        "history": _("Left over from the past"),
        "season": _("Waits for the season"),
    },
    "submit_reply.ground": {
        "conditions": _("Conditions do not allow it now"),
        "law": _("The law does not allow it"),
        "unfounded": _("The matter was not found"),
    },
    "transfer.ground": {"place": _("Another place"), "partner_channel": _("A partner's matter")},
    "merge.ground": {"same_request": _("The same request again")},
    "group.ground": {"same_cause": _("The same cause")},
    "reopen.ground": {
        "unresolved": _("Not resolved"),
        "false_reply": _("The reply was not true"),
        "dissatisfied": _("The requester is not satisfied"),
    },
    "open_supervision.ground": {
        "overdue": _("Overdue"),
        "repeated": _("Asked again and again"),
        "important": _("Important"),
    },
    "request_exclusion.ground": {
        "not_handleable": _("Cannot be handled by anybody"),
        "unlawful": _("Asks for what the law forbids"),
        "not_ours": _("Not the unit's duty"),
    },
    "recompute_clocks.ground": {"calendar_amended": _("The calendar was amended")},
}
"""What a field offers in one command."""


def codes(command: str, field: str) -> Labels:
    """The choices of a field; empty when anything may be typed."""
    return CODES_OF.get(f"{command}.{field}") or CODES.get(field, {})
