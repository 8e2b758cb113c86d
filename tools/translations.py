"""Every message of the pages, its Chinese, and the compiled catalogue beside it.

`python -m tools.translations` compiles `django.po` into the `django.mo` that is committed with it, so that no machine
needs gettext; it says what is missing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "weisu"
CATALOGUE = SOURCE / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
TRANSLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")


def messages() -> set[str]:
    """Every message that pages and their Python ask for; of a plural the singular."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        found.update(_in_python(ast.parse(path.read_text(encoding="utf-8"))))
    for path in SOURCE.rglob("*.html"):
        found.update(first or second for first, second in TRANSLATE.findall(path.read_text(encoding="utf-8")))
    return found


def _in_python(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            asks = node.func.id in ONE or node.func.id == "ngettext"
            if asks and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def catalogue() -> polib.POFile:
    """The Chinese catalogue as people edit it."""
    return polib.pofile(str(CATALOGUE))


def problems() -> list[str]:
    """Messages without Chinese, doubtful ones, and Chinese that no page asks for."""
    entries = {entry.msgid: entry for entry in catalogue()}
    asked = messages()
    found = [f"no Chinese: {message}" for message in sorted(asked - entries.keys())]
    found += [f"nobody asks for: {message}" for message in sorted(entries.keys() - asked)]
    found += [f"fuzzy or empty: {entry.msgid}" for entry in entries.values() if entry.fuzzy or not entry.translated()]
    return found


def compiled() -> bytes:
    """What `django.mo` must hold."""
    return catalogue().to_binary()


def main() -> int:
    """Compile, and tell what is wrong."""
    CATALOGUE.with_suffix(".mo").write_bytes(compiled())
    found = problems()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
