from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from tests.vault import canary
from tests.vault.people import LIN, MONDAY, TICKET
from weisu.vault import queries, services


def leave_traces():
    """Type the canary into everything the vault takes."""
    person = services.enrol(canary.DETAILS, by=LIN, now=MONDAY)
    known = queries.known_identifiers(person.requester_id)
    services.keep(canary.STORY, ticket_id=TICKET, purpose="request", by=LIN, now=MONDAY, known=known)
    file = services.keep_file(
        canary.STORY.encode("gb18030"),
        name=f"{canary.NAME}的身份证.txt",
        media_type="text/plain",
        ticket_id=TICKET,
        purpose="evidence",
        by=LIN,
        now=MONDAY,
        known=known,
    )
    services.read(file.name, by=LIN, now=MONDAY, purpose=f"给{canary.NAME}{canary.TELEPHONE}回电")
    services.reveal(person.requester_id, field="name", purpose=canary.STORY, by=LIN, now=MONDAY)
    services.find_by_telephone(canary.TELEPHONE, purpose=canary.STORY, by=LIN, now=MONDAY)
    ref = services.keep(canary.STORY, ticket_id=None, purpose="reply", by=LIN, now=MONDAY)
    services.erase(ref, by=LIN, now=MONDAY, ground=canary.STORY)
    return person


def test_the_canary_is_in_no_table_not_even_the_vaults(database):
    leave_traces()
    assert canary.find_canary() == []


def test_the_canary_is_in_no_file_of_the_database(fresh_database, home):
    person = leave_traces()
    services.erase_person(person.requester_id, ticket_ids=[TICKET], by=LIN, now=MONDAY, ground=canary.STORY)
    files = []
    if connection.vendor == "sqlite":
        files = list(Path(urlsplit(fresh_database.url).path).parent.glob("*.sqlite3*"))
    assert canary.find_canary([home, *files]) == []


def test_the_search_finds_what_is_there(database, tmp_path):
    (tmp_path / "worker.log").write_text(f"failed for {canary.NAME}")
    (tmp_path / "export.json").write_text('"' + canary.TELEPHONE + '"')
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE leak (words text)")
        cursor.execute("INSERT INTO leak VALUES (%s)", [canary.STORY])
    assert len(canary.find_canary([tmp_path])) == 2 + len(canary.SEARCHED)
    assert len(canary.find_canary(leave_out=["leak"])) == 0
