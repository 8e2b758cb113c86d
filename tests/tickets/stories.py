"""Tickets at the points of their lives that tests begin from."""

from tests.tickets.cast import ADMIN, BRIDGE, CHEN, HE, HOUSING, LIANG, LIN, MONDAY, URBAN, XU, ZHOU, later
from weisu.tickets import services
from weisu.tickets.files import Attachment
from weisu.tickets.models import Ticket, TicketEvent

STORY = "3号楼漏水,请尽快处理。"


def registered(**more) -> Ticket:
    """A complaint about a leaking roof."""
    fields = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone"}
    return services.register(**{**fields, "request": STORY, "by": LIN, "now": MONDAY} | more)


def accepted(**more) -> Ticket:
    """The hotline has taken it on."""
    return services.triage(registered(**more).number, outcome="accept", by=LIN, now=MONDAY)


def dispatched(**more) -> Ticket:
    """The housing bureau leads."""
    number = accepted(**more).number
    return services.dispatch(number, lead=HOUSING, basis="职责清单", by=ZHOU, now=later(minutes=10))


def dispatched_to_two(**more) -> Ticket:
    """The housing bureau leads, the urban management bureau supports."""
    given = {"lead": HOUSING, "supports": (URBAN,), "basis": "职责清单"}
    return services.dispatch(accepted(**more).number, **given, by=ZHOU, now=later(minutes=10))


def acknowledged(**more) -> Ticket:
    """The housing bureau has signed for it."""
    return services.acknowledge(dispatched(**more).number, by=CHEN, now=later(minutes=30))


def types(ticket: Ticket) -> list[str]:
    """What happened to a ticket, in order."""
    events = TicketEvent.objects.filter(ticket_id=ticket.id).order_by("version")
    return list(events.values_list("type", flat=True))


def step(name: str, ticket: Ticket, *, by, hours: float = 1, **fields) -> Ticket:
    """One command by its name, some hours after Monday morning."""
    return services.execute(name, ticket.number, fields, by=by, now=later(hours=hours))


def sent_back(**more) -> Ticket:
    """The housing bureau says it is not theirs."""
    return step("send_back", dispatched(**more), by=CHEN, ground="not_ours", basis="职责清单", reason="属城管职责")


def return_refused(**more) -> Ticket:
    """The dispatcher says it is."""
    return step("refuse_return", sent_back(**more), by=ZHOU, basis="职责清单", reason="属住房职责", hours=2)


def disputed(**more) -> Ticket:
    """The bureau contests that."""
    return step("raise_dispute", return_refused(**more), by=CHEN, basis="三定方案", reason="职责不符", hours=3)


def extension_asked(**more) -> Ticket:
    """The bureau needs more time."""
    more_time = {"until": later(days=12), "basis": "规程", "reason": "等配件"}
    return step("request_extension", acknowledged(**more), by=CHEN, **more_time)


def deferred(**more) -> Ticket:
    """Cannot be solved now: approved one level up, with a plan."""
    plan = {"unit": HOUSING, "ground": "funding", "plan": "列入明年改造", "review_at": later(days=60), "told": "已告知"}
    return step("defer", acknowledged(**more), by=LIANG, **plan)


def replied(**more) -> Ticket:
    """The bureau has handed in its reply."""
    return step("submit_reply", acknowledged(**more), by=CHEN, internal="已派维修", public="已修好", hours=5)


def closed(**more) -> Ticket:
    """Approved and closed."""
    ticket = step("approve_reply", replied(**more), by=HE, hours=6)
    return step("close", ticket, by=ZHOU, hours=7)


def declined(**more) -> Ticket:
    """Not a matter for the hotline; told why."""
    why = {"outcome": "explain", "ground": "not_public", "law": "国办函〔2025〕66号(二)", "told": "属邻里私事"}
    return step("triage", registered(**more), by=LIN, **why)


def withdrawn(**more) -> Ticket:
    """The requester takes it back, by their secret."""
    return step("withdraw", accepted(**more), by=LIN, proof="verified_call", reason="已自行解决")


def helped(**more) -> Ticket:
    """The housing bureau has whistled for the urban management bureau."""
    return step("request_help", acknowledged(**more), by=CHEN, units=(URBAN,), words="请到现场")


def supervised(**more) -> Ticket:
    """The bureau is under a formal order."""
    return step("open_supervision", acknowledged(**more), by=XU, unit=HOUSING, ground="overdue", order="限期办理")


def exclusion_asked(**more) -> Ticket:
    """The bureau asks that the ticket should not count."""
    why = {"unit": HOUSING, "ground": "not_ours", "basis": "考核办法", "reason": "非职责"}
    return step("request_exclusion", closed(**more), by=CHEN, hours=8, **why)


def review_asked(**more) -> Ticket:
    """The requester contests the refusal."""
    return step("request_review", declined(**more), by=LIN, words="我不同意", hours=2)


def townships_duty(**more) -> Ticket:
    """The bureau has signed for a matter that a township may lead."""
    return acknowledged(category="housing.property", **more)


def delegated(**more) -> Ticket:
    """The bureau has handed its part down to the township office."""
    return step("delegate", townships_duty(**more), by=CHEN, to=BRIDGE, basis="职责清单")


def tipped_off(**more) -> Ticket:
    """A tip-off about which the housing bureau wants to ask back through the hotline."""
    protected = {"kind": "tipoff", "anonymity": "confidential"}
    asking = {"unit": HOUSING, "words": "请问发生在哪天?"}
    return step("ask_relay", acknowledged(**protected, **more), by=CHEN, hours=2, **asking)


def quarantine_asked(**more) -> Ticket:
    """An administrator fears that it holds a state secret."""
    why = {"key": "administrator", "ground": "state_secret"}
    return step("request_quarantine", dispatched(**more), by=ADMIN, hours=2, **why)


def photographed(**more) -> Ticket:
    """The bureau has added a photograph of its work."""
    picture = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x07" * 40
    given = {"unit": HOUSING, "words": "已修好。", "evidence": (Attachment("a.jpg", picture, len(picture)),)}
    return step("note_progress", acknowledged(**more), by=CHEN, **given)
