"""Pages as their readers meet them: fenced blocks, links, headings."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w./-]+\.[a-z]+)`:?\s*\Z")
"""A line that ends with a file's name in code says which file the block after it is."""

ILLUSTRATION = "illustration"
RUN = ("sh", "python")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the words behind it, its text, and the file it is said to be."""

    language: str
    words: tuple[str, ...]
    text: str
    file: str

    @property
    def is_illustration(self) -> bool:
        """Whether the page says that nobody shall run it."""
        return ILLUSTRATION in self.words


def pages() -> list[Path]:
    """Every page of the repository that people read."""
    skipped = {".venv", "var", ".git", "node_modules"}
    return sorted(path for path in ROOT.rglob("*.md") if not skipped & set(path.relative_to(ROOT).parts))


def name_of(page: Path) -> str:
    """A page by its path in the repository."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_block(found, text[: found.start()]) for found in FENCE.finditer(text)]


def _block(found: re.Match[str], before: str) -> Block:
    language, *words = found[1].split() or [""]
    named = NAMED.search(before)
    return Block(language, tuple(words), found[2], named[1] if named else "")


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> list[str]:
    """Where the links and pictures of a page lead, other hosts left out."""
    found = re.findall(r"\]\(([^)\s]+)\)", prose(page)) + re.findall(r'(?:src|href|srcset)="([^"]+)"', prose(page))
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """What a link may name behind `#`: every heading as GitHub spells it."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
