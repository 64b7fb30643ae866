"""axe-core in a page of a test: what keeps people with a screen reader, a keyboard or weak eyes from using it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

GRAVE = ("serious", "critical")
_RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false})"


def grave_faults(page: Page) -> Sequence[str]:
    """Return the serious and critical faults of a page, each with the first element that has it."""
    return [_told(each) for each in _faults(page) if each["impact"] in GRAVE]


def _faults(page: Page) -> Sequence[dict[str, Any]]:
    page.evaluate(_axe())
    found: Sequence[dict[str, Any]] = page.evaluate(_RUN)["violations"]
    return found


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8") + ";0"


def _told(fault: dict[str, Any]) -> str:
    nodes = fault["nodes"]
    return f"{fault['id']} ({fault['impact']}, {len(nodes)} x): {nodes[0]['html'][:200]}"
