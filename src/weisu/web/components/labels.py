"""The fixed words of the vocabulary as people read them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = Mapping[str, str | Promise]

STATUSES: Labels = {
    "registered": _("Registered"),
    "accepted": _("Accepted"),
    "dispatched": _("Dispatched"),
    "acknowledged": _("Acknowledged"),
    "handling": _("In handling"),
    "return_review": _("Return under review"),
    "deferred": _("Deferred"),
    "replied": _("Reply submitted"),
    "closed": _("Closed"),
    "archived": _("Archived"),
    "declined": _("Not accepted"),
    "merged": _("Merged"),
    "withdrawn": _("Withdrawn"),
    "answered": _("Reply approved"),
    "returned": _("Returned"),
    "released": _("Released"),
    "moved": _("Handed on"),
}

KINDS: Labels = {
    "inquiry": _("Inquiry"),
    "assistance": _("Request for help"),
    "complaint": _("Complaint"),
    "tipoff": _("Tip-off"),
    "suggestion": _("Suggestion"),
    "compliment": _("Compliment"),
    "other": _("Other"),
}

CHANNELS: Labels = {
    "phone": _("Telephone"),
    "web": _("Website"),
    "app": _("App"),
    "wechat": _("WeChat"),
    "mail": _("Letter"),
    "inspection": _("Inspection"),
}

PRIORITIES: Labels = {"general": _("General"), "urgent": _("Urgent")}

ANONYMITIES: Labels = {
    "open": _("Those who handle it may know who I am"),
    "confidential": _("Only the hotline may know who I am"),
    "anonymous": _("Nobody may know who I am"),
}

STRATA: Labels = {"complex": _("Complex"), "anomalous": _("Unusual"), "routine": _("Routine")}

DETAILS: Labels = {
    "name": _("Name"),
    "telephone": _("Telephone"),
    "other_telephone": _("Other telephone"),
    "id_number": _("Identity number"),
    "address": _("Address"),
    "email": _("E-mail"),
    "contact_name": _("Contact person"),
}

UNIT_ROLES: Labels = {"lead": _("Leads"), "support": _("Supports")}

ACTORS: Labels = {
    "citizen": _("The requester"),
    "agent": _("Agent"),
    "dispatcher": _("Dispatcher"),
    "unit_staff": _("Unit"),
    "oversight": _("Oversight"),
    "administrator": _("Administrator"),
    "system": _("The system's clock"),
    "ai": _("An assistant program"),
    "partner": _("Partner"),
}

CLOCKS: Labels = {
    "triage": _("Decide on acceptance"),
    "promise": _("Promised to the requester"),
    "dispatch": _("Dispatch"),
    "acknowledge": _("Acknowledge"),
    "first_contact": _("First contact with the requester"),
    "return_window": _("Send back, at the latest"),
    "return_ruling": _("Rule on the return"),
    "dispute_ruling": _("Rule on the dispute"),
    "closure": _("Finish handling"),
    "extension_ruling": _("Rule on the extension"),
    "reply_review": _("Review the reply"),
    "redo": _("Handle again"),
    "help": _("Report in"),
    "conference": _("Hold a conference"),
    "deferral_review": _("Look at the deferral again"),
    "follow_up": _("Follow up"),
    "supervision": _("Answer the supervision"),
    "exclusion_ruling": _("Rule on the exclusion"),
    "refusal_review": _("Review the refusal"),
}

FIELDS: Labels = {
    "request": _("Request"),
    "title": _("Title"),
    "place": _("Place"),
    "reason": _("Reason"),
    "basis": _("Basis"),
    "ground": _("Ground"),
    "words": _("Words"),
    "notes": _("Notes"),
    "note": _("Note"),
    "told": _("Told to the requester"),
    "public": _("Public answer"),
    "internal": _("Internal record"),
    "plan": _("Plan"),
    "order": _("Order"),
    "minutes": _("Minutes"),
    "findings": _("Findings"),
    "evidence": _("Evidence"),
    "about": _("About the conduct of"),
    "of": _("Text that was read"),
    "proposes": _("Unit proposed instead"),
    "outcome": _("Outcome"),
    "law": _("Law"),
    "mode": _("By which way"),
    "means": _("By which way"),
    "contacted": _("Did the unit contact them"),
    "solved": _("Is it solved"),
    "satisfied": _("Are they satisfied"),
    "witness": _("Who saw it"),
    "partly": _("Solved in part"),
    "grade": _("Grade"),
    "to": _("To"),
    "lead": _("Unit that leads"),
    "supports": _("Units that support"),
    "units": _("Units"),
    "unit": _("Unit"),
    "person": _("Person who handles it"),
    "until": _("New limit"),
    "review_at": _("Look at it again on"),
    "ruling": _("Ruling"),
    "answer": _("Answer"),
    "claims": _("What the unit claims"),
    "entered_elsewhere": _("Has the same to be typed into another system"),
    "catalogue": _("Entry of the dispatch catalogue"),
    "article": _("Article of the knowledge base"),
    "kind": _("Kind"),
    "category": _("Category"),
    "labels": _("Labels"),
    "priority": _("Urgency"),
    "channel": _("Channel"),
    "region": _("Region"),
    "level": _("Level"),
    "community": _("Community"),
    "contact": _("Which number"),
    "proof": _("How they were recognised"),
    "withdrawal": _("Withdrawal"),
    "children": _("Numbers of the new tickets"),
    "into": _("Number of the other ticket"),
    "other": _("Number of the other ticket"),
    "relation": _("How they belong together"),
    "group": _("Group"),
    "rubric": _("What was checked"),
    "points": _("Points"),
    "corrects": _("Event that is corrected"),
    "field": _("Field"),
    "value": _("Right value"),
}

EVENTS: Labels = {
    "ticket.registered": _("Registered the request"),
    "ticket.accepted": _("Accepted the request"),
    "ticket.declined": _("Did not accept, and said why"),
    "ticket.answered": _("Answered at first contact"),
    "ticket.referred": _("Showed the lawful route"),
    "ticket.transferred": _("Transferred"),
    "ticket.split": _("Split into several tickets"),
    "ticket.merged": _("Merged into another ticket"),
    "ticket.unmerged": _("Took the merge back"),
    "ticket.grouped": _("Put with tickets of the same cause"),
    "ticket.ungrouped": _("Took out of the group"),
    "ticket.linked": _("Linked with another ticket"),
    "ticket.supplemented": _("Added facts"),
    "ticket.chased": _("Asked where it is"),
    "ticket.withdrawn": _("Withdrew the request"),
    "ticket.recategorised": _("Changed the category"),
    "ticket.reprioritised": _("Changed the urgency"),
    "ticket.corrected": _("Corrected a fact"),
    "ticket.archived": _("Archived"),
    "ticket.dispatched": _("Gave the ticket to a unit"),
    "ticket.redispatched": _("Dispatched to another unit"),
    "ticket.delegated": _("Delegated to a lower level"),
    "ticket.escalated": _("Escalated to a higher level"),
    "ticket.assigned": _("Named the person who handles it"),
    "ticket.released": _("Released a supporting unit"),
    "ticket.acknowledged": _("Acknowledged the ticket"),
    "ticket.return_requested": _("Sent the ticket back"),
    "ticket.returned": _("Upheld the return"),
    "ticket.return_refused": _("Refused the return"),
    "ticket.deferred": _("Deferred the work"),
    "ticket.resumed": _("Resumed the work"),
    "ticket.closed": _("Closed the ticket"),
    "ticket.reopened": _("Reopened the ticket"),
    "dispute.raised": _("Disputed the dispatch"),
    "dispute.ruled": _("Ruled on the dispute"),
    "conference.held": _("Held a conference"),
    "help.requested": _("Whistled for help"),
    "help.answered": _("Answered the call for help"),
    "requester.contacted": _("Contacted the requester"),
    "requester.number_changed": _("Gave another contact number"),
    "progress.noted": _("Noted progress"),
    "extension.requested": _("Asked for an extension"),
    "extension.granted": _("Granted the extension"),
    "extension.refused": _("Refused the extension"),
    "reply.submitted": _("Submitted a reply"),
    "reply.approved": _("Approved the reply"),
    "reply.rejected": _("Rejected the reply"),
    "follow_up.attempted": _("Tried to follow up"),
    "follow_up.completed": _("Completed the follow-up"),
    "resolution.confirmed": _("Confirmed that it is resolved"),
    "resolution.denied": _("Said that it is not resolved"),
    "rating.given": _("Rated the handling"),
    "supervision.opened": _("Opened a supervision"),
    "supervision.answered": _("Answered the supervision"),
    "supervision.closed": _("Closed the supervision"),
    "quality.checked": _("Checked the quality"),
    "exclusion.requested": _("Asked for an exclusion"),
    "exclusion.ruled": _("Ruled on the exclusion"),
    "review.requested": _("Contested the refusal"),
    "review.ruled": _("Ruled on the review"),
    "words.released": _("Released checked words to the units"),
    "relay.requested": _("Asked the hotline to contact the requester"),
    "relay.answered": _("Contacted the requester for a unit"),
    "quarantine.requested": _("Asked for a quarantine"),
    "quarantine.ruled": _("Ruled on the quarantine"),
    "warning.sent": _("Sent a warning"),
    "clock.recomputed": _("Recomputed the limits"),
    "contact.received": _("Received a contact"),
    "contact.missed": _("Missed a contact"),
    "contact.called_back": _("Called back"),
    "contact.stopped": _("Stopped recording"),
    "suggestion.offered": _("Offered a suggestion"),
    "suggestion.adopted": _("Adopted a suggestion"),
    "suggestion.rejected": _("Rejected a suggestion"),
}

REFUSALS: Labels = {
    "transition_refused": _("This is not possible at this stage."),
    "role_refused": _("This is for somebody else to do."),
    "missing_papers": _("Something is missing."),
    "guard_refused": _("A rule in force does not allow this now."),
    "stale_version": _("Somebody changed the ticket since you read it. Look at what happened, then decide again."),
    "calendar_exhausted": _("The working calendar ends before this limit; tell the administrator."),
    "bad_payload": _("This cannot be stored as it is."),
    "log_broken": _("Nothing can be recorded now; tell the administrator."),
    "bad_draw": _("This is no draw, or its seed does not give its tickets; tell the administrator."),
    "drawn_already": _("This month was drawn already. A draw is made once: who draws until it pleases has not drawn."),
    "months_not_over": _("This month is not over in the tables yet; what closes last must have its chance."),
    "nobody_to_draw": _("Nothing was closed in this month, so there is nobody to ask."),
    "draw_changed": _(
        "The file of this draw was changed after it was made, so nothing is told from it; tell the administrator."
    ),
    "draw_missing": _("The file of this draw is not there any more; the administrator can put it back from a copy."),
}

GUARDS: Labels = {
    "tries": _("Too many wrong secrets were tried. Please wait an hour, or call 12345."),
    "own_unit": _("Only the unit's own staff may do this."),
    "not_designated": _("This unit was designated and cannot send the ticket back; it may raise a dispute."),
    "not_about_unit": _("The ticket is about this unit or one above it; give it to a unit outside."),
    "not_guarded": _("The requester is protected; ask the hotline to contact them."),
    "merged_in_principle": _("This ticket repeats another; merge it, or say in the note why it is handled by itself."),
    "first_receiver_leads": _("This unit received the ticket first and leads; settle it with the supporting units."),
    "attempts_made": _("Try again on another day and at another hour before you call somebody unreachable."),
    "return_window_open": _("The time for sending back has passed; raise a dispute instead."),
}


ACTS: Labels = {
    "read": _("Read words as written"),
    "view": _("Viewed"),
    "find": _("Searched by number"),
    "grant": _("Asked to see"),
    "reveal": _("Saw"),
    "verify": _("Tried a secret"),
    "print": _("Printed"),
    "export": _("Exported"),
    "hand_over": _("Handed over"),
    "change": _("Changed"),
    "redact": _("Masked again"),
    "erase": _("Destroyed"),
    "rotate": _("Changed the keys"),
    "scour": _("Cleared the pages of what was destroyed"),
}
SUBJECTS: Labels = {
    "text": _("Words"),
    "requester": _("The requester"),
    "ticket": _("Ticket"),
    "list": _("List of tickets"),
    "record": _("Record of looks"),
    "measures": _("Measures"),
    "database": _("Database"),
    "keys": _("Keys"),
    "organisation": _("Organisation"),
}

PURPOSES: Labels = {
    "quarantine": _("Quarantine"),
    "organisation": _("Organisation"),
    "receive": _("Take a request in"),
    "redaction": _("Masked again"),
    "change": _("Changed"),
    "right": _("The secret was right"),
    "wrong": _("The secret was wrong"),
    "file": _("To open a file"),
}
"""Purposes that the program itself writes down; every other one was typed."""

SIGNERS: Labels = {"public": _("Somebody at the public page"), "door": _("Somebody at the sign-in")}
"""Who looked, while nobody was known yet."""

FILE_FAULTS: Labels = {
    "none": _("No files are taken here. Please write what they show."),
    "count": _("Too many files: at most %(most)s at once. Send the others in a second step."),
    "empty": _("“%(name)s” is empty. Please choose it again."),
    "size": _("“%(name)s” is too large: at most %(most)s MB. Make it smaller, or send it in parts."),
    "type": _("“%(name)s” is not of a kind we take, whatever its name ends in. We take %(taken)s."),
}


def label(labels: Labels, word: str) -> str:
    """The word as people read it; itself when nobody gave it another."""
    return str(labels.get(word, word))
