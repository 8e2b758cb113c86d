"""What a city counts, and how: the settings of a policy pack that measures read, as of one day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy


class Written(NamedTuple):
    """The text that a rule stands in: its basis, the day from which it holds (ISO, empty if unknown), file and line."""

    basis: str
    since: str
    source: str


class FollowUpRule(NamedTuple):
    """回访口径: how an answer counts.

    `partly_solved` and `neutral` are the share of one that an answer of that kind counts. `refused` and `unreachable`
    say what becomes of who gave no answer: `unknown` (in the base, in no rate), `not_met` (counts against), `outside`
    (leaves the base), or the share of one that they count. Unreachable is only who was tried enough: `attempts` times,
    on `days` days, in `different_bands` of `hours` (any hour where none are given). `wording` says which words were
    used, `text` where the rule stands.
    """

    attempts: int
    days: int
    hours: Sequence[str]
    wording: str
    partly_solved: float
    neutral: float
    refused: str | float
    unreachable: str | float
    different_bands: int = 0
    text: Written = Written("", "", "")

    def worth(self, silence: str) -> float | None:
        """What one who is `refused` or `unreachable` counts, 0 to 1; None: their silence is no answer."""
        said = getattr(self, silence)
        return 0.0 if said == "not_met" else said if isinstance(said, float) else None


class Burden(NamedTuple):
    """基层减负: what one ticket may cost those who handle it, and which hours are night.

    `acts`, `fields` and `files` are the most for each ticket; for each hundred tickets `warnings` the most at night,
    `twice` the most replies that are typed into another system as well. Packs older than the counts of fields and of
    double entry give no number for them, and nothing is judged.
    """

    acts: int
    files: int
    night_from: int
    night_until: int
    warnings: int
    text: Written
    fields: int | None = None
    twice: int | None = None


class Answering(NamedTuple):
    """接听时限: within how many seconds a person answers a call in time, and the text it stands in.

    Where no pack gives a number (0), no call is in time or late.
    """

    within_seconds: int = 0
    text: Written = Written("", "", "")


class Contact(NamedTuple):
    """先行联系: whether only a contact with evidence counts as a response, and the text that says so.

    Evidence is what a unit hands in with the contact (a photograph, a screenshot, the number of a recording); the
    hotline's own contact needs none. Where no pack says it, the unit's word is enough.
    """

    evidence: bool = False
    text: Written = Written("", "", "")


class Linking(NamedTuple):
    """关联标注样本: of closings that people watched for some days and judged, how often the linker said the same.

    Of `repeats` that came back by another ticket it linked `linked` (sensitivity); of the `others` it left `left_alone`
    (specificity).
    """

    days: int
    linked: int
    repeats: int
    left_alone: int
    others: int


class Reading(NamedTuple):
    """双人盲读: the rubric by which two readers read a reply (points by item), and how far apart they still agree.

    Where no pack says it they agree when they give the same points.
    """

    tolerance: int = 0
    rubric: Mapping[str, Mapping[str, object]] = {}


class Strata(NamedTuple):
    """复杂件、异常件: from how many parts, reopenings or dispatches on a ticket belongs to a stratum of its own.

    Where no pack gives a number, none makes it belong.
    """

    complex_parts: int = 0
    complex_reopens: int = 0
    anomalous_dispatches: int = 0
    anomalous_reopens: int = 0


class SampleRule(NamedTuple):
    """独立抽样回访: per cent of a unit's closings that the platform draws, and how many at least of each unit."""

    per_cent: int
    least: int


class Counting(NamedTuple):
    """Everything that a rule decides about measures on one day.

    `peer_bands` are the numbers of tickets at which a unit goes up a band of volume: peers are of one kind and band.
    `linking` is empty where nobody judged links. `pack` says whose rules they are: the pack that governs the place.
    `is_todays` says that they are younger than what they count, because no rule is as old.
    """

    minimum_n: int
    follow_up: FollowUpRule
    burden: Burden
    peer_bands: Sequence[int]
    linking: Sequence[Linking]
    reading: Reading
    strata: Strata
    answering: Answering
    contact: Contact
    pack: str = ""
    is_todays: bool = False

    def linking_within(self, days: int) -> Linking | None:
        """What is known of links within so many days after a closing."""
        return next((one for one in self.linking if one.days == days), None)


ANSWERING, CONTACT, FOLLOW_UP = "assessment.answering", "assessment.contact", "assessment.follow_up"


def counting(policy: Policy) -> Counting:
    """The rules of a policy as of its day. Raises: NoRule for a setting that no pack gives."""
    burden = Burden(**_given(policy, "assessment.burden"), text=_written(policy, "assessment.burden"))
    bands = tuple(_given(policy, "assessment.peer_bands"))
    linking = tuple(Linking(**one) for one in policy.setting("assessment.linking", ()))
    return Counting(
        int(_given(policy, "assessment.minimum_n")),
        _follow_up(policy),
        burden,
        bands,
        linking,
        Reading(**policy.setting("assessment.reading", {})),
        Strata(**policy.setting("assessment.strata", {})),
        _answering(policy),
        _contact(policy),
        policy.id,
    )


def _follow_up(policy: Policy) -> FollowUpRule:
    said = dict(_given(policy, FOLLOW_UP))
    shares = {name: value / 100 for name, value in said.items() if isinstance(value, int)}
    tried = {"attempts": "follow_up.attempts", "days": "follow_up.days", "hours": "follow_up.bands"}
    when = {name: _given(policy, setting) for name, setting in tried.items()}
    bands = int(policy.setting("follow_up.different_bands", 0))
    return FollowUpRule(**said | shares, **when, different_bands=bands, text=_written(policy, FOLLOW_UP))


def or_todays(rule_on: Callable[[date], Counting], day: date, today: date) -> Counting:
    """The rules of a day; today's where none is as old, for imported tickets may be older than any rule.

    Raises: NoRule when today has none either.
    """
    try:
        return rule_on(day)
    except NoRule:
        return rule_on(today)._replace(is_todays=True)


def _answering(policy: Policy) -> Answering:
    found = policy.setting(ANSWERING)
    return Answering() if found is None else Answering(**found, text=_written(policy, ANSWERING))


def _contact(policy: Policy) -> Contact:
    found = policy.setting(CONTACT)
    return Contact() if found is None else Contact(**found, text=_written(policy, CONTACT))


def sample_rule(policy: Policy) -> SampleRule:
    """How many are drawn, as of the policy's day. Raises: NoRule when no pack says it."""
    return SampleRule(**_given(policy, "assessment.sample"))


def _written(policy: Policy, name: str) -> Written:
    row = policy.rows["setting"][name]
    since = "" if row.since is None else row.since.isoformat()
    return Written(row.text("basis"), since, policy.setting_source(name))


class NoRule(DomainError):
    """A measure asks for a rule that no published pack gives."""

    code = "no_rule"


def _given(policy: Policy, name: str) -> Any:
    found = policy.setting(name)
    if found is None:
        raise NoRule(f"No pack of {policy.region or policy.id} sets {name}; publish policy/national/assessment.toml.")
    return found
