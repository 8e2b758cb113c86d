"""The same tables and measures in SQL as somebody would write it by hand for DuckDB: what ours is held against."""

from pathlib import Path

import duckdb

from weisu import lake as lakes

JSON = """'{"number":"VARCHAR","priority":"VARCHAR","anonymity":"VARCHAR","outcome":"VARCHAR","contacted":"VARCHAR",
"solved":"VARCHAR","satisfied":"VARCHAR","withdrawal":"VARCHAR","witness":"VARCHAR","partly":"BOOLEAN",
"grade":"VARCHAR","solicited":"BOOLEAN","on_time":"BOOLEAN","entered_elsewhere":"BOOLEAN","ruling":"VARCHAR","relation":"VARCHAR","other":"VARCHAR","group":"VARCHAR",
"evidence":[{"names":"VARCHAR"}],"field":"VARCHAR","value":"VARCHAR",
"opened":[{"unit":"VARCHAR","role":"VARCHAR","by":"VARCHAR"}],
"clocks":[{"clock":"VARCHAR","op":"VARCHAR","due_us":"BIGINT"}]}'"""

FACTS = "type IN ('ticket.registered', 'ticket.recategorised', 'ticket.transferred')"
CLOSED = "type IN ('ticket.closed', 'ticket.answered')"
REACHED = "type IN ('requester.contacted', 'relay.answered') AND p.outcome = 'reached'"
DOOR = "type IN ('ticket.accepted', 'ticket.answered', 'ticket.declined', 'ticket.referred', 'ticket.transferred')"
ASKED = "type = 'follow_up.completed' AND p.withdrawal IS NULL"
VERDICT = "type IN ('resolution.confirmed', 'resolution.denied')"
KEYS = "CASE WHEN actor_kind = 'unit_staff' THEN json_keys(payload) END"
BESIDE = """('unit', 'evidence', 'clocks', 'opened', 'parts', 'direct', 'implied', 'partly', 'solicited', 'on_time',
'entered_elsewhere')"""
LEADS = "list_filter(p.opened, x -> x.role = 'lead')"

STATUSES = (
    "registered accepted dispatched acknowledged handling return_review deferred replied closed archived declined "
    "merged withdrawn"
).split()

FIRST = {
    "number": ("p.number", "type = 'ticket.registered'"),
    "origin": ("origin", "type = 'ticket.registered'"),
    "channel": ("channel", "type = 'ticket.registered'"),
    "anonymity": ("p.anonymity", "type = 'ticket.registered'"),
    "intake_priority": ("p.priority", "type = 'ticket.registered'"),
    "intake_kind": ("kind", "type = 'ticket.registered'"),
    "intake_category": ("category", "type = 'ticket.registered'"),
    "intake_region": ("region_code", "type = 'ticket.registered'"),
    "triaged_us": ("us", DOOR),
    "answered_us": ("us", "type = 'ticket.answered'"),
    "declined_us": ("us", "type IN ('ticket.declined', 'ticket.referred')"),
    "transferred_us": ("us", "type = 'ticket.transferred'"),
    "dispatched_us": ("us", f"len({LEADS}) > 0"),
    "contacted_us": ("us", REACHED),
    "replied_us": ("us", "type = 'reply.submitted'"),
    "first_closed_us": ("us", CLOSED),
    "first_reopened_us": ("us", "type = 'ticket.reopened'"),
    "first_unit_id": (f"{LEADS}[1].unit", "true"),
    "first_sent_by": (f"coalesce({LEADS}[1].\"by\", '')", f"len({LEADS}) > 0"),
}
LAST = {
    "priority": ("p.priority", "type IN ('ticket.registered', 'ticket.reprioritised')"),
    "kind": ("kind", FACTS),
    "category": ("category", FACTS),
    "region_code": ("region_code", FACTS),
    "group": ('p."group"', "type = 'ticket.grouped'"),
    "repeat_of": ("p.other", "type = 'ticket.linked' AND p.relation = 'repeat_of'"),
    "last_us": ("us", "true"),
    "status": ("to_status", "from_status <> to_status"),
    "status_us": ("us", "from_status <> to_status"),
    "accepted_us": ("us", "type = 'ticket.accepted' OR (type = 'review.ruled' AND p.ruling = 'overturned')"),
    "merged_us": ("us", "type = 'ticket.merged'"),
    "unmerged_us": ("us", "type = 'ticket.unmerged'"),
    "closed_us": ("us", CLOSED),
    "reopened_us": ("us", "type = 'ticket.reopened'"),
    "archived_us": ("us", "type = 'ticket.archived'"),
    "withdrawn_us": ("us", "type = 'ticket.withdrawn'"),
    "withdrawal": ("p.withdrawal", "type = 'follow_up.completed'"),
    "lead_id": (f"{LEADS}[1].unit", "true"),
    "followed_up_us": ("us", ASKED),
    "follow_up": ("p.outcome", ASKED),
    "contacted": ("coalesce(p.contacted, '')", ASKED),
    "solved": ("coalesce(p.solved, '')", ASKED),
    "satisfied": ("coalesce(p.satisfied, '')", ASKED),
    "resolution": (
        "CASE WHEN type = 'resolution.confirmed' THEN 'confirmed' WHEN p.partly THEN 'partly' ELSE 'denied' END",
        VERDICT,
    ),
    "resolution_us": ("us", VERDICT),
    "witness": ("p.witness", VERDICT),
    "grade": ("p.grade", "type = 'rating.given'"),
    "grade_solicited": ("p.solicited", "type = 'rating.given'"),
    "graded_us": ("us", "type = 'rating.given'"),
    "stated_on_time": ("p.on_time", "type = 'ticket.closed'"),
    "exclusion": ("p.ruling", "type = 'exclusion.ruled'"),
    "refusal_review": ("p.ruling", "type = 'review.ruled'"),
}
COUNTED = {
    "events": "true",
    "dispatches": f"len({LEADS}) > 0 AND type <> 'ticket.reopened'",
    "redispatches": "type = 'ticket.redispatched'",
    "returns_requested": "type = 'ticket.return_requested'",
    "returns_upheld": "type = 'ticket.returned'",
    "returns_refused": "type = 'ticket.return_refused'",
    "disputes": "type = 'dispute.raised'",
    "rulings_moved": "type = 'dispute.ruled' AND p.ruling = 'moved'",
    "replies": "type = 'reply.submitted'",
    "typed_known": "p.entered_elsewhere IS NOT NULL",
    "typed_twice": "p.entered_elsewhere",
    "replies_rejected": "type = 'reply.rejected'",
    "closings": CLOSED,
    "reopens": "type = 'ticket.reopened'",
    "extensions": "type = 'extension.granted'",
    "deferrals": "type = 'ticket.deferred'",
    "resumptions": "type = 'ticket.resumed'",
    "conferences": "type = 'conference.held'",
    "chases": "type = 'ticket.chased'",
    "supplements": "type = 'ticket.supplemented'",
    "supervisions": "type = 'supervision.opened'",
    "warnings": "type = 'warning.sent'",
    "quality_checks": "type = 'quality.checked'",
    "follow_ups_tried": "type = 'follow_up.attempted'",
    "unit_events": "actor_kind = 'unit_staff'",
}


def tickets() -> str:
    """fct_ticket in one pass over the events."""
    columns = [f'arg_min({value}, v) FILTER ({where}) AS "{name}"' for name, (value, where) in FIRST.items()]
    columns += [f'arg_max({value}, v) FILTER ({where}) AS "{name}"' for name, (value, where) in LAST.items()]
    columns += [f'count(*) FILTER ({where}) AS "{name}"' for name, where in COUNTED.items()]
    columns += ["min(us) FILTER (type = 'ticket.registered') AS registered_us"]
    files = "len(list_filter(p.evidence, x -> x.names IS NULL))"
    columns += [f"sum({files}) FILTER (actor_kind = 'unit_staff') AS unit_files"]
    columns += [f"sum(len(list_filter({KEYS}, x -> x NOT IN {BESIDE}))) AS unit_fields"]
    for clock in ("triage", "promise", "dispatch", "follow_up"):
        dues = f"list_filter(p.clocks, x -> x.clock = '{clock}' AND x.due_us IS NOT NULL)"
        columns += [f"arg_min({dues}[1].due_us, v) AS {clock}_first_due_us"]
        columns += [f"arg_max({dues}[-1].due_us, v) AS {clock}_due_us"]
    for status in STATUSES:
        columns += [f"coalesce(sum(elapsed_s) FILTER (from_status = '{status}'), 0) AS {status}_s"]
        columns += [f"coalesce(sum(working_s) FILTER (from_status = '{status}'), 0) AS {status}_working_s"]
    return f"""SELECT id AS ticket_id, {", ".join(columns)} FROM (
        SELECT ticket_id::UUID AS id, version AS v, occurred_us AS us, *,
               from_json(payload, {JSON}) AS p FROM event WHERE ticket_id IS NOT NULL) GROUP BY id"""


TIMED = ("acknowledge", "first_contact", "closure", "redo", "return_ruling", "reply_review", "supervision")
PART_LAST = {
    "acknowledged_us": ("us", "type = 'ticket.acknowledged'"),
    "implied": ("flag", "type = 'ticket.acknowledged'"),
    "replied_us": ("us", "type = 'reply.submitted'"),
    "claims": ("word", "type = 'reply.submitted'"),
    "approved_us": ("us", "type = 'reply.approved'"),
    "reviewed_us": ("us", "type IN ('reply.approved', 'reply.rejected')"),
    "return_requested_us": ("us", "type = 'ticket.return_requested'"),
    "return_ruled_us": ("us", "type IN ('ticket.returned', 'ticket.return_refused')"),
    "extension_us": ("us", "type = 'extension.granted'"),
    "supervised_us": ("us", "type = 'supervision.opened'"),
    "supervision_answered_us": ("us", "type = 'supervision.answered'"),
    "status": ("CASE WHEN type = 'opened' THEN 'dispatched' ELSE word END", "type IN ('opened', 'moved')"),
    "ended_us": (
        "CASE WHEN type = 'moved' AND word IN ('returned', 'released', 'moved', 'answered') THEN us ELSE 0 END",
        "type IN ('opened', 'moved')",
    ),
    "stopped_us": ("us", "clock = 'closure' AND op = 'stop'"),
    "paused_us": ("us", "clock = 'closure' AND op = 'pause'"),
}
PART_FIRST = {
    "role": ("role", "type = 'opened'"),
    "via": ("word", "type = 'opened'"),
    "direct": ("flag", "type = 'opened'"),
    "unit_kind": ("unit_kind", "type = 'opened'"),
    "unit_level": ("unit_level", "type = 'opened'"),
    "sent_by": ("sent_by", "type = 'opened'"),
    "contacted_us": ("us", "type IN ('requester.contacted', 'relay.answered') AND word = 'reached'"),
    "contact_shown_us": (
        "us",
        "(type = 'requester.contacted' AND flag OR type = 'relay.answered') AND word = 'reached'",
    ),
    "first_replied_us": ("us", "type = 'reply.submitted'"),
    "closure_first_due_us": ("due_us", "clock = 'closure' AND op = 'start'"),
}
PART_COUNTED = {
    "contacts_tried": "type IN ('requester.contacted', 'relay.answered')",
    "notes": "type = 'progress.noted'",
    "replies": "type = 'reply.submitted'",
    "replies_rejected": "type = 'reply.rejected'",
    "returns_requested": "type = 'ticket.return_requested'",
    "returns_upheld": "type = 'ticket.returned'",
    "returns_refused": "type = 'ticket.return_refused'",
    "returns_ruled": "type IN ('ticket.returned', 'ticket.return_refused')",
    "disputes": "type = 'dispute.raised'",
    "extensions_requested": "type = 'extension.requested'",
    "extensions": "type = 'extension.granted'",
    "deferrals": "type = 'ticket.deferred'",
    "supervisions": "type = 'supervision.opened'",
    "rests": "clock = 'closure' AND op = 'pause'",
    "wakings": "clock = 'closure' AND op = 'resume'",
}
MARKS = """
    SELECT ticket_id::UUID AS id, unit_id AS unit, version AS v, version * 64 AS o, occurred_us AS us, type,
           coalesce(p.outcome, p.claims) AS word, coalesce(p.implied, len(p.evidence) > 0) AS flag,
           CASE WHEN actor_kind = 'unit_staff' THEN len(list_filter(p.evidence, x -> x.names IS NULL)) ELSE 0 END
               AS files,
           NULL AS op, NULL AS clock, NULL::BIGINT AS due_us, NULL AS role, NULL AS unit_kind, NULL AS unit_level,
           NULL AS sent_by
    FROM (SELECT *, from_json(payload, '{"outcome":"VARCHAR","claims":"VARCHAR",
              "implied":"BOOLEAN","evidence":[{"names":"VARCHAR"}]}') AS p FROM event WHERE unit_id <> '')
    UNION ALL
    SELECT ticket_id::UUID, x.unit, version, version * 64, occurred_us, 'opened', x.via, x.direct, 0, NULL, NULL, NULL,
           x.role, x.kind, x.level, x."by"
    FROM (SELECT *, unnest(from_json(payload, '{"opened":[{"unit":"VARCHAR","role":"VARCHAR","via":"VARCHAR",
              "kind":"VARCHAR","level":"VARCHAR","by":"VARCHAR","direct":"BOOLEAN"}]}').opened) AS x FROM event)
    UNION ALL
    SELECT ticket_id::UUID, x[1], version, version * 64, occurred_us, 'moved', x[2], NULL, 0, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL
    FROM (SELECT *, unnest(from_json(payload, '{"parts":[["VARCHAR"]]}').parts) AS x FROM event)
    UNION ALL
    SELECT ticket_id::UUID, x.unit, version, version * 64 + i, occurred_us, 'clock', NULL, NULL, 0, x.op, x.clock,
           x.due_us, NULL, NULL, NULL, NULL
    FROM (SELECT *, unnest(c) AS x, unnest(range(len(c))) AS i FROM (SELECT *, from_json(payload,
              '{"clocks":[{"clock":"VARCHAR","op":"VARCHAR","unit":"VARCHAR","due_us":"BIGINT"}]}').clocks AS c
          FROM event)) WHERE x.unit <> ''
"""


def assignments() -> str:
    """fct_assignment: everything said of a unit's part, cut where the unit got it again.

    What the event that opens a part says beside of its unit (an earlier part has moved, its clock stops) is of the
    part before.
    """
    columns = [f'arg_max({value}, o) FILTER ({where}) AS "{name}"' for name, (value, where) in PART_LAST.items()]
    columns += [f'arg_min({value}, o) FILTER ({where}) AS "{name}"' for name, (value, where) in PART_FIRST.items()]
    columns += [f'count(*) FILTER ({where}) AS "{name}"' for name, where in PART_COUNTED.items()]
    columns += [f"arg_max(due_us, o) FILTER (clock = '{clock}') AS {clock}_due_us" for clock in TIMED]
    columns += ["min(us) FILTER (type = 'opened') AS since_us", "sum(files) AS files"]
    begun = "CASE WHEN m.type = 'opened' OR op = 'start' THEN m.v ELSE m.v - 1 END"
    rested = "sum(CASE op WHEN 'pause' THEN -us WHEN 'resume' THEN us END) FILTER (clock = 'closure')"
    columns += [f"coalesce({rested}, 0) AS rest_us"]
    return f"""WITH mark AS ({MARKS}),
        opened AS (SELECT id, unit, list(v ORDER BY v) AS starts FROM mark WHERE type = 'opened' GROUP BY id, unit),
        ruled AS (SELECT ticket_id::UUID AS ticket_id, arg_max(payload->>'ruling', version) AS exclusion FROM event
            WHERE type = 'exclusion.ruled' GROUP BY 1)
        SELECT part.*, exclusion FROM (SELECT m.id AS ticket_id, m.unit AS unit_id,
               coalesce(list_filter(starts, s -> s <= {begun})[-1], starts[1]) AS spell, {", ".join(columns)}
               FROM mark m JOIN opened USING (id, unit) GROUP BY 1, 2, 3) part
        LEFT JOIN ruled USING (ticket_id)"""


GROWING = {
    "fct_transition": """SELECT seq, ticket_id::UUID AS ticket_id, version, type, from_status, to_status, unit_id,
        region_code, channel, kind, category, prev_type, prev_unit_id, elapsed_s, working_s, occurred_us AS at_us
        FROM event WHERE from_status <> to_status""",
    "fct_follow_up": """SELECT seq, ticket_id::UUID AS ticket_id, version, type, unit_id, occurred_us AS at_us,
        occurred_us // 1000000 AS local_s, payload->>'mode' AS mode,
        payload->>'outcome' AS outcome, payload->>'contacted' AS contacted,
        payload->>'solved' AS solved, payload->>'satisfied' AS satisfied, payload->>'grade' AS grade,
        payload->>'witness' AS witness FROM event WHERE type IN ('follow_up.attempted', 'follow_up.completed',
        'resolution.confirmed', 'resolution.denied', 'rating.given')""",
    "fct_reading": """SELECT e.seq, any_value(e.ticket_id)::UUID AS ticket_id, any_value(e.unit_id) AS unit_id,
        any_value(e.occurred_us) AS at_us, any_value(hash(e.ticket_id || e.actor_id)) AS reader,
        any_value(e.payload->>'points')::BIGINT AS points, count(r.seq) AS reply FROM event e
        LEFT JOIN event r ON r.type = 'reply.submitted' AND r.ticket_id = e.ticket_id AND r.unit_id = e.unit_id
        AND r.version < e.version WHERE e.type = 'quality.checked' AND (e.payload->>'rubric') = 'reply'
        AND (e.payload->>'points') IS NOT NULL GROUP BY e.seq""",
    "fct_warning": """SELECT seq, ticket_id::UUID AS ticket_id, unit_id, occurred_us AS at_us,
        CASE WHEN (payload->>'clock') IN ('acknowledge', 'first_contact', 'closure', 'redo', 'help', 'supervision')
            AND (payload->>'stage') IN ('due_soon', 'overdue') THEN (payload->>'unit') ELSE '' END AS to_unit_id,
        occurred_us // 3600000000 % 24 AS hour FROM event WHERE type = 'warning.sent'""",
    "agg_day": """SELECT occurred_us // 3600000000 * 3600000000 AS at_us, occurred_us // 86400000000 AS day,
        occurred_us // 3600000000 % 24 AS hour, type, unit_id, region_code, actor_kind, count(*) AS n
        FROM event GROUP BY ALL""",
    "agg_call": """SELECT occurred_us // 86400000000 * 86400000000 AS at_us, occurred_us // 86400000000 AS day,
        type, unit_id, region_code, coalesce(payload->>'outcome', '') AS outcome,
        (payload->>'waited_seconds')::BIGINT AS waited_s, count(*) AS n FROM event
        WHERE type IN ('contact.received', 'contact.missed', 'contact.called_back') AND channel = 'phone'
        GROUP BY ALL""",
    "agg_slot": """SELECT occurred_us // 86400000000 * 86400000000 AS at_us, occurred_us // 86400000000 AS day,
        prev_type, type, unit_id,
        floor(ln(greatest(elapsed_s, 0) + 1) / ln(1.05))::INT AS slot,
        floor(ln(greatest(working_s, 0) + 1) / ln(1.05))::INT AS working_slot, count(*) AS n
        FROM event WHERE ticket_id IS NOT NULL AND from_status <> to_status AND prev_type <> '' GROUP BY ALL""",
}


def build(lake: Path, out: Path) -> None:
    """Every table of the star, written as Parquet."""
    out.mkdir(parents=True, exist_ok=True)
    paths = ", ".join(f"'{part.path}'" for part in lakes.parts(lake))
    limits = {"memory_limit": "5GiB", "temp_directory": str(out / "spill"), "max_temp_directory_size": "60GiB"}
    with duckdb.connect(config=limits | {"preserve_insertion_order": False}) as connection:
        connection.execute(f"CREATE VIEW event AS SELECT * FROM read_parquet([{paths}], hive_partitioning = false)")
        for name, sql in {"fct_ticket": tickets(), "fct_assignment": assignments(), **GROWING}.items():
            connection.execute(f"COPY ({sql}) TO '{out / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
