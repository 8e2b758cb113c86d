"""docs/reference/glossary.md: one English term for each Chinese term."""

from tools.docs.markdown import codes, page, table
from tools.docs.words import terms


def write() -> str:
    """The whole page, by the English term."""
    rows = [
        (one.zh, one.term, codes(one.identifiers.replace(" = ", "=").split()), one.note)
        for one in sorted(terms(), key=lambda one: one.term.lower())
    ]
    said = "One English term for each Chinese one; identifiers are what code, events, addresses and columns use."
    return page(
        "Glossary", "src/weisu/domain/glossary.csv", said, table(["中文", "English", "identifier", "note"], rows)
    )
