"""How long, whether it came back and whether it helped, in SQL as somebody would write it by hand."""

from tools.bench.parts.hand_written import CLOSED, CURRENT, KEPT, MERGED, MONTH, Columns, Question, shares

STAGES = "registered accepted dispatched acknowledged handling return_review deferred replied".split()


def curves(as_of_us: int) -> list[Question]:
    """Durations with how they ended, counted: what a curve is drawn from."""
    stays = [which(as_of_us, stage) for which in (_stage, _stage_working) for stage in STAGES]
    return [*stays, *_back(as_of_us)]


def _stage(as_of_us: int, stage: str) -> Question:
    sql = f"""SELECT lead_id AS unit, {MONTH.format(when="registered_us")}, (status <> '{stage}')::INT AS code,
        {stage}_s + CASE WHEN status = '{stage}' THEN ({as_of_us} - last_us) // 1000000 ELSE 0 END AS s, count(*) AS n
        FROM fct_ticket WHERE {stage}_s > 0 OR status = '{stage}' GROUP BY ALL"""
    return Question(sql, shares("n", f"residence_{stage}"), is_curve=True)


def _stage_working(as_of_us: int, stage: str) -> Question:
    sql = f"""WITH until AS (SELECT arg_max(before_us + least({as_of_us}, end_us) - begin_us, begin_us) AS us
            FROM office WHERE begin_us <= {as_of_us}),
        idle AS (SELECT ticket_id, (us - before_us - least(last_us, end_us) + begin_us) // 1000000 AS s
            FROM (SELECT ticket_id, last_us FROM fct_ticket WHERE status = '{stage}') ASOF JOIN office
            ON last_us >= begin_us, until)
        SELECT lead_id AS unit, {MONTH.format(when="registered_us")}, (status <> '{stage}')::INT AS code,
        {stage}_working_s + coalesce(idle.s, 0) AS s, count(*) AS n FROM fct_ticket LEFT JOIN idle USING (ticket_id)
        WHERE {stage}_s > 0 OR status = '{stage}' GROUP BY ALL"""
    return Question(sql, shares("n", f"residence_{stage}_working"), is_curve=True)


DAYS, DAY_US = (7, 30, 90), 86_400_000_000


def _back(as_of_us: int) -> list[Question]:
    """What came back after a closing: how soon, and which tickets were ever reopened."""
    closing = f"""WITH again AS (SELECT t.ticket_id, min(r.registered_us) AS again_us FROM fct_ticket t
            JOIN fct_ticket r ON r.repeat_of = t.number AND r.registered_us > t.first_closed_us GROUP BY 1),
        led AS (SELECT ticket_id, arg_max(a.unit_id, a.spell) AS led_id FROM fct_ticket t
            JOIN fct_assignment a USING (ticket_id) WHERE t.reopens > 0 AND a.role = 'lead'
            AND (a.since_us < t.first_closed_us OR (a.since_us = t.first_closed_us AND a.via <> 'reopen')) GROUP BY 1),
        closing AS (SELECT *, CASE WHEN reopens > 0 THEN led_id ELSE lead_id END AS unit,
            {MONTH.format(when="first_closed_us")}, least(first_reopened_us, again_us) AS back_us,
            least(CASE WHEN withdrawn_us > first_closed_us THEN withdrawn_us END,
                CASE WHEN merged_us > first_closed_us THEN merged_us END) AS gone_us
            FROM fct_ticket LEFT JOIN again USING (ticket_id) LEFT JOIN led USING (ticket_id)
            WHERE first_closed_us IS NOT NULL AND {KEPT})"""
    durable = f"""{closing} SELECT unit, month,
        CASE WHEN first_reopened_us <= coalesce(again_us, first_reopened_us) THEN 1 WHEN again_us IS NOT NULL THEN 2
            WHEN gone_us IS NOT NULL THEN 3 ELSE 0 END AS code,
        (coalesce(back_us, gone_us, {as_of_us}) - first_closed_us) // 1000000 AS s, count(*) AS n
        FROM closing WHERE unit <> '' GROUP BY ALL"""
    over = {days: f"first_closed_us + {days * DAY_US}" for days in DAYS}
    watched = [
        f"""count(*) FILTER ({end} <= {as_of_us}) AS watched_{days},
        count(*) FILTER ({end} <= {as_of_us} AND again_us <= {end}) AS repeated_{days}"""
        for days, end in over.items()
    ]
    shares_of = f"""{closing} SELECT unit, month, count(*) AS n, count(first_reopened_us) AS reopened,
        {", ".join(watched)} FROM closing WHERE unit <> '' GROUP BY ALL"""
    tells = shares("n", "reopened")
    tells |= {f"repeated_{days}": Columns(f"watched_{days}", f"repeated_{days}") for days in DAYS}
    return [
        Question(durable, shares("n", *(f"durable_{days}" for days in DAYS)), is_curve=True),
        Question(shares_of, tells),
    ]


OVER = f"""(({MERGED} AND merged_us <= limit_us) OR (withdrawal = 'confirmed' AND withdrawn_us <= limit_us)
            OR (status IN ('closed', 'archived') AND declined_us > coalesce(closed_us, 0)
            AND declined_us <= limit_us))"""
HEARD = f"({CURRENT} AND follow_up NOT IN ('refused', 'unreachable') AND {{question}} IN ('yes', 'partly', 'no'))"


def follow_ups(as_of_us: int) -> list[Question]:
    """What requesters and other witnesses said when they were asked, and what they said unasked."""
    solved, satisfied = HEARD.format(question="solved"), HEARD.format(question="satisfied")
    owed = f"""WITH led AS (SELECT ticket_id, arg_max(closure_due_us, spell) AS led_us FROM fct_assignment
            SEMI JOIN (SELECT ticket_id FROM fct_ticket WHERE promise_due_us IS NULL) USING (ticket_id)
            WHERE role = 'lead' AND closure_due_us IS NOT NULL GROUP BY 1),
        owed AS (SELECT *, coalesce(promise_due_us, led_us, closed_us) AS limit_us
            FROM fct_ticket LEFT JOIN led USING (ticket_id) WHERE lead_id <> '')
        SELECT lead_id AS unit, {MONTH.format(when="limit_us")}, count(*) AS base,
        count(*) FILTER ({CURRENT}) AS asked,
        count(*) FILTER ({CURRENT} AND follow_up <> 'unreachable') AS follow_up_reached,
        count(*) FILTER ({solved}) AS said_solved, count(*) FILTER ({solved} AND solved = 'yes') AS solved,
        count(*) FILTER ({satisfied}) AS said_satisfied,
        count(*) FILTER ({satisfied} AND satisfied IN ('yes', 'partly')) AS satisfied
        FROM owed WHERE limit_us < {as_of_us} AND {KEPT} AND NOT coalesce({OVER}, false) GROUP BY ALL"""
    tells = {name: Columns(f"said_{name}", name, "base") for name in ("solved", "satisfied")}
    return [Question(owed, tells | shares("asked", "follow_up_reached")), *_said()]


def _said() -> list[Question]:
    """What others say of a ticket, each by the month in which it was said."""
    rows = {
        "witnessed": (
            "lead_id",
            "closed_us",
            f"{CLOSED} AND lead_id <> '' AND {KEPT}",
            "resolution IS NOT NULL AND resolution_us >= coalesce(reopened_us, 0)",
        ),
        "rated_well_unasked": (
            "lead_id",
            "graded_us",
            "grade IS NOT NULL AND NOT coalesce(grade_solicited, false)",
            "grade IN ('satisfied', 'very_satisfied')",
        ),
        "withdrawal_contested": ("lead_id", "withdrawn_us", "withdrawal IS NOT NULL", "withdrawal = 'contested'"),
        "refusal_overturned": ("''", "declined_us", "refusal_review IS NOT NULL", "refusal_review = 'overturned'"),
    }
    return [
        Question(
            f"""SELECT {unit} AS unit, {MONTH.format(when=when)}, count(*) AS n, count(*) FILTER ({met}) AS {key}
            FROM fct_ticket WHERE {counts} GROUP BY ALL""",
            shares("n", key),
        )
        for key, (unit, when, counts, met) in rows.items()
    ]
