"""What the audits of a page find where something is wrong with it."""

import pytest

from tests.browser import audit
from tests.browser.person import started

TABLE = '<div class="scroll" style="width:{place}px; overflow-x:auto"><table style="width:600px"><td>x</table></div>'


@pytest.mark.parametrize(("place", "found"), [(600, 0), (599, 1)])
def test_a_table_wider_than_its_place_is_cut_off(chromium, place, found):
    with started(chromium) as browser:
        page = browser.new_page()
        page.set_content(TABLE.format(place=place))

        assert len(audit.cut(page)) == found
