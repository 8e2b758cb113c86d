"""What is asked of every page: no barrier axe-core finds, nothing inline or untranslated, nothing to push sideways."""

import re
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.hotline import SURNAMES
from tests.cast import policy_of
from tests.tickets.cast import REGIONS, UNITS
from weisu.tickets.files import limits

AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
STYLES = "style, [style]:not(.chart, .chart *)"
SCRIPTS = "script:not([src], [type='application/json']), [onclick], [onload], [onsubmit], [onchange]"
INLINE = f"{STYLES}, {SCRIPTS}"
"""What a policy without inline code must stop; a chart is sized by a script, and data is no script."""

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """tables => tables.filter(e => e.scrollWidth > e.clientWidth)
    .map(e => `cut off, ${e.scrollWidth} of ${e.clientWidth} pixels: ${e.innerText.slice(0, 80)}`)"""
WRITTEN = "code, .words, .slip, script, textarea, select[name=of] option, :not(html)[lang]"
TEXTS = """written => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(written)) found.push(texts.currentNode.data)
    return found
}"""
FOREIGN = {"zh-hans": re.compile(r"[A-Za-z]{3,}"), "en": re.compile(r"[\u4e00-\u9fff]")}
ENDINGS = limits(policy_of("national")).endings.split("、")
AUTHORS = {"Kaplan", "Meier", "Aalen", "Johansen", "Benjamini", "Hochberg", "PPI++"}
HERE = {*(one[1] for one in (*REGIONS, *UNITS)), *(one[0] for one in UNITS)}
KNOWN = {*HERE, *SURNAMES.values(), *ENDINGS, *AUTHORS, "Ctrl"}
NAMES = re.compile("|".join(map(re.escape, sorted(KNOWN, key=len, reverse=True))))
"""Names of this city and its people, of kinds of files, of authors and a method, and of a key; the longest first."""


@cache
def axe() -> str:
    """The checker's own text; run in the page by the browser's debugger, which no policy of the page stops."""
    return AXE.read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """Each violation of WCAG 2.1 AA or of axe's best practice, with where it is."""
    page.evaluate(axe())
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


def inline(page: Page) -> list[str]:
    """Styles and scripts that stand in the page itself."""
    return [f"inline: {html[:120]}" for html in page.eval_on_selector_all(INLINE, "all => all.map(e => e.outerHTML)")]


def sideways(page: Page) -> list[str]:
    """How many pixels a page is wider than its window."""
    more = page.evaluate(WIDER)
    return [f"{more} pixels wider than {page.viewport_size['width']}"] if more > 0 else []


def cut(page: Page) -> list[str]:
    """Tables that are wider than their place: what stands last in a row is out of sight."""
    return page.eval_on_selector_all(".scroll", CUT)


def untranslated(page: Page, language: str) -> list[str]:
    """Words of the other language that are neither what somebody wrote nor a name, nor marked as being of it."""
    texts = page.evaluate(TEXTS, WRITTEN)
    return [f"untranslated: {text.strip()}" for text in texts if FOREIGN[language].search(NAMES.sub("", text))]
