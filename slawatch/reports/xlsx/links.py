"""Addresses of the daemon's pages, such as a sheet of Excel takes."""

from typing import Final
from urllib.parse import urlsplit

_MOST_LINKS: Final = 65_530
"""In a sheet of Excel."""
_LONGEST_LINK: Final = 2_079


class Links:
    """Gives the addresses of one sheet's links, and counts them."""

    def __init__(self, external_url: str) -> None:
        self._daemon = external_url.rstrip("/")
        self.is_known = urlsplit(external_url).scheme in ("http", "https")
        self._given = 0

    def __call__(self, path: str) -> str | None:
        """Return the address of a page; None where none is known, or where Excel does not hold it."""
        if not self.is_known or self._given >= _MOST_LINKS or not path.startswith("/") or path.startswith("//"):
            return None
        url = self._daemon + path
        if len(url) > _LONGEST_LINK:
            return None
        self._given += 1
        return url
