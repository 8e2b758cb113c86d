"""The few forms a reference page is made of."""

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.functional import Promise

NOTE = "<!-- Written by ./run docs from {source}; change that and run it again. -->"


def page(title: str, source: str, *parts: str) -> str:
    """A whole page: title, where it comes from, its parts with a blank line between them."""
    return "\n\n".join([NOTE.format(source=source), f"# {title}", *parts]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars and line breaks inside a cell stay inside it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def codes(names: Iterable[str]) -> str:
    """Names as code, in the order given; a dash for none."""
    return ", ".join(f"`{name}`" for name in names) or "–"


def in_language(text: str | Promise, language: str) -> str:
    """A label of the pages as its readers see it (`zh-hans`, `en`)."""
    with translation.override(language):
        return str(text)


def both(text: str | Promise) -> str:
    """A label in Chinese and in English."""
    return f"{in_language(text, 'zh-hans')} · {in_language(text, 'en')}"


def first_line(thing: object) -> str:
    """The sentence a docstring begins with."""
    return (thing.__doc__ or "").strip().splitlines()[0] if thing.__doc__ else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
