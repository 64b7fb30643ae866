"""Files as answers: whole, as they are kept, and harmless wherever they are opened."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

_STYLE: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_SIGNS: Final = re.compile(r"[^A-Za-z0-9._-]+")
_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that an address leads to."""

    name: str
    media_type: str
    content: bytes
    is_shown: bool = False
    """Whether a browser shows it in place of keeping it."""


def download(file: Download) -> Response:
    """Return a file under a policy that lets in nothing but the style that stands in it."""
    way = "inline" if file.is_shown else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename=\"{_plain(file.name)}\"; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": _policy(file),
        "Cache-Control": "no-store",
    }
    # Given as a header, the media type stays as it was sealed: nothing is added to it.
    return Response(file.content, headers={**headers, "Content-Type": file.media_type})


def _policy(file: Download) -> str:
    """Return what the file may do: a report of another version has another style, so the hash is taken of its own."""
    found = _STYLE.search(file.content) if file.is_shown else None
    if found is None:
        return _NOTHING
    digest = b64encode(sha256(found[1]).digest()).decode()
    return f"{_NOTHING}; style-src 'sha256-{digest}'"


def _plain(name: str) -> str:
    return _SIGNS.sub("_", name) or "file"
