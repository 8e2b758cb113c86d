"""Photographs and papers: taken by what they hold, kept like words, opened by those who may read the line."""

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, HOUSING, LIANG, LIN, MONDAY, WU, ZHOU, later
from tests.tickets.stories import types
from tests.web.test_public import ASKS, WANG, asked, recognised
from weisu.domain.errors import DomainError
from weisu.policies import services as policies
from weisu.policies.files import read_shipped
from weisu.policies.queries import in_force
from weisu.tickets import queries, services
from weisu.tickets.checking import unreleased
from weisu.tickets.files import Attachment, limits
from weisu.tickets.models import TicketEvent
from weisu.tickets.offers import Offer, actions
from weisu.tickets.verify import verify
from weisu.vault.models import AccessRecord, Text
from weisu.web.steps.forms import StepForm

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x07canary-of-the-picture" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n%%EOF\n"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00"


def office(*entries):
    """An archive with these entries."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "<x/>")
    return held.getvalue()


NO_KIND = "不是可接收的文件类型"
DOCUMENT = office("[Content_Types].xml", "word/document.xml")


def sent(content=JPEG, name="王秀英家.jpg"):
    return SimpleUploadedFile(name, content)


def text(response):
    return response.content.decode()


def links(page):
    return re.findall(r'href="(/[^"]*/files/[0-9a-f-]+/)"', page)


@pytest.fixture
def citizen(city):
    cache.clear()
    return Client(HTTP_HOST="localhost")


def test_a_citizen_sends_a_photograph_and_gets_it_back_to_save_and_not_to_run(citizen):
    ticket = recognised(citizen, evidence=[sent(), sent(PDF, "合同.pdf")])

    page = text(citizen.get(f"/public/track/{ticket.number}/"))
    first, second = links(page)
    answer = citizen.get(first)

    assert answer.content == JPEG
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'attachment; filename="{ticket.number}-1.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    assert citizen.get(second)["Content-Type"] == "application/pdf"
    assert "王秀英" not in page


def test_a_file_lies_encrypted_in_the_vault_and_nowhere_else(citizen):
    ticket = recognised(citizen, evidence=[sent()])

    kept = Text.objects.get(ticket_id=ticket.id, media_type="image/jpeg")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held = [bytes(cell) for row in cursor for cell in row if isinstance(cell, bytes | memoryview)]
            assert not any(b"canary-of-the-picture" in cell for cell in held), table
    assert kept.redacted is None
    assert verify().broken == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("照片.jpg", PROGRAM, NO_KIND),
        ("照片.jpg", b"<!doctype html><script>alert(1)</script>", NO_KIND),
        ("合同.docx", office("[Content_Types].xml", "virus.exe"), NO_KIND),
        ("合同.docx", office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), NO_KIND),
        ("合同.docx", office("[Content_Types].xml", "word/document.xml").replace(b"word/", b"wor\xff/"), NO_KIND),
        ("照片.jpg", JPEG + b"\x00" * 21 * 1024 * 1024, "过大"),
        ("照片.jpg", b"", "是空文件"),
    ],
    ids=["a program", "a page", "an archive", "a document with a program", "a broken document", "too large", "empty"],
)
def test_a_refused_file_says_why_and_loses_nothing_typed(citizen, name, content, why):
    answer = citizen.post("/public/submit/", ASKS | WANG | {"evidence": [sent(content, name)]})

    page = text(answer)
    assert answer.status_code == 200
    assert f"“{name}”" in page
    assert why in page
    assert "请重新选择" in page
    assert "3号楼漏水,请尽快处理。" in page
    assert 'value="13800138000"' in page
    assert not TicketEvent.objects.exists()


def test_the_name_of_a_file_does_not_decide_what_it_is(citizen):
    number, _secret = asked(citizen, evidence=[sent(DOCUMENT, "照片.jpg")])

    [file] = queries.files(LIN, number)

    assert file.media_type.endswith("wordprocessingml.document")


def test_more_files_than_the_rules_take_are_refused_together(citizen):
    most = limits(in_force("9901", later(), ancestors=lambda _region: [])).most_files
    answer = citizen.post("/public/submit/", ASKS | {"evidence": [sent()] * (most + 1)})

    assert f"一次最多 {most} 个" in text(answer)
    assert not TicketEvent.objects.exists()


def test_past_the_room_of_a_machine_a_file_is_too_large_and_never_held(citizen, monkeypatch):
    monkeypatch.setattr("django.conf.settings.UPLOAD_MEGABYTES", 1)
    answer = citizen.post("/public/submit/", ASKS | {"evidence": [sent(JPEG + b"\x00" * 2 * 1024 * 1024)]})

    assert "过大" in text(answer)


def test_the_unit_shows_what_it_did_and_every_reader_of_the_ticket_opens_it(browser):
    ticket = stories.acknowledged()
    papers = {"version": ticket.version, "words": "已到场。", "evidence": [sent()]}
    done = browser(CHEN).post(f"/tickets/{ticket.number}/note-progress/", papers)
    [link] = links(text(browser(ZHOU).get(f"/tickets/{ticket.number}/")))

    assert done.status_code == 302
    assert types(ticket)[-1] == "progress.noted"
    contents, name = json.loads(TicketEvent.objects.latest("seq").payload)["evidence"]
    assert name["names"] == contents["text_id"]
    assert browser(ZHOU).get(link).content == JPEG
    looked = AccessRecord.objects.get(by=ZHOU.id, act="read", field="")
    assert looked.purpose.startswith(ticket.number)


def test_a_file_is_nothing_to_somebody_else_nor_under_another_ticket(browser):
    ticket, other = stories.acknowledged(), stories.acknowledged()
    shown = (Attachment("a.jpg", JPEG, len(JPEG)),)
    services.note_progress(ticket.number, words="已到场。", evidence=shown, by=CHEN, now=later(minutes=50))
    [file] = queries.files(CHEN, ticket.number)

    assert browser(CHEN).get(f"/tickets/{ticket.number}/files/{file.text_id}/").status_code == 200
    assert browser(CHEN).get(f"/tickets/{other.number}/files/{file.text_id}/").status_code == 404
    assert browser(WU).get(f"/tickets/{ticket.number}/files/{file.text_id}/").status_code == 404
    assert Client(HTTP_HOST="localhost").get(f"/tickets/{ticket.number}/files/{file.text_id}/").status_code == 302


def test_a_unit_never_opens_what_a_protected_requester_sent(citizen, browser):
    ticket = recognised(citizen, anonymity="confidential", evidence=[sent()])
    services.triage(ticket.number, outcome="accept", by=LIN, now=later(hours=2))
    services.dispatch(ticket.number, lead=HOUSING, basis="职责", by=ZHOU, now=later(hours=3))
    [file] = queries.files(LIN, ticket.number)

    page = text(browser(CHEN).get(f"/tickets/{ticket.number}/"))

    assert links(page) == []
    assert browser(CHEN).get(f"/tickets/{ticket.number}/files/{file.text_id}/").status_code == 404
    assert file.text_id in [each.text_id for each in unreleased(ZHOU, ticket.number)]


def test_a_requester_does_not_open_what_a_unit_shows_the_hotline(citizen):
    ticket = recognised(citizen)
    services.triage(ticket.number, outcome="accept", by=LIN, now=later(hours=2))
    services.dispatch(ticket.number, lead=HOUSING, basis="职责", by=ZHOU, now=later(hours=3))
    services.acknowledge(ticket.number, by=CHEN, now=later(hours=4))
    shown = (Attachment("a.jpg", JPEG, len(JPEG)),)
    services.note_progress(ticket.number, words="已到场。", evidence=shown, by=CHEN, now=later(hours=5))
    [file] = queries.files(LIN, ticket.number)

    assert citizen.get(f"/public/track/{ticket.number}/files/{file.text_id}/").status_code == 404


def test_a_retry_with_the_same_file_changes_nothing_and_with_another_is_refused(city):
    ticket = stories.acknowledged()
    given = {"words": "已到场。", "evidence": (Attachment("a.jpg", JPEG, len(JPEG)),)}
    first = services.note_progress(ticket.number, **given, key="once", by=CHEN, now=later(minutes=50))
    again = services.note_progress(ticket.number, **given, key="once", by=CHEN, now=later(minutes=51))

    assert again.version == first.version
    other = given | {"evidence": (Attachment("a.jpg", JPEG + b"1", len(JPEG) + 1),)}
    with pytest.raises(Exception, match="another command"):
        services.note_progress(ticket.number, **other, key="once", by=CHEN, now=later(minutes=52))


def test_a_form_offers_files_as_the_rules_in_force_take_them(browser):
    ticket = stories.acknowledged()
    page = text(browser(CHEN).get(f"/tickets/{ticket.number}/submit-reply/"))

    assert re.search(r'<input type="file" name="evidence"[^>]* multiple', page)
    assert re.search(r'accept="[^"]*\.jpg', page)
    assert 'enctype="multipart/form-data"' in page
    assert "最多 9 个文件，每个不超过 20 MB" in page


@pytest.fixture
def older_rules(city):
    """The nation's rules as they were published before any of them spoke of files."""
    texts = {name: text for name, text in read_shipped("national").items() if name != "uploads.toml"}
    proposal = policies.propose(texts, by=LIANG, now=MONDAY)
    return policies.publish(proposal.id, by=ADMIN, now=MONDAY)


def test_under_rules_that_say_nothing_of_files_every_form_works_without_them(older_rules, citizen, browser):
    ticket = stories.acknowledged()
    step = f"/tickets/{ticket.number}/note-progress/"
    pages = [
        citizen.get("/public/submit/"),
        browser(LIN).get("/register/"),
        browser(CHEN).get(step),
        browser(CHEN).get(f"/tickets/{ticket.number}/submit-reply/"),
    ]
    number, _secret = asked(citizen)
    done = browser(CHEN).post(step, {"version": ticket.version, "words": "已到场。"})

    assert [page.status_code for page in pages] == [200] * 4
    assert not any('type="file"' in text(page) for page in pages)
    assert number
    assert done.status_code == 302


def test_under_rules_that_say_nothing_of_files_one_that_comes_nevertheless_is_refused(older_rules):
    ticket = stories.acknowledged()
    shown = (Attachment("a.jpg", JPEG, len(JPEG)),)

    with pytest.raises(DomainError, match="No policy in force says which files are taken"):
        services.note_progress(ticket.number, words="已到场。", evidence=shown, by=CHEN, now=later(minutes=50))


def test_where_the_rules_demand_papers_a_reply_without_a_file_is_refused(browser):
    ticket = stories.acknowledged()
    demanding = in_force("9901", later(), ancestors=lambda _region: [])
    row = next(row for row in demanding.transitions("submit_reply"))
    offer = Offer("submit_reply", replace(row, requires=(*row.requires, "evidence")))
    situation = actions(CHEN, ticket.number, now=later(hours=1))
    papers = {"version": str(ticket.version), "internal": "已修。", "public": "已修。"}

    form = StepForm(papers, None, offer=offer, situation=situation, viewer=CHEN)

    assert set(form.errors) == {"evidence"}
