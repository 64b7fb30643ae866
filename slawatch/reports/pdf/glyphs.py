"""Characters that no font of this machine can draw: found while printing, because a PDF shows them as empty boxes."""

import logging
import re
from collections.abc import Collection
from typing import Final

_NOTICE: Final = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)", re.DOTALL)
_CHINESE: Final = (range(0x3000, 0xA000), range(0xFF00, 0xFFF0))
_SYMBOLS: Final = frozenset("✓▲✕▼○●■◆—·…")
"""That reports themselves are written with."""


class LackingFontError(ValueError):
    """A font is not installed without which the report can't be read; the message names its package."""


class NotedGlyphs(logging.Handler):
    """Collects from WeasyPrint's log which characters it could not draw."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note a character."""
        if found := _NOTICE.search(record.getMessage()):
            self.characters.add(chr(int(found[1], 16)))


def lacking(characters: Collection[str]) -> None:
    """Raise LackingFontError where Chinese can't be drawn, or a symbol of the report's own."""
    chinese = sorted(each for each in characters if any(ord(each) in block for block in _CHINESE))
    if chinese:
        raise LackingFontError(_message(chinese, "fonts-noto-cjk"))
    if symbols := sorted(_SYMBOLS & set(characters)):
        raise LackingFontError(_message(symbols, "fonts-dejavu-core"))


def _message(characters: list[str], package: str) -> str:
    first = ", ".join(f"{each} (U+{ord(each):04X})" for each in characters[:3])
    return (
        f"no font on this machine draws {len(characters)} of its characters, such as {first}: "
        f"install {package} (Debian, Ubuntu) or another font that does"
    )


def spelled_out(html: str, characters: Collection[str]) -> str:
    """Return HTML with characters replaced by their numbers: [U+1F600]."""
    return html.translate({ord(each): f"[U+{ord(each):04X}]" for each in characters})
