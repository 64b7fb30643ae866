"""Bodies of answers: read up to a size, decoded, or named for what they are."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

CHUNK: Final = 1 << 16


class BodyTooLargeError(Exception):
    """The body is too large; it will be so next time."""


def body(read: Callable[[int], bytes], *, most: int) -> bytes:
    """Return what `read` gives until it gives nothing; BodyTooLargeError as soon as it is larger than allowed."""
    chunks: list[bytes] = []
    size = 0
    while chunk := read(CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            raise BodyTooLargeError(f"the answer is larger than {most} bytes; ask for less at a time")
    return b"".join(chunks)


def decoded(text: bytes, headers: Mapping[str, str]) -> Any:  # noqa: ANN401  JSON is any of its types
    """Return the value of JSON; ValueError says what the text is instead."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{_nature(text, headers)} instead of JSON") from None


def _nature(text: bytes, headers: Mapping[str, str]) -> str:
    if not text:
        return "nothing"
    if text.lstrip()[:1] == b"<" or "html" in headers.get("Content-Type", ""):
        return "HTML (a login page, or a proxy's words?)"
    return f"{len(text)} bytes that break off or are something else"
