"""axe-core in a page of a test: what keeps people with a screen reader, a keyboard or weak eyes from using it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from playwright.sync_api import Page

GRAVE: Final = ("serious", "critical")
_RUN: Final = "axe.run(document, {resultTypes: ['violations'], iframes: false, preload: false})"
_SHORTENED: Final = "document.querySelectorAll('tbody tr:nth-child(n + 7)').forEach(each => each.remove())"
"""Rows of a list are alike, and axe takes seconds for hundreds of them."""


def grave_faults(page: Page) -> Sequence[str]:
    """Return the serious and critical faults of a page, whose lists are cut short, each with the first place."""
    return [_told(each) for each in _faults(page) if each["impact"] in GRAVE]


def _faults(page: Page) -> Sequence[dict[str, Any]]:
    page.evaluate(_SHORTENED)
    page.evaluate(_axe())
    found: Sequence[dict[str, Any]] = page.evaluate(_RUN)["violations"]
    return found


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8") + ";0"


def _told(fault: dict[str, Any]) -> str:
    nodes = fault["nodes"]
    return f"{fault['id']} ({fault['impact']}, {len(nodes)} x): {nodes[0]['html'][:200]}"
