"""The HTML report in a real browser: no overflow, nothing asked of anybody, readable in light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from slawatch.reports.html.style import style_hash
from slawatch.reports.html.writer import html
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

CONTRAST = """
() => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1});
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const rgb = colour => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const linear = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = element => {
    for (let each = element; each; each = each.parentElement) {
      const found = rgb(getComputedStyle(each).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const contrast = element => {
    const [dark, bright] = [rgb(getComputedStyle(element).color), ground(element)].map(light).sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  return [...document.querySelectorAll('main *')]
    .filter(each => !each.closest('svg') && each.offsetParent)
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(each => [contrast(each), each.outerHTML.slice(0, 80)])
    .filter(([ratio]) => ratio < 4.5);
}
"""
"""Texts whose contrast to their ground is under 4.5, as WCAG reckons it."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return the address of a report's file."""
    folder = tmp_path_factory.mktemp("reports")

    def made(language: str, *, hostile: bool = False) -> str:
        file: Path = folder / f"{language}-{hostile}.html"
        file.write_text(html(specimen(hostile=hostile), Speech(language)), encoding="utf-8")
        return file.as_uri()

    return made


def opened(browser: Browser, address: str, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """Return the page, and what it asked for or complained of."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    noted: list[str] = []
    page.on("request", lambda request: noted.append(request.url))
    page.on("console", lambda message: noted.append(message.text))
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.on("dialog", lambda dialog: noted.append(dialog.message))
    page.goto(address)
    return page, noted


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(("language", "hostile"), [("en", False), ("zh", False), ("zh", True)])
def test_the_report_fits_its_window_and_asks_nobody(
    browser: Browser, address: Callable[..., str], width: int, language: str, *, hostile: bool
) -> None:
    place = address(language, hostile=hostile)
    page, noted = opened(browser, place, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert noted == [place]
    page.close()


def test_a_wide_table_scrolls_inside_by_keyboard_on_a_phone(browser: Browser, address: Callable[..., str]) -> None:
    page, _ = opened(browser, address("en"), 375)
    wide = page.locator(".scroll:has(table.months)").first
    assert wide.evaluate("each => each.scrollWidth > each.clientWidth && each.tabIndex === 0")
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, address: Callable[..., str], scheme: str) -> None:
    page, _ = opened(browser, address("en"), 1280, scheme)
    assert page.evaluate(CONTRAST) == []
    page.add_style_tag(content=".note { color: #808080 !important }")
    assert page.evaluate(CONTRAST) != [], "the check sees grey on white, and on black"
    page.close()


def test_the_policy_that_lets_in_the_style_by_its_hash_is_enough(browser: Browser) -> None:
    text = html(specimen(), Speech("zh"))
    policy = f"default-src 'none'; style-src {style_hash('zh')}; frame-ancestors 'none'"
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.route(
        "http://report.test/",
        lambda route: route.fulfill(
            body=text, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy}
        ),
    )
    page.goto("http://report.test/")
    assert [each for each in complaints if "favicon" not in each] == []
    assert page.locator("h1").evaluate("each => getComputedStyle(each).fontSize") == "32px"
    page.close()


def test_what_is_folded_on_the_screen_is_open_on_paper(browser: Browser, address: Callable[..., str]) -> None:
    page, _ = opened(browser, address("en"), 1280)
    facts = page.locator(".facts dl").first
    assert not facts.is_visible()
    page.emulate_media(media="print")
    assert facts.is_visible()
    page.close()
