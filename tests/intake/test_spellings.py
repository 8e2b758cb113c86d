"""Names that may be one unit are proposed; names that are not, are left alone."""

import pytest

from weisu.intake.folding import folded
from weisu.intake.spellings import Proposal, Spelling, proposals


@pytest.mark.parametrize(
    ("_case", "one", "other"),
    [
        ("brackets", "龙田街道综合执法队", "龙田街道综合执法队（龙田街道办事处）"),
        ("abbreviated", "镇安县人民政府办公室", "镇安县政府办"),
        ("without the city", "商洛市公安局", "市公安局"),
        ("a character too much", "商洛市民政局", "商洛市市民政局"),
        ("traditional", "商洛市環境保護局", "商洛市环境保护局"),
    ],
)
def test_two_spellings_of_one_unit_are_proposed(_case, one, other):
    found = proposals([Spelling("a", one, uses=9), Spelling("b", other, uses=1)])

    assert found == [Proposal("b", "a")]


def test_one_code_with_two_names_is_proposed():
    found = proposals([Spelling("a", "市规划国土委坪山管理局", "1881"), Spelling("b", "市规土委坪山管理局", "1881")])

    assert found == [Proposal("b", "a")]


@pytest.mark.parametrize(
    ("_case", "one", "other"),
    [
        ("two streets' offices", "城管办（坑梓街道办事处）", "城管办（碧岭街道办事处）"),
        ("two counties", "商州区人民政府", "商南县人民政府"),
        ("two bureaus", "商洛市教育局", "商洛市体育局"),
        ("short names", "教育局", "体育局"),
    ],
)
def test_different_units_are_not_proposed(_case, one, other):
    assert proposals([Spelling("a", one), Spelling("b", other)]) == []


def test_two_codes_are_two_units_even_under_one_name():
    assert proposals([Spelling("a", "城建办", "9444"), Spelling("b", "城建办", "9466")]) == []


def test_a_confirmed_unit_is_what_others_are_joined_into():
    found = proposals([Spelling("a", "商洛市公安局", is_active=True), Spelling("b", "市公安局", uses=500)])

    assert found == [Proposal("b", "a")]


def test_names_are_compared_in_simplified_characters_half_width_and_without_spaces():
    assert folded("環境保護局 （示範市）") == folded("环境保护局(示范市)")
