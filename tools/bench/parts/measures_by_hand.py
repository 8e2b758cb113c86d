"""Every measure by unit and month in SQL as somebody would write it by hand over the same Parquet files."""

from pathlib import Path

import duckdb

MONTH = "strftime(make_timestamp({when}), '%Y-%m') AS month"
KEPT = "coalesce(exclusion, '') <> 'granted'"
HAD = "dispatched_us IS NOT NULL"
CURRENT = "followed_up_us >= coalesce(reopened_us, 0)"


def questions(as_of_us: int) -> list[str]:
    """One question per table and instant; what can share a pass shares it."""
    return [
        *_limits(as_of_us),
        _of_parts(),
        _at_registration(as_of_us),
        *_curves(as_of_us),
        *_by_senders(),
        *_follow_ups(as_of_us),
        *_paths(),
        """SELECT unit_id, day, sum(n) FILTER (type = 'contact.received'), sum(n) FILTER (type = 'contact.missed'),
            sum(n) FILTER (type = 'contact.received' AND waited_s <= 15),
            sum(n) FILTER (type <> 'contact.called_back' AND outcome IS DISTINCT FROM 'turned_away')
            FROM agg_call GROUP BY ALL""",
        "SELECT to_unit_id, count(*), count(*) FILTER (hour >= 21 OR hour < 7) FROM fct_warning GROUP BY ALL",
        _readings(),
    ]


TAKEN = "({done} IS NULL AND ended_us > 0 AND ended_us <= {clock}_due_us)"
GOOD = "(CASE WHEN reviewed_us >= replied_us AND coalesce(approved_us, 0) < reviewed_us THEN NULL ELSE replied_us END)"
SINCE = "(CASE WHEN {done} >= {since} THEN {done} END)"
RESTING = f"({GOOD} IS NULL AND rests > wakings AND paused_us <= closure_due_us)"


def _limits(as_of_us: int) -> list[str]:
    parts = {
        "acknowledge": "acknowledged_us",
        "first_contact": "contacted_us",
        "closure": GOOD,
        "redo": GOOD,
        "reply_review": SINCE.format(done="reviewed_us", since="replied_us"),
        "return_ruling": SINCE.format(done="return_ruled_us", since="return_requested_us"),
        "supervision": SINCE.format(done="supervision_answered_us", since="supervised_us"),
    }
    whole = {
        "triage": "triaged_us",
        "dispatch": "dispatched_us",
        "promise": "first_closed_us",
        "follow_up": SINCE.format(done="followed_up_us", since="closed_us"),
    }
    return [
        f"""SELECT {unit}, {MONTH.format(when=f"{clock}_due_us")}, count(*) AS n,
            count(*) FILTER ({done} <= {clock}_due_us) AS met, {beside} FROM {table}
            WHERE {clock}_due_us IS NOT NULL AND {KEPT} AND {clock}_due_us < {as_of_us}
            AND NOT coalesce({_spared(table, clock, done)}, false) GROUP BY ALL"""
        for table, unit, clocks, beside in (
            ("fct_assignment", "unit_id", parts, "count(*) FILTER (extensions > 0)"),
            ("fct_ticket", "lead_id", whole, "0"),
        )
        for clock, done in clocks.items()
    ]


def _spared(table: str, clock: str, done: str) -> str:
    """Parts that owed nothing any more when the limit came."""
    if clock in ("reply_review", "return_ruling"):
        return "false"
    if table == "fct_ticket":
        due, gone = f"{clock}_due_us", "reopened_us" if clock == "follow_up" else "withdrawn_us"
        return f"({done} IS NULL AND (merged_us <= {due} OR {gone} <= {due}))"
    taken = TAKEN.format(done=done, clock=clock)
    return f"({taken} OR {RESTING})" if clock == "closure" else taken


def _of_parts() -> str:
    return f"""SELECT unit_id, {MONTH.format(when="since_us")}, {KEPT} AS is_kept, count(*) AS n,
        sum(returns_requested), sum(returns_upheld), sum(returns_ruled), count(*) FILTER (replies_rejected > 0),
        count(*) FILTER (reviewed_us IS NOT NULL), count(*) FILTER (disputes > 0), count(*) FILTER (supervisions > 0),
        count(*) FILTER (deferrals > 0), count(*) FILTER (contacted_us <= replied_us AND files > 0),
        count(first_replied_us),
        avg((rest_us + CASE WHEN rests > wakings THEN stopped_us ELSE 0 END) / (ended_us - since_us))
            FILTER (ended_us > since_us)
        FROM fct_assignment GROUP BY ALL"""


def _at_registration(as_of_us: int) -> str:
    return f"""SELECT lead_id, {MONTH.format(when="registered_us")}, count(*) AS n, count(*) FILTER ({HAD}) AS given,
        count(*) FILTER ({HAD} AND closed_us IS NULL AND archived_us IS NULL AND status <> 'withdrawn'),
        avg(dispatches - 1) FILTER ({HAD}), stddev(dispatches) FILTER ({HAD}), count(*) FILTER ({HAD} AND chases > 0),
        count(*) FILTER ({HAD} AND intake_category <> category), count(*) FILTER (exclusion = 'granted'),
        count(*) FILTER (deferrals > 0 AND {KEPT}),
        count(*) FILTER (deferrals > 0 AND {KEPT} AND (resumptions >= deferrals OR closed_us IS NOT NULL)),
        count(answered_us), count(accepted_us), count(declined_us), count(triaged_us), count(repeat_of),
        count(*) FILTER (origin = 'proactive'), count(*) FILTER (origin = 'proactive' AND {HAD} AND reopens = 0),
        avg(typed_twice) FILTER ({HAD} AND typed_known > 0), stddev(typed_twice) FILTER ({HAD} AND typed_known > 0),
        avg(unit_events) FILTER ({HAD}), stddev(unit_events) FILTER ({HAD}),
        avg(unit_files) FILTER ({HAD}), avg(unit_fields) FILTER ({HAD}), stddev(unit_fields) FILTER ({HAD}),
        avg(warnings) FILTER ({HAD}), count(transferred_us),
        count(*) FILTER ({HAD} AND (dispatches >= 3 OR reopens >= 3)),
        count(*) FILTER ({HAD} AND (dispatches >= 3 OR reopens >= 3) AND (conferences > 0 OR supervisions > 0))
        FROM fct_ticket GROUP BY ALL"""


def _readings() -> str:
    return f"""WITH one AS (SELECT ticket_id, unit_id, reply, reader, min(seq) AS first, min(at_us) AS at_us,
            arg_min(points, seq) AS points FROM fct_reading GROUP BY ALL),
        r AS (SELECT ticket_id, unit_id, reply, min(at_us) AS at_us, avg(points) AS points,
            list(points ORDER BY first) AS given FROM one GROUP BY ALL)
        SELECT r.unit_id, {MONTH.format(when="r.at_us")}, count(*), avg(points), stddev(points),
        count(given[2]), count(*) FILTER (abs(given[1] - given[2]) <= 10)
        FROM r JOIN fct_ticket USING (ticket_id) WHERE {KEPT} GROUP BY ALL"""


def _by_senders() -> list[str]:
    parts = f"""SELECT sent_by, {MONTH.format(when="since_us")}, count(*), count(*) FILTER (returns_upheld > 0)
        FROM fct_assignment WHERE {KEPT} GROUP BY ALL"""
    right = f"""SELECT first_sent_by, {MONTH.format(when="registered_us")}, count(*),
        count(*) FILTER (returns_upheld = 0 AND rulings_moved = 0 AND redispatches = 0)
        FROM fct_ticket WHERE {HAD} AND {KEPT} GROUP BY ALL"""
    return [parts, right]


OFFICE = """WITH day AS (SELECT unnest(range(20454, 20900)) AS day),
        span AS (SELECT (day * 24 + begins) * 3600000000 AS begin_us, (day * 24 + ends) * 3600000000 AS end_us
            FROM day, (VALUES (1, 4), (5.5, 9.5)) AS hours(begins, ends) WHERE (day + 3) % 7 < 5),
        office AS (SELECT *, sum(end_us - begin_us) OVER (ORDER BY begin_us) - end_us + begin_us AS before_us
            FROM span)"""


def _curves(as_of_us: int) -> list[str]:
    """Durations with how they ended, counted: what a curve is drawn from."""
    stages = "registered accepted dispatched acknowledged handling return_review deferred replied".split()
    waits = [
        f"""SELECT lead_id, {MONTH.format(when="registered_us")}, status = '{stage}' AS here,
            {stage}_s + CASE WHEN status = '{stage}' THEN ({as_of_us} - last_us) // 1000000 ELSE 0 END AS s, count(*)
            FROM fct_ticket WHERE {stage}_s > 0 OR status = '{stage}' GROUP BY ALL"""
        for stage in stages
    ]
    working = [
        f"""{OFFICE}, until AS (SELECT arg_max(before_us + least({as_of_us}, end_us) - begin_us, begin_us) AS us
                FROM office WHERE begin_us <= {as_of_us}),
            idle AS (SELECT ticket_id, (us - before_us - least(last_us, end_us) + begin_us) // 1000000 AS s
                FROM (SELECT ticket_id, last_us FROM fct_ticket WHERE status = '{stage}') ASOF JOIN office
                ON last_us >= begin_us, until)
            SELECT lead_id, {MONTH.format(when="registered_us")}, status = '{stage}' AS here,
            {stage}_working_s + coalesce(idle.s, 0) AS s, count(*) FROM fct_ticket LEFT JOIN idle USING (ticket_id)
            WHERE {stage}_s > 0 OR status = '{stage}' GROUP BY ALL"""
        for stage in stages
    ]
    back = f"""WITH again AS (SELECT t.ticket_id, min(r.registered_us) AS again_us FROM fct_ticket t
            JOIN fct_ticket r ON r.repeat_of = t.number AND r.registered_us > t.first_closed_us GROUP BY 1),
        led AS (SELECT ticket_id, arg_max(a.unit_id, a.spell) AS led_id FROM fct_ticket t
            JOIN fct_assignment a USING (ticket_id) WHERE t.reopens > 0 AND a.role = 'lead' AND a.via <> 'reopen'
            AND a.since_us <= t.first_closed_us GROUP BY 1)
        SELECT CASE WHEN reopens > 0 THEN led_id ELSE lead_id END, {MONTH.format(when="first_closed_us")},
            first_reopened_us IS NOT NULL AS reopened, again_us IS NOT NULL AS linked,
            (coalesce(least(first_reopened_us, again_us), {as_of_us}) - first_closed_us) // 1000000 AS s, count(*)
        FROM fct_ticket LEFT JOIN again USING (ticket_id) LEFT JOIN led USING (ticket_id)
        WHERE first_closed_us IS NOT NULL AND {KEPT} GROUP BY ALL"""
    return [*waits, *working, back]


OVER = """(merged_us <= promise_due_us OR (withdrawal = 'confirmed' AND withdrawn_us <= promise_due_us)
            OR (status IN ('closed', 'archived') AND declined_us > coalesce(closed_us, 0)
            AND declined_us <= promise_due_us))"""


def _follow_ups(as_of_us: int) -> list[str]:
    owed = f"""SELECT lead_id, {MONTH.format(when="promise_due_us")}, count(*) AS base, count(*) FILTER ({CURRENT}),
        count(*) FILTER ({CURRENT} AND solved IN ('yes', 'partly', 'no')),
        count(*) FILTER ({CURRENT} AND solved = 'yes'),
        count(*) FILTER ({CURRENT} AND satisfied IN ('yes', 'partly', 'no')),
        count(*) FILTER ({CURRENT} AND satisfied = 'yes'),
        count(*) FILTER ({CURRENT} AND follow_up = 'unreachable')
        FROM fct_ticket WHERE lead_id <> '' AND promise_due_us < {as_of_us} AND {KEPT}
        AND NOT coalesce({OVER}, false) GROUP BY ALL"""
    said = f"""SELECT lead_id, {MONTH.format(when="closed_us")}, count(resolution), count(grade),
        count(*) FILTER (grade IN ('satisfied', 'very_satisfied')), count(withdrawal), count(refusal_review)
        FROM fct_ticket WHERE closed_us >= coalesce(reopened_us, 0) AND {KEPT} GROUP BY ALL"""
    return [owed, said]


def _paths() -> list[str]:
    path = f"""WITH p AS (SELECT ticket_id, sum(n) AS parts, bool_or(given > 1) AS back FROM (
            SELECT ticket_id, unit_id, count(*) AS n, count(*) FILTER (via <> 'reopen') AS given FROM fct_assignment
            GROUP BY ALL) GROUP BY ticket_id)
        SELECT lead_id, {MONTH.format(when="registered_us")}, count(*) FILTER (back), count(*) FILTER (parts >= 3
            OR reopens >= 2 OR conferences > 0 OR deferrals > 0 OR intake_priority = 'complex'), count(*)
        FROM fct_ticket LEFT JOIN p USING (ticket_id) WHERE {HAD} GROUP BY ALL"""
    responded = f"""SELECT a.unit_id, {MONTH.format(when="a.first_contact_due_us")}, count(*),
        count(*) FILTER (a.contact_shown_us <= a.first_contact_due_us AND t.contacted IS DISTINCT FROM 'no')
        FROM fct_assignment a JOIN fct_ticket t USING (ticket_id)
        WHERE a.first_contact_due_us IS NOT NULL AND coalesce(a.exclusion, '') <> 'granted' GROUP BY ALL"""
    in_hand = f"""WITH s AS (SELECT unit_id, since_us, since_us * 2 + 1 AS moment, 1 AS step FROM fct_assignment
            UNION ALL
            SELECT unit_id, since_us, ended_us * 2, -1 FROM fct_assignment WHERE ended_us > 0),
        h AS (SELECT unit_id, since_us, step, sum(step) OVER (PARTITION BY unit_id ORDER BY moment) AS n FROM s)
        SELECT unit_id, {MONTH.format(when="since_us")}, avg(n), stddev(n), count(*) FROM h
        WHERE step > 0 GROUP BY ALL"""
    at_night = f"""SELECT lead_id, {MONTH.format(when="registered_us")}, sum(coalesce(w.n, 0)) / count(*), count(*)
        FROM fct_ticket LEFT JOIN (SELECT ticket_id, count(*) FILTER (hour >= 21 OR hour < 7) AS n FROM fct_warning
            WHERE to_unit_id <> '' GROUP BY 1) w USING (ticket_id) WHERE {HAD} GROUP BY ALL"""
    return [path, responded, in_hand, at_night]


def ask_all(out: Path, as_of_us: int) -> int:
    """Ask everything; returns how many rows came back."""
    rows = 0
    with duckdb.connect(config={"memory_limit": "5GiB", "temp_directory": str(out / "spill")}) as connection:
        for table in ("fct_ticket", "fct_assignment", "fct_reading", "fct_warning", "agg_call"):
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{out / table}.parquet'")
        for question in questions(as_of_us):
            rows += connection.sql(question).to_arrow_table().num_rows
    return rows
