"""What really happened in one neighbourhood, collected as it happens; nothing of it is ever in the log.

The columns of every table are `TABLES`; docs/reference/truth.md says what each means.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from weisu.simulate.almanac import Day
from weisu.simulate.people import uuid_text
from weisu.simulate.streams import word

if TYPE_CHECKING:
    from weisu.simulate.life.aftercare import Verdict
    from weisu.simulate.life.door import Wish
    from weisu.simulate.life.neighbourhood import Neighbourhood
    from weisu.simulate.life.proactive import Manager
    from weisu.simulate.people import Person
    from weisu.simulate.port import Case
    from weisu.simulate.problems import Problem

TEXT, WHOLE, NUMBER, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()

TABLES: dict[str, pa.Schema] = {
    "problems": pa.schema(
        [("problem_id", TEXT), ("neighbourhood", TEXT), ("community", TEXT), ("matter", TEXT), ("category", TEXT),
         ("life", TEXT), ("severity", NUMBER), ("difficulty", NUMBER), ("born_us", WHOLE), ("gone_us", WHOLE),
         ("contacts", WHOLE), ("mends", WHOLE), ("plant_id", WHOLE), ("prevented_by", WHOLE)]
    ),
    "contacts": pa.schema(
        [("contact_id", TEXT), ("at_us", WHOLE), ("neighbourhood", TEXT), ("channel", TEXT), ("nature", TEXT),
         ("matter", TEXT), ("requester_id", TEXT), ("problem_id", TEXT), ("ticket_id", TEXT), ("is_heard", TRUTH)]
    ),
    "tickets": pa.schema(
        [("ticket_id", TEXT), ("number", TEXT), ("neighbourhood", TEXT), ("nature", TEXT), ("matter", TEXT),
         ("problem_id", TEXT), ("right_unit", TEXT), ("is_excludable", TRUTH), ("is_repeat", TRUTH),
         ("registered_us", WHOLE), ("closed_us", WHOLE), ("closed_by_unit", TEXT), ("is_resolved", TRUTH)]
    ),
    "units": pa.schema(
        [("unit_id", TEXT), ("skill", NUMBER), ("pace", NUMBER), ("load", NUMBER), ("contact_hours", NUMBER),
         ("sign_hours", NUMBER), ("by_due_date", NUMBER), ("auto_close", NUMBER), ("double_entry", NUMBER),
         ("evidence", NUMBER)]
    ),
    "gaming": pa.schema(
        [("unit_id", TEXT), ("kind", TEXT), ("strength", NUMBER), ("from_us", WHOLE), ("until_us", WHOLE),
         ("ticket_id", TEXT), ("at_us", WHOLE)]
    ),
    "hotspots": pa.schema(
        [("plant_id", WHOLE), ("kind", TEXT), ("matter", TEXT), ("neighbourhood", TEXT), ("community", TEXT),
         ("x_km", NUMBER), ("y_km", NUMBER), ("from_us", WHOLE), ("until_us", WHOLE), ("strength", NUMBER),
         ("shape", TEXT)]
    ),
    "actions": pa.schema(
        [("neighbourhood", TEXT), ("action", WHOLE), ("matter", TEXT), ("unit_id", TEXT), ("from_us", WHOLE),
         ("until_us", WHOLE), ("effect", NUMBER), ("prevented", WHOLE), ("displaced", WHOLE), ("added", WHOLE)]
    ),
    "malice": pa.schema(
        [("ticket_id", TEXT), ("requester_id", TEXT), ("nature", TEXT), ("is_legitimate", TRUTH), ("is_refused", TRUTH)]
    ),
    "people": pa.schema(
        [("requester_id", TEXT), ("neighbourhood", TEXT), ("kind", TEXT), ("age", TEXT), ("channel", TEXT),
         ("reporting_rate", NUMBER), ("critical", NUMBER), ("lies", TRUTH), ("contacts", WHOLE)]
    ),
    "follow_ups": pa.schema(
        [("ticket_id", TEXT), ("round", WHOLE), ("unit_id", TEXT), ("at_us", WHOLE), ("is_solved", TRUTH),
         ("is_satisfied", TRUTH), ("says_solved", TRUTH), ("says_satisfied", TRUTH), ("flattered_by", TEXT),
         ("response_probability", NUMBER), ("is_asked", TRUTH), ("is_reached", TRUTH)]
    ),
    "expectations": pa.schema(
        [("unit_id", TEXT), ("matter", TEXT), ("month", WHOLE), ("resolved_rate", NUMBER)]
    ),
    "intensity": pa.schema(
        [("neighbourhood", TEXT), ("matter", TEXT), ("day", TEXT), ("expected", NUMBER), ("planted", NUMBER),
         ("born", WHOLE)]
    ),
    "counterfactual": pa.schema(
        [("neighbourhood", TEXT), ("matter", TEXT), ("day", TEXT), ("problems", WHOLE), ("contacts", WHOLE)]
    ),
}  # fmt: skip

ILL = frozenset({"unreasonable", "malicious", "claimant", "look_alike", "statutory", "emergency"})
LEGITIMATE = frozenset({"look_alike", "claimant", "problem"})


class Truth:
    """Rows of one neighbourhood by table; collects nothing when nobody asked for the truth."""

    def __init__(self, here: "Neighbourhood") -> None:
        self.here = here
        self.wanted = here.city.order.truth
        self.manager: Manager | None = None
        self.problems: list[Problem] = []
        self.cases: dict[str, Case] = {}
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        self.callers: dict[str, tuple[Person, int]] = {}
        self.cells: Counter[tuple[str, str, int]] = Counter()
        self.born_on: Counter[tuple[str, int]] = Counter()
        self.asked: dict[int, int] = {}

    def born(self, problem: "Problem") -> None:
        """A problem is there, or would have been."""
        if self.wanted:
            self.problems.append(problem)
            self.born_on[problem.matter.key, self.here.almanac.day_of(problem.born_us).number] += 1

    def enquired(self, day: Day, count: int) -> None:
        """So many enquiries came on a day."""
        if self.wanted:
            self.asked[day.number] = count

    def contact(self, wish: "Wish", case: "Case | None", *, heard: bool) -> None:
        """Somebody spoke; `case` is the ticket it became or was about."""
        problem = wish.problem
        if problem is not None and heard and problem.contacts == 1 and self.manager is not None:
            self.manager.heard(problem)
        if not self.wanted:
            return
        here, person = self.here, wish.person
        of = problem_id(problem) if problem is not None else None
        self.rows["contacts"].append(
            (f"{wish.key:016x}", here.now_us, here.region.code, person.channel, wish.nature, wish.matter.key, person.id,
             of, case.ticket_text if case is not None else None, heard)
        )  # fmt: skip
        self.callers[person.id] = (person, self.callers.get(person.id, (person, 0))[1] + 1)
        self.cells["contacts", wish.matter.key, here.today().number] += 1
        if wish.nature in ILL and case is not None:
            legal = wish.nature in LEGITIMATE
            self.rows["malice"].append((case.ticket_text, person.id, wish.nature, legal, False))

    def malice(self, wish: "Wish", case: "Case", *, recognised: bool) -> None:
        """A request was refused at the door."""
        if not self.wanted:
            return
        legal = wish.nature in LEGITIMATE
        self.rows["malice"] = [row for row in self.rows["malice"] if row[0] != case.ticket_text]
        self.rows["malice"].append((case.ticket_text, wish.person.id, wish.nature, legal, recognised))

    def opened(self, case: "Case") -> None:
        """A ticket was registered."""
        if self.wanted:
            self.cases[case.ticket_text] = case

    def closed(self, case: "Case") -> None:
        """A ticket was closed; whether the problem is gone is another fact."""
        problem = case.problem
        case.fixed = case.fixed if problem is None else problem.gone_us <= self.here.now_us

    def padded(self, key: int, unit: str, at_us: int) -> None:
        """A trifle was registered to look busy."""
        if self.wanted:
            ticket = uuid_text(key ^ word("ticket"))
            self.rows["gaming"].append((unit, "padding", None, None, None, ticket, at_us))

    def followed_up(
        self, case: "Case", unit: str, verdict: "Verdict", reach: float, *, asked: bool, reached: bool
    ) -> None:
        """What a requester thinks, whether or not anybody could ask them."""
        if self.wanted:
            problem, now_us = case.problem, self.here.now_us
            solved = verdict.solved if problem is None else problem.gone_us <= now_us
            self.rows["follow_ups"].append(
                (case.ticket_text, case.state.reopens, unit, now_us, solved, verdict.satisfied,
                 verdict.says_solved, verdict.says_satisfied, verdict.flattered, reach, asked, reached)
            )  # fmt: skip


def problem_id(problem: "Problem") -> str:
    """How the truth names a problem."""
    return f"{problem.key:016x}"
