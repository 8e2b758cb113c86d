"""What a city counts, and how: the settings of a policy pack that measures read, as of one day."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy


class Written(NamedTuple):
    """The text that a rule stands in: its basis, the day from which it holds (ISO, empty if unknown), file and line.

    `is_todays` says that it is younger than what it counts, because no rule is as old.
    """

    basis: str
    since: str
    source: str
    is_todays: bool = False


class FollowUpRule(NamedTuple):
    """回访口径: how an answer counts.

    `partly_solved` and `neutral` are the share of one that an answer of that kind counts. `refused` and `unreachable`
    say what becomes of who gave no answer: `unknown` (in the base, in no rate), `not_met` (counts against), `outside`
    (leaves the base), or the share of one that they count. Unreachable is only who was tried enough: `attempts` times,
    on `days` days, in `different_bands` of `hours` (any hour where none are given). `wording` says which words were
    used.
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
    fields: int | None = None
    twice: int | None = None


class Answering(NamedTuple):
    """接听时限: within how many seconds a person answers a call in time.

    Where no pack gives a number (0), no call is in time or late.
    """

    within_seconds: int = 0


class Contact(NamedTuple):
    """先行联系: whether only a contact with evidence counts as a response.

    Evidence is what a unit hands in with the contact (a photograph, a screenshot, the number of a recording); the
    hotline's own contact needs none. Where no pack says it, the unit's word is enough.
    """

    evidence: bool = False


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
    `texts` holds where each setting stands that was given, by its name.
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
    pack: str
    texts: Mapping[str, Written]

    def linking_within(self, days: int) -> Linking | None:
        """What is known of links within so many days after a closing."""
        return next((one for one in self.linking if one.days == days), None)

    def text(self, setting: str) -> Written:
        """Where a setting stands; nowhere when no pack gives it."""
        return self.texts.get(setting, Written("", "", ""))


MINIMUM, ANSWERING, BURDEN = "assessment.minimum_n", "assessment.answering", "assessment.burden"
PEER_BANDS, LINKING, READING = "assessment.peer_bands", "assessment.linking", "assessment.reading"
STRATA, FOLLOW_UP, SAMPLE = "assessment.strata", "assessment.follow_up", "assessment.sample"
CONTACT = "assessment.contact"
TRIES = {"attempts": "follow_up.attempts", "days": "follow_up.days", "hours": "follow_up.bands"}
DIFFERENT_BANDS = "follow_up.different_bands"
FOLLOWING_UP = (FOLLOW_UP, *TRIES.values(), DIFFERENT_BANDS)
"""Everything that decides how the answers of follow-ups count."""


class NoRule(DomainError):
    """A measure asks for a rule that no published pack gives."""

    code = "no_rule"


class _Settings:
    """The settings of one day, one that no rule gave yet as it is today; `texts`: where those stand that were read."""

    def __init__(self, policy: Policy, today: Policy) -> None:
        self.policy, self.today = policy, today
        self.texts: dict[str, Written] = {}

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a setting, or the default when none is given today either."""
        is_todays = self.policy.setting(name) is None
        giver = self.today if is_todays else self.policy
        if giver.setting(name) is None:
            return default
        self.texts[name] = _written(giver, name, is_todays=is_todays)
        return giver.setting(name)

    def given(self, name: str) -> Any:
        """The value of a setting. Raises: NoRule when none is given today either."""
        found = self.get(name)
        if found is None:
            place = self.policy.region or self.policy.id
            raise NoRule(f"No pack of {place} sets {name}; publish policy/national/assessment.toml.")
        return found


def _written(policy: Policy, name: str, *, is_todays: bool) -> Written:
    row = policy.rows["setting"][name]
    since = "" if row.since is None else row.since.isoformat()
    return Written(row.text("basis"), since, policy.setting_source(name), is_todays)


def counting(policy: Policy, today: Policy | None = None) -> Counting:
    """The rules of a policy as of its day; a setting younger than that, as imported tickets may be, as it is `today`.

    Raises: NoRule for a setting that neither gives.
    """
    settings = _Settings(policy, today or policy)
    return Counting(
        int(settings.given(MINIMUM)),
        _follow_up(settings),
        Burden(**settings.given(BURDEN)),
        tuple(settings.given(PEER_BANDS)),
        tuple(Linking(**one) for one in settings.get(LINKING, ())),
        Reading(**settings.get(READING, {})),
        Strata(**settings.get(STRATA, {})),
        Answering(**settings.get(ANSWERING, {})),
        Contact(**settings.get(CONTACT, {})),
        policy.id,
        settings.texts,
    )


def _follow_up(settings: _Settings) -> FollowUpRule:
    said = settings.given(FOLLOW_UP)
    shares = {name: value / 100 for name, value in said.items() if isinstance(value, int)}
    tried = {name: settings.given(setting) for name, setting in TRIES.items()}
    bands = int(settings.get(DIFFERENT_BANDS, 0))
    return FollowUpRule(**said | shares, **tried, different_bands=bands)


def sample_rule(policy: Policy) -> SampleRule:
    """How many are drawn, as of the policy's day. Raises: NoRule when no pack says it."""
    return SampleRule(**_Settings(policy, policy).given(SAMPLE))
