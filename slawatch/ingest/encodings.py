"""Encodings of text files, also those that write a line end as several bytes."""

import codecs
from typing import Annotated, Final

from pydantic import AfterValidator

_UTF_8_BOM: Final = b"\xef\xbb\xbf"
_UTF_16_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UndecodableError(ValueError):
    """Bytes are of another encoding; `line` counts from 1."""

    def __init__(self, reason: str, *, line: int) -> None:
        super().__init__(reason)
        self.line = line


def _known(name: str) -> str:
    try:
        "\n".encode(name)
    except LookupError:
        raise ValueError(f"{name!r} is no encoding; write e.g. utf-8-sig, gb18030, utf-16 or latin-1") from None
    return name


Encoding = Annotated[str, AfterValidator(_known)]


def is_wide(name: str) -> bool:
    """Tell whether a line end is anything but the one byte that it is in ASCII."""
    return "\n".encode(name).removeprefix(_UTF_8_BOM) != b"\n"


def narrow(data: bytes, name: str) -> bytes:
    """Return text of a wide encoding in UTF-8, without its mark and without a character that is cut at the end."""
    try:
        text = codecs.getincrementaldecoder(name)("strict").decode(data)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(name, errors="ignore")
        raise UndecodableError(error.reason, line=before.count("\n") + 1) from None
    return text.removeprefix("\ufeff").encode()


def likely(data: bytes) -> str:
    """Return a hint at the encoding that undecodable data may have, for a message."""
    if data.startswith(_UTF_16_BOMS):
        return "it begins as UTF-16 does: write encoding: utf-16"
    return "name its own, e.g. encoding: gb18030 for what Excel saves in Chinese"
