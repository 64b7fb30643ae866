"""The style of a report: part of its file, and known by its hash, so that a page's policy may let in just this."""

# ruff: noqa: RUF001  Chinese has its own punctuation

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from slawatch.speech.speech import CHINESE, LANGUAGES

_PAGES: Final = {CHINESE: '"第 " counter(page) " 页，共 " counter(pages) " 页"'}
_ENGLISH: Final = '"page " counter(page) " of " counter(pages)'


@cache
def style(language: str) -> str:
    """Return what stands between <style> and </style>: the same in every report of a language."""
    place = files("slawatch.reports.html").joinpath("templates")
    sheets = (place.joinpath(name).read_text(encoding="utf-8") for name in ("screen.css", "charts.css", "print.css"))
    numbers = f"@page {{ @bottom-right {{ content: {_PAGES.get(language, _ENGLISH)} }} }}\n"
    return "\n" + "\n".join(sheets) + numbers


def style_hash(language: str) -> str:
    """Return what a Content-Security-Policy lets the style of a language in by: 'sha256-...'."""
    digest = sha256(style(language).encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def style_hashes() -> tuple[str, ...]:
    """Return the hashes of every language."""
    return tuple(style_hash(language) for language in LANGUAGES)
