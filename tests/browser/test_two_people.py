"""Two people on one ticket: the second one reads what moved, keeps their words, and decides again."""

import pytest

from tests.browser import audit
from tests.tickets.cast import CHEN, SUN
from tests.tickets.stories import acknowledged

WORDS = {"zh-hans": "等配件到货,预计一周。", "en": "A part has to come; a week, we think."}
PROGRESS = {"zh-hans": "已到现场查看。", "en": "We have been on site."}
HEADS = {"zh-hans": "您打开后工单有了新进展", "en": "It moved on since you opened it"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_second_person_reads_what_moved_and_loses_no_word(number, person, language, scripts):
    chen, sun = (person(one.id, language=language, scripts=scripts) for one in (CHEN, SUN))
    sun.open(f"/tickets/{number}/request-extension/")
    sun.fill({"until": "2026-01-16T18:00", "basis": "9", "reason": WORDS[language]})
    chen.open(f"/tickets/{number}/note-progress/")
    chen.fill({"words": PROGRESS[language]})
    chen.send()

    sun.send()

    assert HEADS[language] in sun.reads()
    assert PROGRESS[language] in sun.page.inner_text(".moved")
    assert sun.page.input_value("[name=reason]") == WORDS[language]
    assert sun.page.input_value("[name=until]") == "2026-01-16T18:00"
    # axe-core is a script itself.
    assert not scripts or audit.barriers(sun.page) == []
    sun.send()
    assert WORDS[language] in sun.page.inner_text(".timeline")


@pytest.fixture
def number(hotline):
    """A ticket that the housing bureau, of which both are, has signed for."""
    return acknowledged().number
