"""A reader with a browser: opens addresses, fills in what has a label, presses what has a name, and reads."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

CONTROLS = ("input", "select", "textarea", "button")
EMPTY = ("input", "img", "link", "meta", "br", "hr")


@dataclass
class Tag:
    """One element, with what is inside it."""

    name: str
    given: dict[str, str | None]
    inside: "list[Tag | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a person reads of it, in one line."""
        parts = (one if isinstance(one, str) else one.text for one in self.inside)
        return " ".join(" ".join(parts).split())

    def all(self, *names: str) -> "list[Tag]":
        """Every element of these names inside it, in order."""
        found = []
        for one in self.inside:
            if isinstance(one, Tag):
                found += [one] if one.name in names else []
                found += one.all(*names)
        return found


class Tree(HTMLParser):
    """The elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Tag("", {})
        self.open = [self.root]
        self.feed(page)

    def handle_starttag(self, name: str, given: list[tuple[str, str | None]]) -> None:
        tag = Tag(name, dict(given))
        self.open[-1].inside.append(tag)
        if name not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, name: str) -> None:
        if name in [tag.name for tag in self.open]:
            while self.open.pop().name != name:
                pass

    def handle_data(self, text: str) -> None:
        if self.open[-1].name not in ("script", "style"):
            self.open[-1].inside.append(text)


class Reader:
    """A browser with one page open; what was filled in is sent with the button that is pressed."""

    def __init__(self) -> None:
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.page = Tag("", {})
        self.filled: dict[str, str] = {}
        self.noted: dict[str, str] = {}

    def open(self, address: str, data: dict[str, object] | None = None, *, posts: bool = False) -> None:
        """Go to an address as a browser would, and note the terms of every list of facts on the way."""
        ask = self.client.post if posts else self.client.get
        answer = ask(address, data or {}, follow=True)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.page = Tree(answer.content.decode()).root
        self.filled = {}
        terms, said = self.page.all("dt"), self.page.all("dd")
        self.noted |= {term.text: one.text for term, one in zip(terms, said, strict=False)}

    def reads(self, words: str) -> bool:
        """Whether the page says so."""
        return " ".join(words.split()) in self.page.text

    def fill(self, label: str, value: str) -> None:
        """Write into the control with this label, or choose what it offers under this name."""
        (control,) = [one for one in self.page.all(*CONTROLS) if one.given.get("id") == self._of(label)]
        options = {option.text: option.given.get("value") or "" for option in control.all("option")}
        assert not options or value in options, f"{label} offers no {value}: {list(options)}"
        self.filled[str(control.given["name"])] = options.get(value, value)

    def press(self, name: str) -> None:
        """Follow the link or send the form whose button has this name."""
        links = [link for link in self.page.all("a") if link.text == name]
        forms = [form for form in self.page.all("form") if any(one.text == name for one in form.all("button"))]
        assert links or forms, f"Nothing on {self.address} is called {name!r}."
        if forms:
            self._send(forms[0], next(one for one in forms[0].all("button") if one.text == name))
        else:
            self.open(str(links[0].given["href"]))

    def _of(self, label: str) -> str | None:
        labels = {one.text: one.given.get("for") for one in self.page.all("label")}
        assert label in labels, f"{self.address} has no field {label!r}: {list(labels)}"
        return labels[label]

    def _send(self, form: Tag, button: Tag) -> None:
        data = dict(value for control in form.all(*CONTROLS) for value in _value(control))
        data |= self.filled
        if button.given.get("name"):
            data[str(button.given["name"])] = button.given.get("value") or ""
        self.open(form.given.get("action") or self.address, data, posts=form.given.get("method", "get") == "post")


def _value(control: Tag) -> list[tuple[str, str]]:
    """What a control sends when nobody touches it."""
    name, kind = control.given.get("name"), control.given.get("type")
    if not name or control.name == "button":
        return []
    if control.name == "select":
        chosen = [option for option in control.all("option") if "selected" in option.given]
        first = [] if "multiple" in control.given else control.all("option")[:1]
        return [(name, option.given.get("value") or "") for option in chosen or first]
    if kind in ("checkbox", "radio"):
        return [(name, control.given.get("value") or "on")] if "checked" in control.given else []
    return [(name, control.text if control.name == "textarea" else control.given.get("value") or "")]
