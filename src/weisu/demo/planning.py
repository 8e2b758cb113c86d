"""When what happens to which ticket: every story told, every step at its instant, all in the order of time."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from weisu.demo.reading import Cast, Matter, Step, Story, Unit
from weisu.domain.policy import Policy
from weisu.domain.vocabulary import Timeline
from weisu.domain.worktime import WorkCalendar

CHANNELS = ("phone", "phone", "phone", "phone", "app", "web", "wechat", "mail")
ANSWERED = ("inquiry", "compliment")
"""Kinds that are settled at the door unless a story asks for them."""

NOTHING, HALF_A_DAY = timedelta(0), timedelta(hours=12)

TOWNSHIP_HELPERS = ("u-990101-urban",)
UPPER = "u-9901-urban"


@dataclass(frozen=True)
class Life:
    """One ticket's facts that its steps may name with `$`."""

    key: str
    story: Story
    matter: Matter
    facts: Mapping[str, Any]
    person: int


@dataclass(frozen=True)
class Moment:
    """One step of one ticket at its instant."""

    at: datetime
    life: Life
    place: int
    step: Step


def plan(
    stories: Sequence[Story],
    matters: Sequence[Matter],
    steps: Mapping[str, Step],
    cast: Cast,
    *,
    anchor: datetime,
    policy: Policy,
    people: int,
) -> list[Moment]:
    """Every moment up to `anchor`, the oldest first; the same for the same anchor."""
    chance = random.Random("Demo City")
    found: list[Moment] = []
    for story in stories:
        fitting = [matter for matter in matters if fits(story, matter, cast, policy)]
        start = chance.randrange(len(fitting))
        for number in range(story.tickets):
            matter = fitting[(start + number) % len(fitting)]
            life = _life(story, number, matter, cast, person=chance.randrange(people), chance=chance)
            begin = anchor - timedelta(days=chance.uniform(*story.age_days))
            found += _moments(life, begin.replace(microsecond=0), steps, anchor, policy.calendar)
    return sorted(found, key=lambda moment: (moment.at, moment.life.key, moment.place))


def fits(story: Story, matter: Matter, cast: Cast, policy: Policy) -> bool:
    """Whether a story can be told about a matter."""
    lead = cast.unit(matter.lead)
    listed = policy.catalogue_units(matter.category, matter.region)
    met = {
        "catalogue": listed is not None and listed.lead == matter.lead,
        "supports": bool(matter.supports),
        "lower": bool(_lower(lead, cast)),
        "upper": lead.level in ("county", "township"),
        "local": lead.level in ("county", "township"),
        "township": lead.level == "township" and lead.region.startswith("990101"),
    }
    kind = matter.kind in story.kinds if story.kinds else matter.kind not in ANSWERED
    return kind and all(met[need] for need in story.needs)


def _lower(lead: Unit, cast: Cast) -> str:
    below = (unit.id for unit in cast.units if unit.parent == lead.id and unit.level != "township")
    return next(below, "") if lead.kind == "territorial" else ""


def _life(story: Story, number: int, matter: Matter, cast: Cast, *, person: int, chance: random.Random) -> Life:
    departments = [u.id for u in cast.units if u.kind == "department" and u.id != matter.lead]
    other, third = chance.sample(departments, 2)
    lead = cast.unit(matter.lead)
    facts = {
        "lead": matter.lead,
        "supports": matter.supports,
        "support": matter.supports[0] if matter.supports else "",
        "other": other,
        "third": third,
        "both": (matter.lead, other),
        "lower": _lower(lead, cast),
        "upper": UPPER,
        "helpers": TOWNSHIP_HELPERS,
        "helper": TOWNSHIP_HELPERS[0],
        "clerk": f"p-{matter.lead.removeprefix('u-')}-unit_staff",
        "category": matter.category,
        "progress": matter.progress,
        "internal": matter.internal,
        "public": matter.public,
        "channel": chance.choice(CHANNELS),
        "anonymity": chance.choice(("open", "open", "open", "confidential")),
        "new_contact": f"contact-{story.id}-{number}-2",
    }
    return Life(f"{story.id}-{number}", story, matter, facts, person)


def _moments(
    life: Life, begin: datetime, steps: Mapping[str, Step], anchor: datetime, calendar: WorkCalendar
) -> list[Moment]:
    """The whole story, begun as much earlier as it takes to be over by the anchor, whatever holiday lies between."""
    while True:
        moments = list(_told(life, begin, steps, calendar))
        over = moments[-1].at - anchor
        if over <= NOTHING:
            return moments
        begin -= max(over, HALF_A_DAY)


def _told(life: Life, begin: datetime, steps: Mapping[str, Step], calendar: WorkCalendar) -> Iterator[Moment]:
    at = begin
    for place, name in enumerate(life.story.steps):
        step = steps[name]
        at = later(at, step.after, calendar)
        # Nobody's clerk sits at the desk on the minute; a few minutes, the same in every build.
        at += timedelta(seconds=(sum(map(ord, life.key)) * (place + 3) * 7) % 600 if place else 0)
        yield Moment(at, life, place, step)


def later(at: datetime, after: str, calendar: WorkCalendar) -> datetime:
    """`after` is an amount and m, h, d (natural), wh (office hours), wd (working days); `19:00` the next such time."""
    if ":" in after:
        return _next(calendar.local(at), time.fromisoformat(after))
    amount, unit = int(after.rstrip("mhdw")), after.lstrip("0123456789")
    match unit:
        case "wh":
            return calendar.add(at, Timeline.WORKING_HOURS, amount * 3600)
        case "wd":
            return calendar.add(at, Timeline.WORKING_DAYS, amount * 86400)
    return at + timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[unit]: amount})


def _next(local: datetime, clock: time) -> datetime:
    """The next instant at which a clock on the wall says so."""
    today = datetime.combine(local.date(), clock, local.tzinfo)
    return (today if today > local else today + timedelta(days=1)).astimezone(UTC)
