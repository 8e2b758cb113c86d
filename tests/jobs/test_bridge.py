"""The bridge: what the log gains reaches the lake and the star in time, once, without a gap, through any kill."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, MONDAY, ZHOU, later
from weisu import lake
from weisu.analytics.star import Star, root_of, star_mark
from weisu.domain.instants import to_us
from weisu.lake.parts import write_watermark
from weisu.policies import services as policies
from weisu.tickets import services
from weisu.tickets.models import TicketEvent

KILLS = 25


@pytest.fixture
def city(database):
    from tests.tickets.city import build_city

    build_city()
    return database


@pytest.fixture
def fresh_city(fresh_database):
    from tests.tickets.city import build_city

    build_city()
    return fresh_database


@pytest.fixture
def bridge(tmp_path):
    from weisu.jobs.bridge import Bridge

    return Bridge(tmp_path / "lake", every=timedelta(minutes=10), zone="Asia/Shanghai")


def on():
    return True


def seqs(root):
    return [seq for table in lake.read(root, columns=["seq"]) for seq in table.column("seq").to_pylist()]


def test_a_pass_brings_lake_and_star_to_the_end_of_the_log(city, bridge):
    stories.acknowledged()

    new = bridge.bring(now=later(), go_on=on)

    assert new == TicketEvent.objects.count()
    assert seqs(bridge.lake) == list(range(1, new + 1))
    assert star_mark(bridge.lake).last_seq == new


def test_the_next_pass_waits_its_minutes_and_then_brings_only_what_is_new(city, bridge):
    ticket = stories.acknowledged()
    bridge.bring(now=later(), go_on=on)
    services.note_progress(ticket.number, words="查看", by=CHEN, now=later(hours=1))

    assert bridge.bring(now=later(minutes=9), go_on=on) == 0
    assert bridge.bring(now=later(minutes=10), go_on=on) == 1
    assert bridge.bring(now=later(minutes=20), go_on=on) == 0
    star = Star(bridge.lake)
    try:
        rows = star.engine.connection.sql("SELECT notes, events FROM fct_assignment JOIN fct_ticket USING (ticket_id)")
        assert rows.fetchall() == [(1, TicketEvent.objects.count())]
    finally:
        star.close()


def test_whoever_stops_the_worker_gets_what_was_read_and_the_rest_comes_later(city, bridge):
    stories.acknowledged()
    answers = iter([True, True])

    bridge.bring(now=later(), go_on=lambda: next(answers, False))

    assert seqs(bridge.lake) == [1, 2]
    assert star_mark(bridge.lake).last_seq == 0
    bridge.bring(now=later(minutes=10), go_on=on)
    assert seqs(bridge.lake) == list(range(1, TicketEvent.objects.count() + 1))


def test_a_lake_of_another_log_is_left_alone_and_the_worker_goes_on(city, bridge, caplog):
    stories.acknowledged()
    bridge.bring(now=later(), go_on=on)
    mark = lake.watermark(bridge.lake)
    write_watermark(bridge.lake, mark._replace(head="f" * 64))

    assert bridge.bring(now=later(minutes=10), go_on=on) == 0
    assert "not event" in caplog.text
    assert lake.watermark(bridge.lake).head == "f" * 64


def test_tables_that_cannot_be_written_are_told_and_built_next_time(city, bridge, caplog):
    stories.acknowledged()
    root_of(bridge.lake).parent.mkdir(parents=True, exist_ok=True)
    root_of(bridge.lake).write_text("a file in the way")

    assert bridge.bring(now=later(), go_on=on) == 0
    assert "trying again later" in caplog.text
    root_of(bridge.lake).unlink()
    bridge.bring(now=later(minutes=10), go_on=on)
    assert star_mark(bridge.lake).last_seq == TicketEvent.objects.count()


@pytest.mark.slow
def test_through_kills_at_any_instant_the_lake_is_the_log(fresh_city, home, monkeypatch):
    from weisu.analytics.build import build
    from weisu.jobs.bridge import Bridge

    monkeypatch.setenv("WEISU_LAKE_MINUTES", "1")
    chance, ticket = random.Random(25), stories.acknowledged()
    for kill in range(KILLS):
        for minute in range(20):
            services.note_progress(ticket.number, words="查看", by=CHEN, now=later(minutes=kill * 20 + minute))
        worker = subprocess.Popen([sys.executable, "-m", "weisu", "work", "--once"], env=os.environ)
        time.sleep(chance.uniform(0.5, 6.0))
        worker.kill()
        worker.wait()
    root = home / "lake"
    Bridge(root, every=timedelta(minutes=1), zone="Asia/Shanghai").bring(now=later(days=9), go_on=on)

    total = TicketEvent.objects.count()
    assert seqs(root) == list(range(1, total + 1))
    star, again = Star(root), home / "again"
    for batch in lake.read(root):
        lake.write(again, (tuple(row.values()) for row in batch.to_pylist()))
    build(again, offset_us=8 * 3_600_000_000)
    fresh = Star(again)
    for table in ("fct_ticket", "fct_assignment", "fct_transition"):
        question = f"SELECT COLUMNS(c -> c NOT IN ('built', 'again')) FROM {table} ORDER BY ALL"
        assert star.engine.connection.sql(question).fetchall() == fresh.engine.connection.sql(question).fetchall()


def test_a_district_with_office_hours_of_its_own_has_them_beside_the_tables(city, bridge):
    text = (
        '[[setting]]\nid = "office_hours"\nvalue = ["08:00-12:00"]\nfrom = 2026-01-01\nbasis = "区办法"\n'
        '[[setting.example]]\ngiven = {}\nexpect = { value = ["08:00-12:00"] }\n'
    )
    head = 'id = "north"\ntitle = "城北区"\nextends = "national"\nregion = "990101"\nlevel = "county"\n'
    proposal = policies.propose({"pack.toml": head, "routing.toml": text}, by=ZHOU, now=later())
    policies.publish(proposal.id, by=ADMIN, now=later())
    stories.acknowledged()

    bridge.bring(now=later(hours=1), go_on=on)

    regions = lake.read_snapshot(bridge.lake, lake.OFFICE_OF).to_pylist()
    assert regions == [{"region_code": code, "calendar": "990101"} for code in ("990101", "990101001")]
    spans = lake.read_snapshot(bridge.lake, lake.OFFICE).to_pylist()
    hours = [[(one[end] - to_us(MONDAY)) / 3.6e9 for end in ("begin_us", "end_us")] for one in spans]
    assert [(one["calendar"], *span) for one, span in zip(spans, hours, strict=True)] == [
        ("", 0, 3),
        ("", 4.5, 8.5),
        ("990101", -1, 3),
    ]
