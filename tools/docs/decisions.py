"""docs/reference/decisions.md: every decision by its number, with the sentence people quote."""

import re
from pathlib import Path

from tools.docs.markdown import page, table

PLACE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "decisions"
DECISION = re.compile(r"\*\*Decision\.\*\*(.*?)(?=\n\n\*\*|\Z)", re.DOTALL)
STRESSED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
STRONG = re.compile(r"\*\*([^*]+)\*\*")

INTRODUCTION = """\
What is hard to take back, each on one page: context, decision, what was rejected, and the test that holds it. A
decision that changes gets a new page which names the old one. A number that is missing is kept for a decision that
is not taken yet."""


def write() -> str:
    """The whole page."""
    rows = [(_link(record), title(record), sentence(record)) for record in records()]
    return page("Decisions", "docs/explanation/decisions", INTRODUCTION, table(["", "decision", "in short"], rows))


def _link(record: Path) -> str:
    return f"[{record.stem[:4]}](../explanation/decisions/{record.name})"


def records() -> list[Path]:
    """The pages of decisions, by number."""
    return sorted(PLACE.glob("[0-9]*.md"))


def title(record: Path) -> str:
    """A decision's own heading, without its number."""
    return record.read_text(encoding="utf-8").splitlines()[0].split(maxsplit=2)[2]


def sentence(record: Path) -> str:
    """The longest words that a decision stresses; empty when it stresses none."""
    found = DECISION.search(record.read_text(encoding="utf-8"))
    decided = found[1] if found else ""
    stressed = max(STRESSED.findall(decided) or STRONG.findall(decided), key=len, default="").strip().rstrip(".")
    return stressed[:1].upper() + stressed[1:]
