"""A headless Chromium that asks nobody but whom a test names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from needs import needs
from playwright.sync_api import Browser, sync_playwright

_QUIET: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Run the browser until the end of the block."""
    program = needs("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*_QUIET, *options])
        yield browser
        browser.close()
