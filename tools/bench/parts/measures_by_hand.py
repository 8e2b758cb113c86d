"""Every measure by unit and month in SQL as somebody would write it by hand over the same Parquet files."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from tools.bench.parts.hand_written import (
    CLOSED,
    CURRENT,
    HAD,
    KEPT,
    MERGED,
    MONTH,
    ODD,
    RAISED,
    SETTLED,
    Columns,
    Question,
    shares,
)
from tools.bench.parts.lives import national
from tools.bench.parts.outcomes_by_hand import curves, follow_ups


def questions(as_of_us: int) -> list[Question]:
    """One question per table and instant; what can share a pass shares it."""
    return [
        *_limits(as_of_us),
        *_of_parts(),
        _at_registration(),
        *curves(as_of_us),
        *_by_senders(),
        *follow_ups(as_of_us),
        *_paths(as_of_us),
        _anomalous(as_of_us),
        *_of_counts(),
        _readings(),
    ]


TAKEN = "({done} IS NULL AND ended_us > 0 AND ended_us <= {clock}_due_us)"
GOOD = "(CASE WHEN reviewed_us >= replied_us AND coalesce(approved_us, 0) < reviewed_us THEN NULL ELSE replied_us END)"
SINCE = "(CASE WHEN {done} >= {since} THEN {done} END)"
RESTING = f"({GOOD} IS NULL AND rests > wakings AND paused_us <= closure_due_us)"
PARTS = {
    "acknowledge": ("acknowledged_in_time", "acknowledged_us"),
    "first_contact": ("contacted_in_time", "contacted_us"),
    "closure": ("closure_on_time", GOOD),
    "redo": ("redone_in_time", GOOD),
    "reply_review": ("reply_reviewed_in_time", SINCE.format(done="reviewed_us", since="replied_us")),
    "return_ruling": ("return_ruled_in_time", SINCE.format(done="return_ruled_us", since="return_requested_us")),
    "supervision": (
        "supervision_answered_in_time",
        SINCE.format(done="supervision_answered_us", since="supervised_us"),
    ),
}
WHOLE = {
    "triage": ("triage_in_time", "triaged_us"),
    "dispatch": ("dispatch_in_time", "dispatched_us"),
    "promise": ("promise_kept", "first_closed_us"),
    "follow_up": ("follow_up_in_time", SINCE.format(done="followed_up_us", since="closed_us")),
}
GONE = {"triage": (), "dispatch": ("answered_us", "declined_us", "transferred_us"), "promise": ()}
"""What makes a step of the ticket needless beside a merger or a withdrawal."""


def _limits(as_of_us: int) -> list[Question]:
    tables = (("fct_assignment", "unit_id", PARTS), ("fct_ticket", "lead_id", WHOLE))
    return [
        _limit(as_of_us, table, unit, clock, done, key)
        for table, unit, clocks in tables
        for clock, (key, done) in clocks.items()
    ]


def _limit(as_of_us: int, table: str, unit: str, clock: str, done: str, key: str) -> Question:
    tells, more = shares("n", key), ""
    if clock == "closure":
        tells |= shares("n", "extended", "closure_on_time_unextended")
        more = f""", count(*) FILTER (extensions > 0) AS extended, count(*) FILTER ({done} <= closure_first_due_us
            OR (extensions = 0 AND {done} <= closure_due_us)) AS closure_on_time_unextended"""
    sql = f"""SELECT {unit} AS unit, {MONTH.format(when=f"{clock}_due_us")}, count(*) AS n,
        count(*) FILTER ({done} <= {clock}_due_us) AS {key}{more} FROM {table}
        WHERE {clock}_due_us IS NOT NULL AND {KEPT} AND {clock}_due_us < {as_of_us}
        AND NOT coalesce({_spared(clock, done)}, false) GROUP BY ALL"""
    return Question(sql, tells)


def _spared(clock: str, done: str) -> str:
    """What owed nothing any more when the limit came."""
    if clock in ("reply_review", "return_ruling"):
        return "false"
    if clock == "follow_up":
        return f"({done} IS NULL AND reopened_us > closed_us AND reopened_us <= follow_up_due_us)"
    if clock in WHOLE:
        due = f"{clock}_due_us"
        gone = " OR ".join(f"coalesce({column} <= {due}, false)" for column in ("withdrawn_us", *GONE[clock]))
        return f"({done} IS NULL AND (({MERGED} AND merged_us <= {due}) OR {gone}))"
    taken = TAKEN.format(done=done, clock=clock)
    return f"({taken} OR {RESTING})" if clock == "closure" else taken


def _of_parts() -> list[Question]:
    every = (
        f"SELECT unit_id AS unit, {MONTH.format(when='since_us')}, count(*) AS parts FROM fct_assignment GROUP BY ALL"
    )
    kept = f"""SELECT unit_id AS unit, {MONTH.format(when="since_us")}, count(*) AS n,
        sum(returns_requested) AS sent_back, sum(returns_ruled) FILTER (return_ruled_us IS NOT NULL) AS ruled,
        sum(returns_upheld) FILTER (return_ruled_us IS NOT NULL) AS return_upheld,
        count(reviewed_us) AS reviewed, count(*) FILTER (reviewed_us IS NOT NULL AND replies_rejected > 0)
            AS reply_rejected, count(*) FILTER (disputes > 0) AS disputed,
        count(*) FILTER (supervisions > 0) AS supervised, count(*) FILTER (deferrals > 0) AS deferred,
        count(first_replied_us) AS replied,
        count(*) FILTER (first_replied_us IS NOT NULL AND contacted_us <= replied_us AND files > 0) AS reply_documented
        FROM fct_assignment WHERE {KEPT} GROUP BY ALL"""
    tells = shares("n", "sent_back", "disputed", "supervised", "deferred") | shares("ruled", "return_upheld")
    tells |= shares("reviewed", "reply_rejected") | shares("replied", "reply_documented")
    rested = f"""SELECT unit_id AS unit, {MONTH.format(when="ended_us")}, count(*) AS n,
        sum(greatest(0, least(1, (rest_us + CASE WHEN rests > wakings THEN stopped_us ELSE 0 END)
            / (ended_us - since_us)))) AS clock_rest_share
        FROM fct_assignment WHERE {KEPT} AND ended_us > since_us AND closure_due_us IS NOT NULL
        AND (rests = wakings OR (rests = wakings + 1 AND stopped_us IS NOT NULL)) GROUP BY ALL"""
    return [
        Question(every, shares("parts", "parts")),
        Question(kept, tells),
        Question(rested, shares("n", "clock_rest_share")),
    ]


MEANS = {
    "hand_overs": "greatest(dispatches - 1, 0)",
    "acts_per_ticket": "unit_events",
    "fields_per_ticket": "unit_fields",
    "files_per_ticket": "unit_files",
    "warnings_per_ticket": "warnings",
}
"""What is counted of every ticket that a unit was given."""

OF_TICKETS = {
    "n": "count(*)",
    "given": f"count(*) FILTER ({HAD})",
    "still_open": f"""count(*) FILTER ({HAD} AND status NOT IN ('closed', 'archived', 'declined', 'merged',
        'withdrawn'))""",
    "chased": f"count(*) FILTER ({HAD} AND {KEPT} AND chases > 0)",
    "recategorised_after_dispatch": f"count(*) FILTER ({HAD} AND intake_category <> category)",
    "ever_closed": "count(closed_us)",
    "excluded": f"count(*) FILTER (closed_us IS NOT NULL AND NOT {KEPT})",
    "were_deferred": f"count(*) FILTER (deferrals > 0 AND {KEPT})",
    "deferral_cleared": f"count(*) FILTER (deferrals > 0 AND {KEPT} AND (resumptions >= deferrals OR {CLOSED}))",
    "taken_in": "count(*) FILTER (accepted_us IS NOT NULL OR answered_us IS NOT NULL)",
    "direct_answer": "count(answered_us)",
    "triaged": "count(triaged_us)",
    "declined": "count(*) FILTER (triaged_us IS NOT NULL AND declined_us IS NOT NULL)",
    "transferred": "count(*) FILTER (triaged_us IS NOT NULL AND transferred_us IS NOT NULL)",
    "repeat_at_door": "count(repeat_of)",
    "proactive_share": "count(*) FILTER (origin = 'proactive')",
    "proactive_given": f"count(*) FILTER (origin = 'proactive' AND {HAD})",
    "proactive_settled": f"count(*) FILTER (origin = 'proactive' AND {HAD} AND closed_us IS NOT NULL AND reopens = 0)",
    "typed_known": f"count(*) FILTER ({HAD} AND typed_known > 0)",
    "entered_twice": f"sum(typed_twice) FILTER ({HAD} AND typed_known > 0)",
    "entered_twice_squares": f"sum(typed_twice * typed_twice) FILTER ({HAD} AND typed_known > 0)",
    "stated": f"count(stated_on_time) FILTER ({KEPT})",
    "stated_on_time": f"count(*) FILTER (stated_on_time AND {KEPT})",
    "assessed": f"count(*) FILTER ({HAD} AND {KEPT})",
    "anomalous_share": f"count(*) FILTER ({HAD} AND {KEPT} AND {ODD})",
    "anomalous_raised": f"count(*) FILTER ({HAD} AND {KEPT} AND {ODD} AND {RAISED})",
    "anomalous_settled": f"count(*) FILTER ({HAD} AND {KEPT} AND {ODD} AND {SETTLED})",
}
"""What is counted by the month in which a ticket was registered."""


def _at_registration() -> Question:
    columns = [f"{what} AS {name}" for name, what in OF_TICKETS.items()]
    for name, what in MEANS.items():
        columns += [f"sum({what}) FILTER ({HAD}) AS {name}", f"sum(({what}) ** 2) FILTER ({HAD}) AS {name}_squares"]
    sql = f"""SELECT lead_id AS unit, {MONTH.format(when="registered_us")}, {", ".join(columns)}
        FROM fct_ticket GROUP BY ALL"""
    tells = {name: Columns("given", name, squares=f"{name}_squares") for name in MEANS}
    tells["entered_twice"] = Columns("typed_known", "entered_twice", "given", "entered_twice_squares")
    tells |= {name: Columns("n", "n") for name in ("tickets", "per_ten_thousand")}
    tells |= shares("given", "still_open", "recategorised_after_dispatch")
    tells |= shares("ever_closed", "excluded") | shares("were_deferred", "deferral_cleared")
    tells |= shares("taken_in", "direct_answer") | shares("triaged", "declined", "transferred")
    tells |= shares("n", "repeat_at_door", "proactive_share") | shares("proactive_given", "proactive_settled")
    tells |= shares("stated", "stated_on_time") | shares("assessed", "anomalous_share", "chased")
    return Question(sql, tells | shares("anomalous_share", "anomalous_raised", "anomalous_settled"))


def _readings() -> Question:
    sql = f"""WITH one AS (SELECT ticket_id, unit_id, reply, reader, min(seq) AS first, min(at_us) AS at_us,
            arg_min(points, seq) AS points FROM fct_reading GROUP BY ALL),
        r AS (SELECT ticket_id, unit_id, reply, min(at_us) AS at_us, avg(points) AS points,
            list(points ORDER BY first) AS given FROM one GROUP BY ALL)
        SELECT r.unit_id AS unit, {MONTH.format(when="r.at_us")}, count(*) AS n, sum(points) AS quality_points,
        sum(points * points) AS squares, count(given[2]) AS read_twice,
        count(*) FILTER (abs(given[1] - given[2]) <= 10) AS quality_agreement
        FROM r JOIN fct_ticket USING (ticket_id) WHERE {KEPT} GROUP BY ALL"""
    tells = {"quality_points": Columns("n", "quality_points", squares="squares")}
    return Question(sql, tells | shares("read_twice", "quality_agreement"))


def _by_senders() -> list[Question]:
    parts = f"""SELECT sent_by AS unit, {MONTH.format(when="since_us")}, count(*) AS n,
        count(*) FILTER (returns_upheld > 0) AS misdispatched FROM fct_assignment WHERE {KEPT} GROUP BY ALL"""
    right = f"""SELECT first_sent_by AS unit, {MONTH.format(when="registered_us")}, count(*) AS n,
        count(*) FILTER (returns_upheld = 0 AND rulings_moved = 0 AND redispatches = 0) AS first_dispatch_right
        FROM fct_ticket WHERE {HAD} AND {KEPT} GROUP BY ALL"""
    return [Question(parts, shares("n", "misdispatched")), Question(right, shares("n", "first_dispatch_right"))]


def _paths(as_of_us: int) -> list[Question]:
    path = f"""WITH p AS (SELECT ticket_id, sum(n) AS parts, bool_or(given > 1) AS back FROM (
            SELECT ticket_id, unit_id, count(*) AS n, count(*) FILTER (via <> 'reopen') AS given FROM fct_assignment
            GROUP BY ALL) GROUP BY ticket_id)
        SELECT lead_id AS unit, {MONTH.format(when="registered_us")}, count(*) AS n,
        count(*) FILTER (back) AS ping_pong, count(*) FILTER ({KEPT}) AS kept,
        count(*) FILTER ({KEPT} AND {HARD}) AS complex_share,
        count(*) FILTER ({KEPT} AND {HARD} AND {RAISED}) AS complex_raised,
        count(*) FILTER ({KEPT} AND {HARD} AND {SETTLED}) AS complex_settled
        FROM fct_ticket LEFT JOIN p USING (ticket_id) WHERE {HAD} GROUP BY ALL"""
    taken = TAKEN.format(done="a.contact_shown_us", clock="a.first_contact")
    responded = f"""SELECT a.unit_id AS unit, {MONTH.format(when="a.first_contact_due_us")}, count(*) AS n,
        count(*) FILTER (a.contact_shown_us <= a.first_contact_due_us
            AND NOT coalesce({CURRENT} AND t.contacted = 'no', false)) AS responded
        FROM fct_assignment a JOIN fct_ticket t USING (ticket_id)
        WHERE a.first_contact_due_us < {as_of_us} AND coalesce(a.exclusion, '') <> 'granted'
        AND NOT coalesce({taken}, false) GROUP BY ALL"""
    tells = shares("n", "ping_pong") | shares("kept", "complex_share")
    tells |= shares("complex_share", "complex_raised", "complex_settled")
    return [Question(path, tells), Question(responded, shares("n", "responded")), _in_hand(), _at_night()]


def _anomalous(as_of_us: int) -> Question:
    """Unusual tickets by the limit of what was asked of a unit last."""
    sql = f"""WITH led AS (SELECT ticket_id, arg_max(closure_due_us, spell) AS led_us,
            arg_max(redo_due_us, spell) AS redo_us FROM fct_assignment
            SEMI JOIN (SELECT ticket_id FROM fct_ticket WHERE promise_due_us IS NULL OR reopens > 0) USING (ticket_id)
            WHERE role = 'lead' GROUP BY 1),
        pressed AS (SELECT *, greatest(coalesce(promise_due_us, led_us), redo_us) AS until_us,
            CASE WHEN {CLOSED} THEN closed_us END AS good_us
            FROM fct_ticket LEFT JOIN led USING (ticket_id) WHERE lead_id <> '' AND {ODD} AND {KEPT})
        SELECT lead_id AS unit, {MONTH.format(when="until_us")}, count(*) AS n,
        count(*) FILTER (good_us <= until_us) AS anomalous_in_time FROM pressed WHERE until_us < {as_of_us}
        AND (good_us IS NOT NULL OR NOT coalesce({MERGED} AND merged_us <= until_us, false)
            AND NOT coalesce(withdrawn_us <= until_us, false)) GROUP BY ALL"""
    return Question(sql, shares("n", "anomalous_in_time"))


HARD = "(parts >= 3 OR reopens >= 2 OR conferences > 0 OR deferrals > 0 OR intake_priority = 'complex')"


def _in_hand() -> Question:
    sql = f"""WITH s AS (SELECT unit_id, since_us, since_us * 2 + 1 AS moment, 1 AS step FROM fct_assignment
            UNION ALL
            SELECT unit_id, since_us, ended_us * 2, -1 FROM fct_assignment WHERE ended_us > 0),
        h AS (SELECT unit_id, since_us, step, sum(step) OVER (PARTITION BY unit_id ORDER BY moment) AS n FROM s)
        SELECT unit_id AS unit, {MONTH.format(when="since_us")}, count(*) AS parts, sum(n) AS in_hand,
        sum(n * n) AS squares FROM h WHERE step > 0 GROUP BY ALL"""
    return Question(sql, {"in_hand": Columns("parts", "in_hand", squares="squares")})


def _at_night() -> Question:
    sql = f"""SELECT lead_id AS unit, {MONTH.format(when="registered_us")}, count(*) AS given,
        sum(coalesce(w.n, 0)) AS night_warnings_per_ticket, sum(coalesce(w.n, 0) ** 2) AS squares
        FROM fct_ticket LEFT JOIN (SELECT ticket_id, count(*) FILTER (hour >= 21 OR hour < 7) AS n FROM fct_warning
            WHERE to_unit_id <> '' GROUP BY 1) w USING (ticket_id) WHERE {HAD} GROUP BY ALL"""
    return Question(
        sql, {"night_warnings_per_ticket": Columns("given", "night_warnings_per_ticket", squares="squares")}
    )


def _of_counts() -> list[Question]:
    calls = f"""SELECT '' AS unit, {MONTH.format(when="at_us")},
        sum(n) FILTER (type <> 'contact.called_back') AS rang, sum(n) FILTER (type = 'contact.received') AS answered,
        sum(n) FILTER (type = 'contact.received' AND waited_s IS NOT NULL) AS timed,
        sum(n) FILTER (type = 'contact.received' AND waited_s <= 15) AS answered_in_time,
        sum(n) FILTER (type <> 'contact.called_back' AND outcome <> 'turned_away') AS let_in,
        sum(n) FILTER (type = 'contact.missed' AND outcome <> 'turned_away') AS abandoned,
        sum(n) FILTER (type = 'contact.missed') AS missed, sum(n) FILTER (type = 'contact.called_back') AS called_back
        FROM agg_call GROUP BY ALL"""
    tells = shares("rang", "answered") | shares("let_in", "abandoned")
    tells["answered_in_time"] = Columns("timed", "answered_in_time", "answered")
    tells["called_back"] = Columns("called_back", "called_back", "missed")
    warned = f"""SELECT to_unit_id AS unit, {MONTH.format(when="at_us")}, count(*) AS n,
        count(*) FILTER (hour >= 21 OR hour < 7) AS warned_at_night
        FROM fct_warning WHERE to_unit_id <> '' GROUP BY ALL"""
    return [Question(calls, tells), Question(warned, shares("n", "warned_at_night"))]


TABLES = ("fct_ticket", "fct_assignment", "fct_reading", "fct_warning", "agg_call")
SPAN = pa.schema([("begin_us", pa.int64()), ("end_us", pa.int64()), ("before_us", pa.int64())])


@contextmanager
def opened(out: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables written by hand and the office hours of the nation, open for questions."""
    with duckdb.connect(config={"memory_limit": "5GiB", "temp_directory": str(out / "spill")}) as connection:
        for table in TABLES:
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{out / table}.parquet'")
        reach = connection.sql("SELECT min(registered_us), max(last_us) FROM fct_ticket").fetchone()
        connection.register("office", _office(*reach))
        yield connection


def _office(first_us: int, last_us: int) -> pa.Table:
    """Every stretch of office hours of those days, with the office time before it."""
    days = (datetime.fromtimestamp(at_us // 1_000_000, UTC).date() for at_us in (first_us, last_us))
    before_us, rows = 0, []
    for begin_us, end_us in national().calendar.office_spans_us(*days):
        rows.append((begin_us, end_us, before_us))
        before_us += end_us - begin_us
    return pa.Table.from_pylist([dict(zip(SPAN.names, row, strict=True)) for row in rows], SPAN)


def as_of(out: Path) -> int:
    """The instant of the newest event of a ticket."""
    with duckdb.connect() as connection:
        return int(connection.sql(f"SELECT max(last_us) FROM '{out}/fct_ticket.parquet'").fetchone()[0])


def ask_all(out: Path) -> int:
    """Ask everything; returns how many rows came back."""
    with opened(out) as connection:
        return sum(connection.sql(one.sql).to_arrow_table().num_rows for one in questions(as_of(out)))
