from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.vault.people import LIN, MONDAY, TICKET
from weisu.domain.errors import BadPayload, NotFound
from weisu.vault import keys, queries, services, texts
from weisu.vault.errors import WordsErased
from weisu.vault.keys import Purpose
from weisu.vault.models import AccessRecord, Text
from weisu.vault.texts import Words
from weisu.vault.writing import write_rows

STORY = "路灯坏了三天,晚上看不见路。"


def keep(text=STORY, **more):
    return services.keep(text, **{"ticket_id": TICKET, "purpose": "request", "by": LIN, "now": MONDAY} | more)


def read(ref):
    return services.read(ref, by=LIN, now=MONDAY, purpose="handling")


def test_words_come_back_as_they_were_written(database):
    assert read(keep()) == STORY
    assert read(keep("a\r\n\x00\U0001f600 ")) == "a\r\n\x00\U0001f600 "
    assert read(keep("")) == ""


def test_the_table_holds_no_readable_byte_of_the_words(database):
    ref = keep("绝密词汇", known=["绝密词汇"])
    row = Text.objects.values_list().get(text_id=ref.text_id)
    assert "绝密" not in "".join(str(value) for value in row)
    assert "绝密".encode() not in b"".join(bytes(value) for value in row if isinstance(value, bytes | memoryview))


def test_the_same_words_twice_have_two_digests(database):
    assert keep().digest != keep().digest


def test_every_look_leaves_a_record(database):
    ref = keep()
    read(ref)
    seen = AccessRecord.objects.get(subject_id=ref.text_id)
    assert (seen.by, seen.act, seen.purpose, seen.at) == ("agent-lin", "read", "handling", MONDAY)


def test_many_are_read_at_once_each_with_a_record(database):
    refs = [keep(), keep("另一段")]
    found = services.read_many([*refs, uuid4()], by=LIN, now=MONDAY, purpose="handling")
    assert found == {UUID(refs[0].text_id): STORY, UUID(refs[1].text_id): "另一段"}
    assert AccessRecord.objects.count() == 2


@pytest.mark.parametrize("statement", ["UPDATE vault_access_record SET by = 'x'", "DELETE FROM vault_access_record"])
def test_the_record_of_looks_cannot_be_changed(database, statement):
    read(keep())
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AccessRecord.objects.count() == 1


def test_erasing_leaves_a_tombstone_that_verification_accepts(database):
    ref = keep()
    assert queries.check(ref, ref.digest) == "same"
    services.erase(ref, by=LIN, now=MONDAY + timedelta(days=1), ground="个人信息保护法 第四十七条")

    assert queries.check(ref, ref.digest) == "erased"
    assert queries.redacted([ref]) == {UUID(ref.text_id): None}
    tombstone = Text.objects.get(text_id=ref.text_id)
    assert (bytes(tombstone.cipher), bytes(tombstone.wrapped_key)) == (b"", b"")
    assert tombstone.erasure_ground == "个人信息保护法 第四十七条"
    with pytest.raises(WordsErased, match="2026-01-06"):
        read(ref)


def test_erasing_again_keeps_the_first_tombstone(database):
    ref = keep()
    for days in (1, 2):
        services.erase(ref, by=LIN, now=MONDAY + timedelta(days=days), ground="day")
    assert Text.objects.get(text_id=ref.text_id).erased_at == MONDAY + timedelta(days=1)


def test_what_does_not_exist_cannot_be_read_or_erased(database):
    for act in (read, lambda ref: services.erase(ref, by=LIN, now=MONDAY, ground="x")):
        for ref in (uuid4(), "no id"):
            with pytest.raises(NotFound):
                act(ref)


def test_check_tells_what_happened_to_the_words(database):
    first, second = keep(), keep("另一段")
    verdicts = queries.check_many([first[:2], (second.text_id, first.digest), (str(uuid4()), first.digest)])
    assert [verdict for _text_id, verdict in verdicts] == ["same", "different", "missing"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault_text SET cipher = (SELECT cipher FROM vault_text WHERE text_id <> %s)",
        "UPDATE vault_text SET cipher = wrapped_key WHERE text_id = %s",
        "UPDATE vault_text SET wrapped_key = cipher WHERE text_id = %s",
        "UPDATE vault_text SET key_id = 'text-9-nothing' WHERE text_id = %s",
    ],
)
def test_words_changed_behind_our_back_are_different(database, change):
    ref, _other = keep(), keep("另一段")
    with connection.cursor() as cursor:
        cursor.execute(change, [ref.text_id.replace("-", "") if database.engine == "sqlite" else ref.text_id])
    assert queries.check(ref, ref.digest) == "different"


def test_half_a_character_is_refused_in_a_sentence(database):
    with pytest.raises(BadPayload, match="half a character at position 1"):
        keep("a\ud800")


def test_an_attachment_comes_back_and_its_name_is_words_too(database):
    picture = bytes(range(256)) * 4
    ref = services.keep_file(
        picture, name="王阿姨家.jpg", media_type="image/jpeg", ticket_id=TICKET, purpose="evidence", by=LIN, now=MONDAY
    )
    assert services.read_file(ref.content, by=LIN, now=MONDAY, purpose="handling") == picture
    assert read(ref.name) == "王阿姨家.jpg"
    assert queries.redacted([ref.content]) == {UUID(ref.content.text_id): None}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_text_file_gets_a_redacted_copy(database, encoding):
    ref = services.keep_file(
        "请致电13812345678核实".encode(encoding),
        name="a.txt",
        media_type="text/plain",
        ticket_id=TICKET,
        purpose="evidence",
        by=LIN,
        now=MONDAY,
    )
    copy = queries.redacted([ref.content])[UUID(ref.content.text_id)]
    assert "138" not in copy
    assert "核实" in copy


def test_bulk_rows_are_the_same_as_single_ones(database):
    words = [Words(f"第{number}件", "request", "import", MONDAY, TICKET) for number in range(60)]
    prepared = texts.prepare(words, ring=keys.ring(Purpose.TEXT))
    write_rows(prepared.rows)
    assert [verdict for _id, verdict in queries.check_many(ref[:2] for ref in prepared.refs)] == ["same"] * 60
    assert read(prepared.refs[59]) == "第59件"
    assert Text.objects.get(text_id=prepared.refs[0].text_id).stored_at == MONDAY
    assert queries.texts_of(TICKET)[0] in {UUID(ref.text_id) for ref in prepared.refs}


def test_names_learnt_later_are_masked_in_what_was_written_before(database):
    ref = keep("楼上的阿珂总是半夜唱歌")
    assert "阿珂" in queries.redacted([ref])[UUID(ref.text_id)]
    assert services.redact_again(queries.texts_of(TICKET), known=["阿珂"], by=LIN, now=MONDAY) == 1
    assert "阿珂" not in queries.redacted([ref])[UUID(ref.text_id)]
    assert queries.check(ref, ref.digest) == "same"
