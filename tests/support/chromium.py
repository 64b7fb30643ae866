"""A headless Chromium that asks nobody but whom a test names."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from needs import needs
from playwright.sync_api import Browser, sync_playwright

_QUIET: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")
_WITHOUT_WINDOWS: Final = "chromium-headless-shell"
"""The same engine without a browser's own pages around it, which cost more than half of the processor's time."""


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Run the browser until the end of the block."""
    program = shutil.which(_WITHOUT_WINDOWS) or needs("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*_QUIET, *options])
        yield browser
        browser.close()
