"""The fixed nationwide words: statuses, events, clocks, roles.

Vocabulary is code and grows only by addition; how the words are wired together is a city's policy pack.
"""

from enum import StrEnum


class Status(StrEnum):
    """A ticket's place in its life. *Resolved* is no status: it is a fact with a witness."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    HANDLING = "handling"
    RETURN_REVIEW = "return_review"
    DEFERRED = "deferred"
    REPLIED = "replied"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class AssignmentStatus(StrEnum):
    """One unit's place in its own part of the work; `answered` is a reply that was approved."""

    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    HANDLING = "handling"
    RETURN_REVIEW = "return_review"
    DEFERRED = "deferred"
    REPLIED = "replied"
    ANSWERED = "answered"
    RETURNED = "returned"
    RELEASED = "released"
    MOVED = "moved"


class AssignmentRole(StrEnum):
    """主办 leads and answers for the whole; 协办 supports with its part."""

    LEAD = "lead"
    SUPPORT = "support"


class Kind(StrEnum):
    """诉求类型: what the requester asks for."""

    INQUIRY = "inquiry"
    ASSISTANCE = "assistance"
    COMPLAINT = "complaint"
    TIPOFF = "tipoff"
    SUGGESTION = "suggestion"
    COMPLIMENT = "compliment"
    OTHER = "other"


class Level(StrEnum):
    """The four levels of administration a hotline spans, and the root above them."""

    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


LEVEL_RANK = {level: rank for rank, level in enumerate(Level)}
"""0 is the top; a larger rank is closer to the ground."""

PRIORITIES = ("life_danger", "utility", "general", "complex")
"""危及生命财产安全, 水电气热等, 一般, 复杂疑难."""


class UnitKind(StrEnum):
    """What a handling unit is (承办单位的性质)."""

    AUTHORITY = "authority"
    DEPARTMENT = "department"
    UTILITY = "utility"
    TERRITORIAL = "territorial"
    VENDOR = "vendor"


class Role(StrEnum):
    """What a person may do; a person can hold several, each through a post at a unit."""

    REQUESTER = "requester"
    AGENT = "agent"
    TEAM_LEAD = "team_lead"
    DISPATCHER = "dispatcher"
    UNIT_STAFF = "unit_staff"
    UNIT_LEAD = "unit_lead"
    OVERSIGHT_OFFICER = "oversight_officer"
    QUALITY_INSPECTOR = "quality_inspector"
    ANALYST = "analyst"
    LEADER = "leader"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    AI = "ai"
    PARTNER = "partner"


class ActorKind(StrEnum):
    """Who signed an event, as the log's `actor_kind` column says it."""

    CITIZEN = "citizen"
    AGENT = "agent"
    DISPATCHER = "dispatcher"
    UNIT_STAFF = "unit_staff"
    OVERSIGHT = "oversight"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    AI = "ai"
    PARTNER = "partner"


NOT_INDEPENDENT = (ActorKind.CITIZEN, ActorKind.UNIT_STAFF)
"""Whose questions make no sample: who answers by a link chose to answer, and a unit does not ask about itself."""


class Origin(StrEnum):
    """Why a ticket exists: somebody asked, somebody looked before being asked, a partner sent it."""

    REQUEST = "request"
    PROACTIVE = "proactive"
    PARTNER = "partner"


class Precision(StrEnum):
    """How exactly `occurred_at` is known; `backfilled` is an upper bound at best."""

    EXACT = "exact"
    MINUTE = "minute"
    DAY = "day"
    BACKFILLED = "backfilled"


class Anonymity(StrEnum):
    """What the requester allows others to know of them (匿名、保密)."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class TriageOutcome(StrEnum):
    """The lawful answers to a request at the door (国办函〔2025〕66号(二))."""

    ACCEPT = "accept"
    EMERGENCY = "emergency"
    STATUTORY = "statutory"
    EXPLAIN = "explain"
    POLICE = "police"


class Clock(StrEnum):
    """What is being timed. Names ending a ticket's own clocks are listed in `TICKET_CLOCKS`."""

    TRIAGE = "triage"
    PROMISE = "promise"
    DISPATCH = "dispatch"
    ACKNOWLEDGE = "acknowledge"
    FIRST_CONTACT = "first_contact"
    RETURN_WINDOW = "return_window"
    RETURN_RULING = "return_ruling"
    DISPUTE_RULING = "dispute_ruling"
    CLOSURE = "closure"
    EXTENSION_RULING = "extension_ruling"
    REPLY_REVIEW = "reply_review"
    REDO = "redo"
    HELP = "help"
    CONFERENCE = "conference"
    DEFERRAL_REVIEW = "deferral_review"
    FOLLOW_UP = "follow_up"
    SUPERVISION = "supervision"
    EXCLUSION_RULING = "exclusion_ruling"
    REFUSAL_REVIEW = "refusal_review"


TICKET_CLOCKS = frozenset(
    {
        Clock.TRIAGE,
        Clock.PROMISE,
        Clock.DISPATCH,
        Clock.CONFERENCE,
        Clock.DEFERRAL_REVIEW,
        Clock.FOLLOW_UP,
        Clock.EXCLUSION_RULING,
        Clock.REFUSAL_REVIEW,
    }
)
"""Clocks of the whole ticket; every other clock belongs to one unit's assignment."""


UNIT_DUTIES = frozenset(
    {Clock.ACKNOWLEDGE, Clock.FIRST_CONTACT, Clock.CLOSURE, Clock.REDO, Clock.HELP, Clock.SUPERVISION}
)
"""Clocks of a unit's part by whose end the unit itself has to act; by the end of the others the hotline rules."""


RIGHTS = frozenset({Clock.RETURN_WINDOW})
"""Clocks at whose end a right ends: letting one pass is a choice, not a delay."""


class ClockStatus(StrEnum):
    """A clock runs, rests, or has been stopped by what it waited for."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Timeline(StrEnum):
    """Which seconds count: all of them, those of working days, or those of office hours."""

    NATURAL = "natural"
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"


class Rubric(StrEnum):
    """What a check of quality looks at; a city may write others, which no measure reads."""

    REPLY = "reply"
    CONTACT = "contact"


class WarningStage(StrEnum):
    """When a warning is given by a clock itself; later stages are the escalation rules of a pack, by their ids."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class Audience(StrEnum):
    """Who can be told of an event. `NAMED_UNITS` are those it is about: that receive, are ruled on, are warned."""

    REQUESTER = "requester"
    HANDLER = "handler"
    LEAD_UNIT = "lead_unit"
    SUPPORT_UNITS = "support_units"
    NAMED_UNITS = "named_units"
    DISPATCHER_DESK = "dispatcher_desk"
    OVERSIGHT = "oversight"
    COORDINATOR = "coordinator"


class Witness(StrEnum):
    """Who says whether the problem is gone (解决的见证)."""

    REQUESTER = "requester"
    FOLLOW_UP = "follow_up"
    SITE_CHECK = "site_check"
    EVIDENCE = "evidence"
    THIRD_PARTY = "third_party"


class Unanswered(StrEnum):
    """How a call ended that nobody answered, as the telephone exchange tells it."""

    HUNG_UP = "hung_up"
    """放弃: the caller waited, and gave up."""
    TURNED_AWAY = "turned_away"
    """The exchange had no line free, or ended the waiting itself."""


class EventType(StrEnum):
    """Every fact the log can hold. Adding one is additive: schema, fixture, docs, decision record."""

    CONTACT_RECEIVED = "contact.received"
    CONTACT_MISSED = "contact.missed"
    CONTACT_CALLED_BACK = "contact.called_back"
    CONTACT_STOPPED = "contact.stopped"

    TICKET_REGISTERED = "ticket.registered"
    TICKET_ACCEPTED = "ticket.accepted"
    TICKET_DECLINED = "ticket.declined"
    TICKET_ANSWERED = "ticket.answered"
    TICKET_REFERRED = "ticket.referred"
    TICKET_TRANSFERRED = "ticket.transferred"
    TICKET_SPLIT = "ticket.split"
    TICKET_MERGED = "ticket.merged"
    TICKET_UNMERGED = "ticket.unmerged"
    TICKET_GROUPED = "ticket.grouped"
    TICKET_UNGROUPED = "ticket.ungrouped"
    TICKET_LINKED = "ticket.linked"
    TICKET_SUPPLEMENTED = "ticket.supplemented"
    TICKET_CHASED = "ticket.chased"
    TICKET_WITHDRAWN = "ticket.withdrawn"
    TICKET_RECATEGORISED = "ticket.recategorised"
    TICKET_REPRIORITISED = "ticket.reprioritised"
    TICKET_CORRECTED = "ticket.corrected"
    TICKET_ARCHIVED = "ticket.archived"
    TICKET_DISPATCHED = "ticket.dispatched"
    TICKET_REDISPATCHED = "ticket.redispatched"
    TICKET_DELEGATED = "ticket.delegated"
    TICKET_ESCALATED = "ticket.escalated"
    TICKET_ASSIGNED = "ticket.assigned"
    TICKET_RELEASED = "ticket.released"
    TICKET_ACKNOWLEDGED = "ticket.acknowledged"
    TICKET_RETURN_REQUESTED = "ticket.return_requested"
    TICKET_RETURNED = "ticket.returned"
    TICKET_RETURN_REFUSED = "ticket.return_refused"
    TICKET_DEFERRED = "ticket.deferred"
    TICKET_RESUMED = "ticket.resumed"
    TICKET_CLOSED = "ticket.closed"
    TICKET_REOPENED = "ticket.reopened"

    DISPUTE_RAISED = "dispute.raised"
    DISPUTE_RULED = "dispute.ruled"
    CONFERENCE_HELD = "conference.held"
    HELP_REQUESTED = "help.requested"
    HELP_ANSWERED = "help.answered"
    REQUESTER_CONTACTED = "requester.contacted"
    REQUESTER_NUMBER_CHANGED = "requester.number_changed"
    PROGRESS_NOTED = "progress.noted"
    EXTENSION_REQUESTED = "extension.requested"
    EXTENSION_GRANTED = "extension.granted"
    EXTENSION_REFUSED = "extension.refused"
    RELAY_REQUESTED = "relay.requested"
    RELAY_ANSWERED = "relay.answered"
    WORDS_RELEASED = "words.released"
    REPLY_SUBMITTED = "reply.submitted"
    REPLY_APPROVED = "reply.approved"
    REPLY_REJECTED = "reply.rejected"
    FOLLOW_UP_ATTEMPTED = "follow_up.attempted"
    FOLLOW_UP_COMPLETED = "follow_up.completed"
    RESOLUTION_CONFIRMED = "resolution.confirmed"
    RESOLUTION_DENIED = "resolution.denied"
    RATING_GIVEN = "rating.given"
    SUPERVISION_OPENED = "supervision.opened"
    SUPERVISION_ANSWERED = "supervision.answered"
    SUPERVISION_CLOSED = "supervision.closed"
    QUALITY_CHECKED = "quality.checked"
    EXCLUSION_REQUESTED = "exclusion.requested"
    EXCLUSION_RULED = "exclusion.ruled"
    REVIEW_REQUESTED = "review.requested"
    REVIEW_RULED = "review.ruled"
    QUARANTINE_REQUESTED = "quarantine.requested"
    QUARANTINE_RULED = "quarantine.ruled"
    WARNING_SENT = "warning.sent"
    CLOCK_RECOMPUTED = "clock.recomputed"
    SUGGESTION_OFFERED = "suggestion.offered"
    SUGGESTION_ADOPTED = "suggestion.adopted"
    SUGGESTION_REJECTED = "suggestion.rejected"


QUESTIONS = ("contacted", "solved", "satisfied")
"""What a follow-up asks, in this order."""
