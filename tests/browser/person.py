"""Somebody at a browser of their own: what they press and type, and what their browser complains about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.hotline import PASSWORD, Hotline

Papers = Mapping[str, str | tuple[str, ...]]

TELEPHONE, OFFICE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
OF_A_STATUS = "Failed to load resource: the server responded with a status of"
"""What Chromium's console says of every page that is not 200; the walks look at the status themselves."""


@contextmanager
def started(program: str) -> Iterator[Browser]:
    """Chromium, for the length of a block; meanwhile this thread may ask the database nothing: the loop forbids it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


class Person:
    """One browser context. `complaints` collects what went wrong in it and whatever asked another host."""

    def __init__(
        self,
        browser: Browser,
        hotline: Hotline,
        name: str,
        *,
        language: str,
        scripts: bool = True,
        password: str = PASSWORD,
        scale: int = 1,
    ) -> None:
        self.hotline = hotline
        self.name = name
        self.language = language
        self.password = password
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport=OFFICE, device_scale_factor=scale, java_script_enabled=scripts, locale=LOCALES[language]
        )
        self.context.set_default_timeout(10_000)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": hotline.address}])
        self.context.on("request", self._asked)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.page: Page = self.context.new_page()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.hotline.address}/", "data:")):
            self.complaints.append(f"asked another host: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(OF_A_STATUS):
            self.complaints.append(f"{urlsplit(self.page.url).path}: {message.text}")

    def open(self, path: str) -> None:
        """Go to a page, signing in on the way when asked to."""
        self.page.goto(self.hotline.address + path)
        if urlsplit(self.page.url).path == "/sign-in/":
            self.fill({"username": self.name, "password": self.password})
            self.send()

    def fill(self, papers: Papers) -> None:
        """Answer the fields of the form at hand."""
        for name, value in papers.items():
            self.answer(name, value)

    def answer(self, name: str, value: str | tuple[str, ...]) -> None:
        """One field, once it is there: chosen from a list, or typed."""
        if self.page.locator(f"main [name={name}]").first.evaluate("field => field.matches('select')"):
            self.page.select_option(f"main select[name={name}]", value)
        else:
            self.page.fill(f"main [name={name}]", str(value))

    def send(self) -> None:
        """Press the button beneath the form."""
        self.page.click("main form .btn-primary[type=submit]")

    @contextmanager
    def on_a_telephone(self) -> Iterator[None]:
        """The same page in a narrow window."""
        self.page.set_viewport_size(TELEPHONE)
        yield
        self.page.set_viewport_size(OFFICE)

    def reads(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("main")
