"""Windows of people who are logged in, all of whose requests and complaints are noted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, ViewportSize

DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 375, "height": 812}
WIDTHS: Final = (1280, 375)
_WRONG: Final = 400
_LOG_IN: Final = 401
LOCALES: Final = {"en": "en-GB", "zh": "zh-CN"}


@dataclass
class Visitors:
    """Windows on one server; a request to anybody else fails and is noted."""

    browser: Browser
    url: str
    config: Path
    """The configuration of the daemon that serves it."""
    strangers: list[str] = field(default_factory=list)
    """Addresses elsewhere that were asked for."""
    asked: list[str] = field(default_factory=list)
    """Addresses of the server that were."""
    complaints: list[str] = field(default_factory=list)
    """What windows wrote to their consoles, errors of scripts, and dialogs."""

    @contextmanager
    def window(
        self, who: str, *, phone: bool = False, scheme: str = "light", language: str = "en", scripts: bool = True
    ) -> Iterator[Page]:
        """Open a window for who logs in with their name as password, on the overview."""
        context = self.browser.new_context(
            viewport=PHONE if phone else DESK,
            color_scheme=scheme,
            locale=LOCALES[language],
            java_script_enabled=scripts,
            http_credentials={"username": who, "password": who, "origin": self.url},
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        self._watch(context)
        page = context.new_page()
        page.goto(self.url)
        yield page
        context.close()

    def _watch(self, context: BrowserContext) -> None:
        context.route(lambda url: not self._is_ours(url), lambda route: route.abort())
        context.on("request", lambda request: self._noted(request.url))
        context.on("console", self._complained)
        context.on("response", self._answered)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

    def _noted(self, url: str) -> None:
        (self.asked if self._is_ours(url) else self.strangers).append(url)

    def _complained(self, message: ConsoleMessage) -> None:
        if not message.text.startswith("Failed to load resource: the server responded"):
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= _WRONG and response.status != _LOG_IN and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} {response.url}")

    def _is_ours(self, url: str) -> bool:
        return url.startswith(f"{self.url}/")


def heading(page: Page) -> str:
    """Return a page's heading."""
    return page.get_by_role("heading", level=1).inner_text()


def path(page: Page) -> str:
    """Return a page's path."""
    return urlsplit(page.url).path


def of_word(page: Page, word: str) -> Locator:
    """Return the row of a list that holds a word."""
    return page.locator("main tr", has_text=word)


def overflows(page: Page) -> Sequence[str]:
    """Return the widths at which something stands beyond the right edge."""
    asked, found = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 812})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{wide} in a window of {width}")
    page.set_viewport_size(asked or DESK)
    return found


def tab_to(page: Page, what: str, *, most: int = 80) -> None:
    """Press Tab until what a selector names has the focus; every stop on the way must be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(_SHOWN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"{what} is not reached by {most} times Tab on {page.url}")


_SHOWN = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    return here !== document.body && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        && box.width > 1 && box.height > 1 && box.top >= 0 && box.bottom <= innerHeight + 1;
}"""
