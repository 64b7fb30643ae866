"""The page in a real browser: nothing overflows, nothing is fetched from elsewhere, nothing complains."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from slawatch.testing.pages import MadeDoors, desk, published
from slawatch.web.application import application
from slawatch.web.server import WebServer


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return where a page with figures is served."""
    server = WebServer(application(MadeDoors(published=published(desk())).doors()), "127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{server.port}/?refresh=off"
    server.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_page_fits_its_window_and_asks_nobody_else(address: str, browser: Browser, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("heading", level=1).inner_text().startswith(str(len(desk().objectives) // 2))
    assert (hosts, complaints) == ({"127.0.0.1"}, [])
    page.close()


def test_every_state_is_told_by_a_word_and_not_by_colour_alone(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    text = page.inner_text("body")
    assert [word for word in ("Met", "At risk", "Breached", "No data") if word not in text] == []
    page.close()


def test_times_are_told_with_their_zone(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    assert "UTC" in page.inner_text("body")
    page.close()
