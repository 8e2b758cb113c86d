"""docs/reference/law.md: from each law to the rules it carries, and from each rule to its law."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tools.docs.markdown import codes, page, table
from tools.docs.packs import shipped
from weisu.domain.policy import Pack, Row

INTRODUCTION = """\
Every rule of the shipped packs names the law it rests on. First each law with its rules, then each rule with its
law. A rule is changed in its pack, never here; what an overlay of a real city says was modelled on what that city
published."""

DOCUMENT = re.compile(r"[A-Z]{2}\d*/T [\d—]+|[^《：:（(]+?〔\d{4}〕\d+号|《[^》]+》|[^：:；;，,（(]+")
"""A law's own name: number of a standard, number of a document, title in brackets, else the words before a stop."""


class Rule(NamedTuple):
    """One version of one rule: where it is written, since when, and its basis."""

    pack: str
    name: str
    since: str
    until: str
    basis: str
    file: str


def write() -> str:
    """The whole page."""
    by_law: dict[str, list[Rule]] = defaultdict(list)
    for pack in shipped():
        for rule in rules_of(pack):
            by_law[document(rule.basis)].append(rule)
    to_rules = "\n\n".join(_law(law, found) for law, found in sorted(by_law.items()))
    to_laws = "\n\n".join(_pack(pack) for pack in shipped())
    return page(
        "Policy and law", "policy/", INTRODUCTION, "## From law to rule", to_rules, "## From rule to law", to_laws
    )


def rules_of(pack: Pack) -> list[Rule]:
    """Every rule of a pack that has a basis; the lines of a table with one basis are one rule, named by the table."""
    found = (_rule(pack, row) for row in pack.rows if row.values.get("basis"))
    return list(dict.fromkeys(found))


def _rule(pack: Pack, row: Row) -> Rule:
    is_table = row.source.file.endswith(".csv")
    name = row.kind if is_table else f"{row.kind} {row.id}"
    until = row.until.isoformat() if row.until else ""
    return Rule(pack.id, name, row.since.isoformat(), until, str(row.values["basis"]), row.source.file)


def document(basis: str) -> str:
    """The law, standard or document a basis begins with."""
    found = DOCUMENT.match(basis.strip())
    return found.group().strip() if found else basis


def _law(law: str, rules: list[Rule]) -> str:
    packs: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        packs[rule.pack].append(rule.name)
    lines = (f"- {pack}: {codes(dict.fromkeys(names))}" for pack, names in packs.items())
    return "\n".join([f"### {law}", "", *lines])


def _pack(pack: Pack) -> str:
    head = f"### {pack.id} · {pack.title}\n\n"
    return head + table(["rule", "from", "until", "basis", "file"], _lines(pack))


def _lines(pack: Pack) -> Iterator[tuple[str, ...]]:
    for rule in rules_of(pack):
        file = rule.file if "/" in rule.file and rule.file.startswith(pack.id) else f"{pack.id}/{rule.file}"
        yield f"`{rule.name}`", rule.since, rule.until or "–", rule.basis, f"[{rule.file}](../../policy/{file})"
