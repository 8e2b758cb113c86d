"""The forms of a page as a reader finds them, and as one fills them in."""

import re
from html import unescape

FIELD = re.compile(r"<(textarea|input|select)\b([^>]*)>((?:(?!</?(?:textarea|input|select)).)*)", re.DOTALL)
FORM = re.compile(r"<form .*?</form>", re.DOTALL)
OPTION = re.compile(r'<option value="([^"]+)"')

KINDS = {"datetime-local": "2026-01-20T10:00", "number": "3"}


def attribute(attributes: str, name: str) -> str:
    """What a tag says of itself; empty when it says nothing."""
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return unescape(found[1]) if found else ""


def fields_of(form: str) -> dict[str, tuple[str, str, list[str]]]:
    """Each field's kind, its value and its choices, by name."""
    found = {}
    for tag, attributes, within in FIELD.findall(form):
        kind = attribute(attributes, "type") or tag
        if (name := attribute(attributes, "name")) and kind not in ("file", "checkbox", "submit"):
            found[name] = (kind, attribute(attributes, "value"), OPTION.findall(within))
    return found


def filled_in(page: str) -> tuple[dict[str, object], list[str]]:
    """The form of a ticket's page filled in, and the words that somebody typed."""
    [form] = [form for form in FORM.findall(page) if 'name="version"' in form]
    given: dict[str, object] = {}
    typed = []
    for name, (kind, value, choices) in fields_of(form).items():
        if kind == "select":
            given[name] = choices[:1]
        elif value:
            given[name] = value
        else:
            given[name] = KINDS.get(kind, f"我写下的{name}。" if kind == "textarea" else f"typed-{name}")
            typed += [] if kind == "hidden" else [given[name]]
    return given, typed
