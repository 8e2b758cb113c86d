"""Unobtrusive monitoring: was it solved, are they satisfied, for every unit, from a few asked and the traces of all.

A random sample (`sampling`) was asked; `predicting` says of everybody what they would answer; PPI joins both. The
interval tells of exactly these closings, and supposes that those who answered are like those drawn. What nobody has to
suppose stands beside: the bounds whatever the silent would have said, and the share of yes among the silent at which
the unit would stand where the whole stands.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from weisu.analytics.draws import Draw
from weisu.analytics.predicting import FOLDS, chances, predicted
from weisu.analytics.rules import FollowUpRule
from weisu.analytics.sampling import lot
from weisu.analytics.star import Star
from weisu.analytics.tables import FOLLOW_UP
from weisu.analytics.traces import matrix
from weisu.domain.errors import DomainError
from weisu.domain.vocabulary import NOT_INDEPENDENT, EventType
from weisu.science import nonresponse, ppi
from weisu.science.arrays import Booleans, Floats, Integers
from weisu.science.intervals import Interval

QUESTIONS = {"solved": "partly_solved", "satisfied": "neutral"}
"""What is asked, and which number of the rule weighs the answer in between."""

WHOLE = ""
"""The unit of the row that tells of all units together."""


class Monitored(NamedTuple):
    """One unit, or all: what is estimated of its `closed`, of which `drawn` were asked and `answered` answered.

    `worth` is how many answers without traces would tell as much. `bound_low` and `bound_high` hold whatever the silent
    would have said, `outer_low` and `outer_high` with the error of having drawn a sample. `tipping` is None when no
    answers of the silent bring the unit to the whole. `why` says why there is no value.
    """

    unit: str
    closed: int
    drawn: int
    answered: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    worth: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None
    outer_low: float | None = None
    outer_high: float | None = None
    tipping: float | None = None
    why: str = ""


class Monitoring(NamedTuple):
    """The whole, every unit by name, how alike those who answered are to those drawn (R), and how well traces tell."""

    whole: Monitored
    units: tuple[Monitored, ...]
    likeness: float | None
    correlation: float | None


class Asked(NamedTuple):
    """One row per closing: its unit, whether it was drawn and answered, the answer (0 to 1), and what is predicted."""

    unit: Sequence[str]
    drawn: Booleans
    answered: Booleans
    answer: Floats
    prediction: Floats

    def of(self, rows: Integers) -> "Asked":
        """Some of the rows."""
        units = [self.unit[row] for row in rows]
        return Asked(units, self.drawn[rows], self.answered[rows], self.answer[rows], self.prediction[rows])


class NoQuestion(DomainError):
    """A question that nobody is asked."""

    code = "no_question"


def monitor(star: Star, draw: Draw, question: str, *, rule: FollowUpRule, minimum: int) -> Monitoring:
    """What a draw and the answers the star holds by now say of a question: `solved` or `satisfied`.

    Raises: NoQuestion.
    """
    if question not in QUESTIONS:
        raise NoQuestion(f"Nobody is asked {question!r}.", instead=list(QUESTIONS))
    return estimated(draw, answers(star, draw.rows, question, rule), minimum=minimum)


def answers(star: Star, rows: pa.Table, question: str, rule: FollowUpRule) -> list[float | None]:
    """What each closing's requester first answered after it, asked by somebody independent; None: nothing."""
    weights = {"yes": 1.0, "partly": float(getattr(rule, QUESTIONS[question])), "no": 0.0}
    told = FOLLOW_UP.filter(
        FOLLOW_UP["type"] == EventType.FOLLOW_UP_COMPLETED.value,
        FOLLOW_UP.actor_kind.notin([kind.value for kind in NOT_INDEPENDENT]),
        FOLLOW_UP.withdrawal.isnull(),
        FOLLOW_UP[question].isin(list(weights)),
    )
    told = told.select("at_us", ticket_id=told.ticket_id.cast("string"), said=told[question])
    found: dict[str, list[tuple[int, str]]] = {}
    for at_us, ticket, said in _rows(star.engine.answer(told.order_by("at_us")), "at_us", "ticket_id", "said"):
        found.setdefault(ticket, []).append((at_us, said))
    return [
        next((weights[said] for at_us, said in found.get(ticket, ()) if at_us >= closed_us), None)
        for ticket, closed_us in _rows(rows, "ticket_id", "closed_us")
    ]


def estimated(draw: Draw, said: Sequence[float | None], *, minimum: int) -> Monitoring:
    """What the answers `said` (one per closing; those that were not drawn for are passed over) tell of every unit."""
    rows = draw.rows
    asked = np.asarray(rows["drawn"].to_pylist(), dtype=np.bool_)
    answered = asked & np.array([one is not None for one in said], dtype=np.bool_)
    answer = np.array([0.0 if one is None else one for one in said])
    left = matrix(rows)
    fold = np.array([int(FOLDS * lot(f"{draw.terms.seed} fold", n)) for n in rows["number"].to_pylist()], dtype=int)
    guess = predicted(left, answer, answered, fold)
    told = Asked(rows["unit"].to_pylist(), asked, answered, answer, guess)
    parts = {unit: told.of(np.array(places)) for unit, places in _places(told.unit).items()}
    trust = _trust(told, sorted(parts))
    whole = _whole(told, parts, trust, minimum)
    units = tuple(_unit(unit, parts[unit], trust, whole.value, minimum) for unit in sorted(parts))
    return Monitoring(whole, units, _likeness(left, asked, answered), _correlation(guess[answered], answer[answered]))


def _places(units: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        found.setdefault(unit, []).append(place)
    return found


def _trust(told: Asked, units: Sequence[str]) -> ppi.Trust:
    """What predictions are worth within units; nothing where too few answered to say."""
    if told.answered.sum() < 3:
        return ppi.Trust(0.0, 1.0)
    number = {unit: place for place, unit in enumerate(units)}
    group = np.array([number[unit] for unit in told.unit])[told.answered]
    return ppi.trusted(told.answer[told.answered], told.prediction[told.answered], group)


def _unit(unit: str, part: Asked, trust: ppi.Trust, whole: float | None, minimum: int) -> Monitored:
    found = _counted(unit, part)
    if found.answered < max(minimum, 2):
        return found._replace(why="few_answers")
    silent = found.drawn - found.answered
    tipping = None
    if silent and whole is not None:
        tipping = nonresponse.tipping_point(
            round(float(part.answer[part.answered].sum())), found.answered, found.drawn, whole
        )
    estimate = _estimate(part, trust)
    between = ppi.share_among(estimate, found.closed)
    return _valued(found, estimate, between)._replace(tipping=tipping)


def _counted(unit: str, part: Asked) -> Monitored:
    """The counts, and bounds from them; answers that count in part are rounded away from what is claimed."""
    drawn, answered = int(part.drawn.sum()), int(part.answered.sum())
    found = Monitored(unit, len(part.unit), drawn, answered)
    if not drawn:
        return found
    met = float(part.answer[part.answered].sum())
    least = nonresponse.bounds(np.floor(met), answered, drawn, everybody=found.closed)
    most = nonresponse.bounds(np.ceil(met), answered, drawn, everybody=found.closed)
    return found._replace(
        bound_low=float(least.low),
        bound_high=float(most.high),
        outer_low=float(least.outer_low),
        outer_high=float(most.outer_high),
    )


def _estimate(part: Asked, trust: ppi.Trust) -> ppi.Estimate:
    answered = part.answered
    return ppi.among(part.answer[answered], part.prediction[answered], part.prediction[~answered], trust)


def _valued(found: Monitored, estimate: ppi.Estimate, between: Interval) -> Monitored:
    low, value, high = (float(end) for end in between)
    return found._replace(value=value, low=low, high=high, worth=estimate.worth)


def _whole(told: Asked, parts: dict[str, Asked], trust: ppi.Trust, minimum: int) -> Monitored:
    """All units by what each closed; those with few answers are one part together."""
    found = Monitored(WHOLE, len(told.unit), int(told.drawn.sum()), int(told.answered.sum()))
    found = _bounded(found, list(parts.values()))
    together = _together(list(parts.values()), trust, max(minimum, 2))
    if found.answered < minimum or together is None:
        return found._replace(why="few_answers")
    return _valued(found, together, ppi.share(together))


def _together(parts: Sequence[Asked], trust: ppi.Trust, least: int) -> ppi.Estimate | None:
    """Units by what each closed; those with fewer answers than `least` as one, with the smallest other if need be.

    None where too few answered.
    """
    few = [part for part in parts if part.answered.sum() < least]
    strata = sorted((part for part in parts if part.answered.sum() >= least), key=lambda part: -len(part.unit))
    if strata and few and sum(part.answered.sum() for part in few) < 2:
        few.append(strata.pop())
    if few:
        strata.append(_joined(few))
    if min((part.answered.sum() for part in strata), default=0) < 2:
        return None
    return ppi.combined([_estimate(part, trust) for part in strata], [len(part.unit) for part in strata])


def _bounded(found: Monitored, parts: Sequence[Asked]) -> Monitored:
    """With the bounds of all units together, each by what it closed: had the silent all said no, or all yes."""
    nothing_told = ppi.Trust(0.0, 1.0)
    low, high = (_together([_heard(part, said) for part in parts], nothing_told, 2) for said in (0.0, 1.0))
    if low is None or high is None:
        return found
    are_all_drawn = all(part.drawn.all() for part in parts)
    return found._replace(
        bound_low=low.mean,
        bound_high=high.mean,
        outer_low=low.mean if are_all_drawn else float(ppi.share(low).low),
        outer_high=high.mean if are_all_drawn else float(ppi.share(high).high),
    )


def _heard(part: Asked, said: float) -> Asked:
    """As if everybody drawn had answered, and the silent had `said` it."""
    silent = part.drawn & ~part.answered
    return part._replace(answered=part.drawn, answer=np.where(silent, said, part.answer))


def _joined(parts: Sequence[Asked]) -> Asked:
    units = [unit for part in parts for unit in part.unit]
    drawn, answered = (np.concatenate([part[place] for part in parts]) for place in (1, 2))
    answer, prediction = (np.concatenate([part[place] for part in parts]) for place in (3, 4))
    return Asked(units, drawn, answered, answer, prediction)


def _likeness(left: Floats, asked: Booleans, answered: Booleans) -> float | None:
    if asked.sum() < 2:
        return None
    return nonresponse.r_indicator(chances(left[asked], np.ones(int(asked.sum()), dtype=np.bool_), answered[asked]))


def _correlation(guess: Floats, answer: Floats) -> float | None:
    if answer.size < 3 or not np.ptp(guess) or not np.ptp(answer):
        return None
    return float(np.corrcoef(guess, answer)[0, 1])


def _rows(table: pa.Table, *names: str) -> Any:
    return zip(*(table[name].to_pylist() for name in names), strict=True)
