"""The lake: what goes in comes out, a killed export leaves nothing to be read, a broken lake says where."""

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weisu import lake
from weisu.lake.columns import FILE, ROW
from weisu.lake.parts import all_parts, part_path

DAY_US = 86_400_000_000
JANUARY_31 = 1_769_817_600_000_000  # 2026-01-31 00:00 UTC


SCANNED = pa.schema([ROW.field(name) for name in ("seq", "type", "elapsed_s")])


def event(seq: int, **columns):
    row = dict.fromkeys(ROW.names, "") | {
        "seq": seq,
        "event_id": f"00000000-0000-4000-8000-{seq:012}",
        "ticket_id": f"00000000-0000-4000-9000-{seq % 3:012}",
        "version": seq // 3 + 1,
        "type": "progress.noted",
        "schema": 1,
        "occurred_us": JANUARY_31 + seq % 4 * DAY_US // 2,
        "recorded_us": JANUARY_31 + seq,
        "causation_id": None,
        "correlation_id": None,
        "payload": '{"said":"é 市"}',
        "elapsed_s": 60,
        "working_s": seq,
        "hash": f"{seq:064x}",
    }
    return tuple((row | columns)[name] for name in ROW.names)


def events(last: int, first: int = 1):
    return [event(seq) for seq in range(first, last + 1)]


def rows_of(root: Path):
    return [tuple(row.values()) for table in lake.read(root) for row in table.to_pylist()]


def digests(root: Path):
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_what_is_written_is_read_again_in_order(tmp_path):
    mark = lake.write(tmp_path, events(25), batch=10)

    assert rows_of(tmp_path) == events(25)
    assert mark == lake.watermark(tmp_path) == lake.Watermark(25, 25, 6, f"{25:064x}")


def test_columns_read_part_by_part_are_those_read_in_order_texts_as_codes_where_asked(tmp_path):
    lake.write(tmp_path, events(25), batch=10)

    found = pa.concat_tables(
        table.cast(SCANNED) for table in lake.scan(tmp_path, columns=SCANNED.names, coded=("type",))
    )

    in_order = pa.concat_tables(lake.read(tmp_path, columns=SCANNED.names))
    assert found.sort_by("seq").to_pylist() == in_order.to_pylist()
    for table in lake.scan(tmp_path, columns=["type"], coded=["type"]):
        assert table.schema.field("type").type == pa.dictionary(pa.int32(), pa.string())


def test_columns_are_read_as_asked_with_the_number_of_the_event_or_without(tmp_path):
    lake.write(tmp_path, events(25), batch=10)
    whole = pa.concat_tables(lake.read(tmp_path))

    for columns in (["type"], ["type", "seq"], ["version", "type"]):
        found = pa.concat_tables(lake.read(tmp_path, columns=columns))
        assert found.schema.names == columns
        assert found.equals(whole.select(columns))


def test_a_part_lies_in_the_month_it_occurred_in_and_is_named_for_the_events_it_was_cut_from(tmp_path):
    lake.write(tmp_path, events(10))

    assert [str(part.path.relative_to(tmp_path / "events")) for part in lake.parts(tmp_path)] == [
        "month=2026-01/part-000000000001-000000000010.parquet",
        "month=2026-02/part-000000000001-000000000010.parquet",
    ]


def test_a_part_has_every_column_with_its_exact_type_and_instants_twice(tmp_path):
    lake.write(tmp_path, events(3))
    table = pq.ParquetFile(lake.parts(tmp_path)[0].path).read()

    assert table.schema.remove_metadata() == FILE
    assert [stamp.timestamp() * 1_000_000 for stamp in table["occurred_at"].to_pylist()] == table[
        "occurred_us"
    ].to_pylist()


def test_an_empty_lake_has_a_watermark_and_no_events(tmp_path):
    assert lake.write(tmp_path, []) == lake.Watermark()
    assert rows_of(tmp_path) == []


def test_the_same_events_cut_at_the_same_places_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        lake.write(tmp_path / name, events(10))
        lake.write(tmp_path / name, events(30))

    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_writing_again_changes_nothing_and_writing_more_only_adds(tmp_path):
    lake.write(tmp_path, events(10))
    before = digests(tmp_path)

    lake.write(tmp_path, events(10))
    assert digests(tmp_path) == before

    lake.write(tmp_path, events(20))
    after = digests(tmp_path)
    assert {name: after[name] for name in before if name.startswith("events/")} == {
        name: digest for name, digest in before.items() if name.startswith("events/")
    }
    assert rows_of(tmp_path) == events(20)


class Killed(BaseException):
    """The process ends here."""


def stopping_after(count: int):
    yield from events(count)
    raise Killed


def test_a_killed_export_is_not_read_and_the_next_one_completes_it(tmp_path):
    with pytest.raises(Killed):
        lake.write(tmp_path, stopping_after(25), batch=10)
    # What a kill between two months of one batch leaves: a finished part and an unfinished one, no watermark.
    finished = part_path(tmp_path, "2026-01", 21, 30)
    finished.write_bytes(lake.parts(tmp_path)[0].path.read_bytes())
    finished.with_name(f".{finished.name}.unfinished").write_bytes(b"half a fi")

    assert lake.watermark(tmp_path).last_seq == 20
    assert rows_of(tmp_path) == events(20)

    lake.write(tmp_path, events(45), batch=10)
    assert rows_of(tmp_path) == events(45)
    assert not list(tmp_path.rglob("*.unfinished"))
    assert len(list(all_parts(tmp_path))) == lake.watermark(tmp_path).files


@pytest.mark.parametrize("rows", [[event(2)], [event(1), event(3)]], ids=["the first is missing", "one is missing"])
def test_a_gap_is_refused_before_anything_of_its_batch_is_written(tmp_path, rows):
    with pytest.raises(lake.LakeBroken, match=r"Event \d is missing before event \d"):
        lake.write(tmp_path, rows)

    assert lake.watermark(tmp_path).last_seq == 0


def test_two_exports_at_once_are_refused(tmp_path):
    def meanwhile():
        yield event(1)
        lake.write(tmp_path, events(1))

    with pytest.raises(lake.LakeBroken, match="Another export"):
        lake.write(tmp_path, meanwhile())


def delete_a_part(root):
    lake.parts(root)[1].path.unlink()


def delete_a_batch_and_count_it_out(root):
    for part in lake.parts(root)[2:4]:
        part.path.unlink()
    set_watermark(root, files=4)


def cut_a_file(root):
    path = lake.parts(root)[0].path
    path.write_bytes(path.read_bytes()[:-20])


def put_one_events_file_in_place_of_another(root):
    one, other = lake.parts(root)[0].path, lake.parts(root)[2].path
    other.write_bytes(one.read_bytes())


def turn_the_watermark_back(root):
    set_watermark(root, last_seq=15)


def write_a_future_layout(root):
    set_watermark(root, layout=2)


def scribble_over_the_watermark(root):
    (root / "watermark.json").write_text("{")


def set_watermark(root, **changes):
    path = root / "watermark.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (delete_a_part, "5 parts up to its watermark, which counts 6"),
        (delete_a_batch_and_count_it_out, "After event 10 the lake goes on with event 21"),
        (cut_a_file, "part-000000000001-000000000010.parquet cannot be read"),
        (put_one_events_file_in_place_of_another, "do not hold events 11 to 20"),
        (turn_the_watermark_back, "reaches past the watermark"),
        (write_a_future_layout, "layout 2"),
        (scribble_over_the_watermark, "is not JSON"),
    ],
)
def test_a_damaged_lake_is_refused_saying_where(tmp_path, damage, said):
    lake.write(tmp_path, events(30), batch=10)
    damage(tmp_path)

    with pytest.raises(lake.LakeBroken, match=said):
        rows_of(tmp_path)


def test_a_snapshot_is_replaced_as_a_whole(tmp_path):
    lake.write_snapshot(tmp_path, lake.REGIONS, [("1", "示范省", "province", None, None, 0, None)])
    lake.write_snapshot(tmp_path, lake.REGIONS, iter([("2", "示范市", "prefecture", "1", 120_000, 0, None)]))

    assert lake.read_snapshot(tmp_path, lake.REGIONS).column("code").to_pylist() == ["2"]


def test_a_snapshot_killed_half_way_leaves_the_old_one(tmp_path):
    lake.write_snapshot(tmp_path, lake.TEXTS, [("t", None, "request", 0, "words")])

    def half():
        yield ("u", None, "request", 0, "others")
        raise Killed

    with pytest.raises(Killed):
        lake.write_snapshot(tmp_path, lake.TEXTS, half())

    assert lake.read_snapshot(tmp_path, lake.TEXTS).column("text_id").to_pylist() == ["t"]
