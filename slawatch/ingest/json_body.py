"""Bodies of answers: read up to a size, decoded, or named for what they are."""

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

CHUNK: Final = 1 << 16


class BodyTooLargeError(Exception):
    """The body is too large; it will be so next time."""


class Packets(Protocol):
    """A body that comes packet by packet."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:  # noqa: FBT001  urllib3's own
        """Return what has come, at the most `amt` bytes; nothing at the end."""
        ...


def body(packets: Packets, *, most: int) -> bytes:
    """Return the decompressed body; BodyTooLargeError as soon as it is larger than allowed."""
    chunks: list[bytes] = []
    size = 0
    while chunk := packets.read1(CHUNK, decode_content=True):
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            raise BodyTooLargeError(f"the answer is larger than {most} bytes; ask for smaller pages")
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
