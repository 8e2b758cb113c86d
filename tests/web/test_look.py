"""What the eye needs: contrast, words beside colours, nothing from elsewhere; and no part that nobody uses."""

import re
from pathlib import Path

import pytest
from django.test import Client

import weisu.web
from tests.tickets.cast import CHEN, LIN, ZHOU
from tests.tickets.stories import dispatched
from weisu.web.components.labels import STATUSES

WEB = Path(weisu.web.__file__).parent
OURS = (WEB / "static/weisu/weisu.css").read_text(encoding="utf-8")
TABLER = (WEB / "static/vendor/tabler/tabler.min.css").read_text(encoding="utf-8")
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in WEB.rglob("*.html")}
COMPONENTS = WEB / "components/templates/components"
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", OURS))
ENOUGH = 4.5

PAIRS = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink-soft", "paper"),
    ("ink-soft", "ground"),
    ("accent", "paper"),
    ("accent", "ground"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("accent-strong", "accent-soft"),
    *((name, f"{name}-soft") for name in ("fine", "soon", "late", "quiet", "work")),
    *((name, "paper") for name in ("fine", "soon", "late")),
    ("side-ink", "side"),
    ("side-soft", "side"),
]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_ink_can_be_read_on_its_ground(ink, ground):
    brighter, darker = sorted((luminance(TOKENS[ink]), luminance(TOKENS[ground])), reverse=True)

    assert (brighter + 0.05) / (darker + 0.05) >= ENOUGH


def test_colours_are_named_once():
    rules = OURS.partition("/* Ground")[2].partition("@media print")[0]

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) == set()


def test_the_style_sheets_ask_nobody_else():
    assert "!important" not in OURS
    assert "@import" not in OURS + TABLER
    assert not re.findall(r"url\((?![\"']?data:)", OURS + TABLER)


def test_a_browser_of_2021_understands_the_colours_of_tabler():
    assert not re.findall(r"color-mix\(|oklch\(|light-dark\(", OURS + TABLER)


def test_every_icon_is_used_and_every_used_one_is_there():
    asked = {
        name
        for page in TEMPLATES.values()
        for names in re.findall(r'(?:icon\.html" with name=| icon=)"([a-z-]+)"|icons/([a-z-]+)\.svg', page)
        for name in names
        if name
    }
    there = {path.stem for path in (COMPONENTS / "icons").glob("*.svg")}

    assert asked == there


def test_every_partial_is_used():
    together = "".join(TEMPLATES.values())
    partials = {f"{path.parent.name}/{path.name}" for path in COMPONENTS.glob("*.html")}

    assert {name for name in partials if f'"{name}"' not in together} == set()


@pytest.mark.parametrize("bare", [r"<button(?![^>]*\bclass=)", r'<table(?![^>]*\bclass="list)', r'class="button'])
def test_no_page_brings_a_button_or_a_table_of_its_own(bare):
    """`components/README.md` names the classes; without one a browser's own grey button appears."""
    assert [path.name for path, page in TEMPLATES.items() if re.search(bare, page)] == []


def test_a_badge_of_a_status_always_has_its_word():
    styled = set(re.findall(r"\.stage--([a-z_]+)", OURS))

    assert styled <= STATUSES.keys()
    assert TEMPLATES[COMPONENTS / "stage.html"].strip().endswith(">{{ words }}</span>")


def text(response):
    return response.content.decode()


def described(page):
    return {one for found in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page) for one in found.split()}


def test_whatever_describes_a_field_is_on_the_page(browser):
    ticket = dispatched()
    pages = [
        browser(CHEN).post(f"/tickets/{ticket.number}/send-back/", {"version": ticket.version}),
        browser(ZHOU).get(f"/tickets/{ticket.number}/"),
        browser(LIN).post("/register/", {"kind": "complaint"}),
        browser(LIN).get("/account/password/"),
    ]

    for page in map(text, pages):
        assert described(page)
        assert described(page) <= set(re.findall(r'\sid="([^"]+)"', page))


def test_a_field_that_is_wrong_says_so_above_the_form_and_beneath_itself(browser):
    ticket = dispatched()
    page = text(browser(CHEN).post(f"/tickets/{ticket.number}/send-back/", {"version": ticket.version}))

    assert re.search(r'role="alert".*?<a href="#id_basis">', page, re.S)
    assert re.search(r'<ul class="errorlist" id="id_basis_error">', page)
    assert re.search(r'name="basis"[^>]*aria-invalid="true"', page)


def test_a_step_asks_for_papers_and_for_nothing_else(browser):
    ticket = dispatched()
    page = text(browser(ZHOU).get(f"/tickets/{ticket.number}/redispatch/"))

    assert not set(re.findall(r'name="([a-z_]+)"', page)) & {"name", "event", "needs"}
    assert 'name="reason"' in page


def test_a_step_stands_beside_what_was_asked(browser):
    ticket = dispatched(request="水一直流到楼道里。", title="楼道漏水")

    assert "水一直流到楼道里。" in text(browser(CHEN).get(f"/tickets/{ticket.number}/send-back/"))


def test_the_list_and_the_ticket_say_the_same_of_a_limit(browser, arrival):
    ticket = dispatched()
    listed = re.search(r'class="due due--[a-z]+">.*?</svg>\s*(.*?)</span>', text(browser(ZHOU).get("/")), re.S)[1]

    assert listed in text(browser(ZHOU).get(f"/tickets/{ticket.number}/"))


def test_a_typed_number_opens_the_whole_ticket_with_a_script_too(browser):
    ticket = dispatched()
    response = browser(ZHOU).get("/", {"number": ticket.number}, headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == f"/tickets/{ticket.number}/"


def test_a_page_that_was_open_too_long_says_so_in_words(city):
    response = Client(HTTP_HOST="localhost", enforce_csrf_checks=True).post("/public/track/", {"number": "1"})

    assert response.status_code == 403
    assert "页面打开时间过长" in text(response)
