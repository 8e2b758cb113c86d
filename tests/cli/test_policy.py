"""`weisu policy`: what people who keep rules type, and what they are told."""

import json
from dataclasses import replace

import pytest

from tests.cast import CLOCK, MONDAY, POLICY, SHENG, pack_texts
from weisu.cli import main
from weisu.domain.vocabulary import Level, Role, UnitKind
from weisu.org import services as org
from weisu.policies import services


def run(capsys, *arguments):
    code = main(["policy", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def fact(capsys, *arguments):
    code, out, _ = run(capsys, *arguments, "--json")
    return code, json.loads(out)


def written(tmp_path, **changes):
    place = tmp_path / "demo-province"
    for name, text in {**pack_texts("demo-province"), **changes}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_every_shipped_pack_checks_out(capsys):
    packs = sorted(path.parent for path in POLICY.glob("*/pack.toml"))
    code, found = fact(capsys, "check", *packs)
    assert (code, found["problems"]) == (0, [])
    assert len(found["checked"]) == len(packs)


def test_a_broken_pack_is_told_with_file_line_and_rule(capsys, tmp_path):
    place = written(tmp_path)
    broken = (place / "deadlines.toml").read_text().replace("working_days = 3", "working_days = 4")
    (place / "deadlines.toml").write_text(broken)
    code, found = fact(capsys, "check", place)
    assert code == 1
    [problem] = found["problems"]
    assert problem["file"] == str(place / "deadlines.toml")
    assert (problem["line"], problem["rule"]) == (8, "follow-up-general")
    code, out, err = run(capsys, "check", place)
    assert f"{place}/deadlines.toml:8 rule 'follow-up-general'" in out
    assert "nothing of this can be published" in err


def test_a_file_that_is_not_utf8_is_named_with_its_line(capsys, tmp_path):
    place = written(tmp_path)
    (place / "duties.csv").write_bytes("matter,list,note,basis,from,until\n市".encode("gbk"))
    code, out, _ = run(capsys, "check", place)
    assert code == 1
    assert "duties.csv:2" in out


def test_a_place_without_a_pack_is_one_sentence(capsys, tmp_path):
    code, out, err = run(capsys, "check", tmp_path)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "pack.toml" in err


def test_show_names_the_file_and_line_of_each_value(capsys):
    code, found = fact(capsys, "show", "--pack", "demo-city", "--at", "2026-03-01", "--explain")
    assert code == 0
    assert found["layers"] == ["national", "demo-province", "demo-city"]
    values = {(row["rule"], row["key"]): row for row in found["rules"]}
    assert values["deadline:closure-general", "within"]["file"] == "demo-city/deadlines.toml"
    assert values["deadline:closure-general", "clock"]["file"] == "national/deadlines/unit.toml"
    assert values["deadline:closure-general", "within"]["value"] == {"working_days": 5}


def test_show_without_explanation_names_no_file(capsys):
    _, out, _ = run(capsys, "show", "--pack", "national", "--at", "2026-03-01")
    assert "transition:send-back" in out
    assert "[national/" not in out


def test_the_rules_of_an_earlier_day_are_those_of_that_day(capsys):
    _, before = fact(capsys, "show", "--pack", "demo-city", "--at", "2025-06-30")
    _, after = fact(capsys, "show", "--pack", "demo-city", "--at", "2025-07-01")
    assert before["version"] != after["version"]
    assert before["valid_until"] == "2025-07-01"


def test_an_impossible_date_is_a_usage_error(capsys):
    code, _, said = run(capsys, "show", "--at", "2026-13-01")
    assert code == 2
    assert "2026-13-01" in said


def test_diff_says_what_another_version_changes(capsys, tmp_path):
    changed = pack_texts("demo-province")["routing.toml"].replace("value = 2", "value = 3")
    code, found = fact(capsys, "diff", POLICY / "demo-province", written(tmp_path, **{"routing.toml": changed}))
    assert code == 0
    [one] = found["differences"]
    assert (one["rule"], one["key"], one["old"], one["new"]) == ("extension.max_times", "value", 2, 3)


def test_diff_of_two_places_compares_what_holds_there(capsys):
    _, out, _ = run(capsys, "diff", "national", "tianjin")
    assert "return.silence_is_acceptance: value false → true  [tianjin/routing.toml:5]" in out


@pytest.fixture
def administrators(database):
    services.bootstrap_national(by=CLOCK, now=MONDAY)
    admin = replace(SHENG, id="setup", roles=frozenset({Role.ADMINISTRATOR}))
    org.create_region("99", name="示范省", level=Level.PROVINCE, by=admin, now=MONDAY)
    org.create_unit(
        "u-99-hotline",
        name="热线",
        kind=UnitKind.AUTHORITY,
        level=Level.PROVINCE,
        region="99",
        by=admin,
        now=MONDAY,
    )
    for name in ("ma", "zhao"):
        org.create_staff(name, display_name=name, by=admin, now=MONDAY)
        org.appoint(name, role=Role.ADMINISTRATOR, unit="u-99-hotline", since=MONDAY, by=admin, now=MONDAY)


def test_two_people_put_a_pack_in_force(capsys, administrators):
    code, proposed = fact(capsys, "propose", POLICY / "demo-province", "--by", "ma")
    assert code == 0
    code, refusal = fact(capsys, "publish", proposed["proposal"], "--by", "ma")
    assert (code, refusal["error"]) == (1, "guard_refused")
    code, done = fact(capsys, "publish", proposed["proposal"], "--by", "zhao")
    assert (code, done["proposed_by"], done["published_by"]) == (0, "ma", "zhao")
    _, shown = fact(capsys, "show", "--region", "99")
    assert shown["policy"] == "demo-province"


def test_a_stranger_proposes_nothing(capsys, administrators):
    code, refusal = fact(capsys, "propose", POLICY / "demo-province", "--by", "nobody")
    assert (code, refusal["error"]) == (1, "not_found")
