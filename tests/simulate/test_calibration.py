"""Simulated cities beside what is published: numbers have sources, and a district is like the real one."""

import csv
import re
from pathlib import Path

import pytest

from tools.bench.calibration import PAGE
from tools.calibration import living, page, records, statistics


@pytest.fixture(scope="module")
def district() -> dict[str, float]:
    """The statistics of the simulated district."""
    return living.district()


@pytest.fixture(scope="module")
def hotline() -> dict[str, float]:
    """The rates of the simulated hotline."""
    return living.city()


def rows(group: str) -> list[dict[str, str]]:
    return [row for row in records.published() if row["group"] == group]


def test_every_published_number_has_a_source_and_what_was_not_to_be_had_says_why() -> None:
    for row in rows("hotline"):
        addresses = [*row["source"].split(), *row["copies"].split()]
        assert bool(addresses) == bool(row["least"]), row["name"]
        assert all(address.startswith("http") for address in addresses), row["name"]
        assert row["least"] or row["why"], row["name"]
        assert not row["least"] or float(row["least"]) <= float(row["most"]), row["name"]


def test_the_page_shows_every_statistic_and_source() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for row in records.published():
        assert f"{row['statistic']} · {row['统计量']}" in text
        assert all(f"({source})" in text for source in row["source"].split())
        assert row["why"] in text


def test_where_only_a_copy_of_a_source_is_left_the_page_says_so() -> None:
    text = PAGE.read_text(encoding="utf-8")
    copies = {copy for row in records.published() for copy in row["copies"].split()}
    assert copies
    for copy in copies:
        assert text.count(f"({copy})") == len(re.findall(rf"copy found at \[\d\]\({re.escape(copy)}\)", text))


@pytest.mark.slow
def test_the_page_is_that_of_a_fresh_run(hotline: dict[str, float], district: dict[str, float]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page.write(hotline, district), "run ./run bench calibration"


@pytest.mark.slow
def test_no_rate_of_the_hotline_lies_outside_what_is_published_without_a_remark(hotline: dict[str, float]) -> None:
    assert page.unremarked(hotline) == []


def test_the_numbers_of_the_district_are_those_of_its_file(shared_data: Path) -> None:
    real = statistics.of(records.of_file(shared_data / "pingshan" / "tickets.csv"))
    assert len(real) >= 10
    assert real.keys() == {row["name"] for row in rows("district")}
    for row in rows("district"):
        assert real[row["name"]] == pytest.approx(float(row["least"]), rel=1e-3), row["name"]


def test_every_class_of_the_comparison_is_one_of_the_file(shared_data: Path) -> None:
    with (Path(records.__file__).parent / "classes_of_the_file.csv").open(encoding="utf-8", newline="") as file:
        classes = {row["class"] for row in csv.DictReader(file)}
    known = {record.matter_class for record in records.of_file(shared_data / "pingshan" / "tickets.csv")}
    assert classes <= known


def test_no_statistic_of_the_simulated_district_is_off_by_more_than_a_third_without_a_reason(
    district: dict[str, float], capsys: pytest.CaptureFixture[str]
) -> None:
    compared = page.district(district)
    with capsys.disabled():
        for one in compared:
            print(
                f"\n{one.row['name']:<18} {one.simulated:9.3f} {one.real:9.3f} {one.off:+.0%} {one.row['why']}", end=""
            )
    assert len(compared) >= 10
    assert [one.row["name"] for one in compared if not one.holds] == []
    assert sum(abs(one.off) <= page.THIRD for one in compared) >= 9
