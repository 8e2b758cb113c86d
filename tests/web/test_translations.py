"""Every message has its Chinese, and what is compiled is what is written."""

from tools import translations


def test_every_message_has_its_chinese_and_no_other_is_kept():
    assert translations.problems() == []


def test_the_compiled_catalogue_is_the_one_people_edit():
    assert translations.CATALOGUE.with_suffix(".mo").read_bytes() == translations.compiled()
