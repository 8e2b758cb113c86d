"""The material of the benches is what it claims to be: lives that were decided, logs that verify."""

from weisu import lake


def test_a_log_for_benches_is_the_same_every_time_and_loads(fresh_database, tmp_path):
    from tools.bench.parts.logs import write_lake
    from weisu.tickets.loading import load
    from weisu.tickets.replay import replay

    events = [write_lake(tmp_path / name, 40) for name in ("one", "two")]

    assert lake.watermark(tmp_path / "one") == lake.watermark(tmp_path / "two")
    assert load(tmp_path / "one") == {"events": events[0], "tickets": 40}
    assert replay()["different"] == 0


def test_the_bare_side_of_the_append_bench_writes_what_the_service_wrote(database):
    from tools.bench.parts import appending, stage
    from weisu.tickets.models import Ticket, TicketEvent

    stage.build_region()
    number = stage.dispatched("U001")
    after = [act(number, "U001", 30 + place) for place, act in enumerate(appending.ACTS)]
    shadows = appending.shadows(after)
    for seq, act in enumerate(shadows, TicketEvent.objects.count() + 1):
        appending.through_orm(act, seq)

    ours, theirs = Ticket.objects.get(number=number), Ticket.objects.get(number=shadows[0].number)
    same = {name: value for name, value in appending.values_of(ours).items() if name not in ("id", "number")}
    assert {name: appending.values_of(theirs)[name] for name in same} == same
    assert TicketEvent.objects.filter(ticket_id=theirs.id).count() == len(appending.ACTS)


def test_copies_for_the_lists_are_spread_and_the_newest_are_open(fresh_database, tmp_path):
    from tools.bench.parts import worklists
    from tools.bench.parts.logs import write_lake
    from weisu.tickets.loading import load
    from weisu.tickets.models import Assignment, Ticket

    write_lake(tmp_path, 40)
    load(tmp_path)
    worklists.fill(up_to=6_000)

    assert Ticket.objects.count() == 6_000
    assert Ticket.objects.filter(number__startswith="C", is_open=True).count() == worklists.OPEN
    assert Ticket.objects.values("region_code").distinct().count() == worklists.COUNTIES * worklists.PLACES
    assert Assignment.objects.filter(unit_id="", is_open=True).count() == 0
