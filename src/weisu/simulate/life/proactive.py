"""未诉先办: what is done before anybody asks, where a manager would do it; and trifles registered to look busy."""

from collections import Counter

from weisu.domain.vocabulary import Role
from weisu.simulate.agenda import Story
from weisu.simulate.almanac import DAY, HOUR, Day
from weisu.simulate.life.neighbourhood import Neighbourhood
from weisu.simulate.problems import Problem
from weisu.simulate.scenario import Matter
from weisu.simulate.streams import Stream, word

PEAK_DAYS = 28
TRIFLES_A_DAY = 0.5
ENOUGH = 4
"""So many problems of one matter within four weeks are worth an action."""


class Action:
    """One action on one matter of one neighbourhood; `effect` is what it truly prevents, below 0 what it adds."""

    def __init__(self, number: int, matter: str, unit: str, registered_us: int, days: float, effect: float) -> None:
        self.number = number
        self.matter = matter
        self.unit = unit
        self.from_us = registered_us
        self.until_us = registered_us + int(days * DAY)
        self.effect = effect
        self.prevented = self.displaced = self.added = 0


class Manager:
    """Looks back at each month's end at what people complained of, and chooses where to act: after peaks."""

    def __init__(self, here: Neighbourhood) -> None:
        self.here = here
        self.recent: list[tuple[int, str]] = []
        self.actions: list[Action] = []

    def heard(self, problem: Problem) -> None:
        """A problem became known."""
        self.recent.append((self.here.now_us, problem.matter.key))

    def look(self, month: int) -> None:
        """Decide whether to act this month, and on what."""
        here, settings = self.here, self.here.settings.actions
        since = here.now_us - PEAK_DAYS * DAY
        self.recent = [(at, key) for at, key in self.recent if at >= since]
        draw = here.draw(here.key("action", month), "whether")
        due = settings.every_months > 0 and draw.chance(1.0 / settings.every_months)
        if not due or not here.city.order.with_actions:
            return
        counts = Counter(key for _, key in self.recent)
        peak = max(counts, key=lambda key: (counts[key] / (1.0 + PEAK_DAYS * here.births.rates[key]), key), default="")
        if peak and counts[peak] >= ENOUGH and not self.on(peak):
            self._act(month, here.city.matters[peak])

    def on(self, matter: str) -> Action | None:
        """The action that works on a matter now."""
        now = self.here.now_us
        return next((a for a in self.actions if a.matter == matter and a.from_us <= now < a.until_us), None)

    def _act(self, month: int, matter: Matter) -> None:
        here, settings = self.here, self.here.settings.actions
        key = here.key("action", month)
        unit = here.city.right_unit(matter.category, here.region.code).id
        effect, days = settings.effect.draw(here.draw(key, "effect")), settings.days.draw(here.draw(key, "days"))
        self.actions.append(Action(len(self.actions) + 1, matter.key, unit, here.now_us, days, effect))
        here.begin(found(here, key, matter, unit, Role.UNIT_LEAD))

    def spared(self, problem: Problem) -> bool:
        """Whether an action prevents this problem; some of those show next door instead."""
        action = self.on(problem.matter.key)
        if action is None:
            return False
        lot = Stream(problem.key ^ word("prevented"))
        if lot.uniform() >= abs(action.effect):
            return False
        if action.effect < 0:
            action.added += 1
            return False
        if lot.uniform() < self.here.settings.actions.displaced:
            action.displaced += 1
            problem.community = (problem.community + 1) % len(self.here.region.communities)
            return False
        action.prevented += 1
        problem.prevented_by = action.number
        return True

    def doubles(self, problem: Problem) -> bool:
        """Whether a harmful action lets a second problem be born beside this one."""
        action = self.on(problem.matter.key)
        return (
            action is not None
            and action.effect < 0
            and Stream(problem.key ^ word("prevented")).uniform() < -action.effect
        )


def found(here: Neighbourhood, key: int, matter: Matter, unit: str, role: Role) -> Story:
    """主动发现: a unit registers what nobody asked for, and gets it."""
    draw = here.draw(key, "found")
    case = here.open_case(key)
    case.matter, case.nature, case.right = matter, "proactive", unit
    community = draw.index(len(here.region.communities))
    title = here.titled(matter, key)
    words = {"request": here.say("proactive", draw, matter=title), "title": title}
    by = here.staff.of_unit(unit, role)
    fields = {"number": case.number, "kind": "other", "category": matter.category, "origin": "proactive"}
    place = {"region": here.region.code, "level": here.region.level, "community": here.place_of(community)}
    if not here.give(case, "register", by, words, channel="inspection", **fields, **place):
        return
    here.truth.opened(case)
    yield here.now_us + int(draw.between(0.2, 3.0) * HOUR)
    if not here.give(case, "triage", here.hub(Role.DISPATCHER), outcome="accept"):
        return
    if here.give(case, "dispatch", here.hub(Role.DISPATCHER), {"basis": here.say("dispatch_basis", draw)}, lead=unit):
        yield from here.plot.lead(here, case, unit)


def padding(here: Neighbourhood, day: Day) -> None:
    """凑数: units that live on trifles register some of them today."""
    if not day.works:
        return
    for unit, mine in here.padders.items():
        strength = here.city.games.strength(unit, "padding", day.start_us)
        draw = here.draw(here.key("padding", unit, day.number), "count")
        for number in range(draw.poisson(strength * TRIFLES_A_DAY)):
            key = here.key("padding", unit, day.number, number)
            case_at = day.start_us + int(draw.between(9.0, 17.0) * HOUR)
            here.begin(found(here, key, draw.choice(mine), unit, Role.UNIT_STAFF), case_at)
            here.truth.padded(key, unit, case_at)
