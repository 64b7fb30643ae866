"""Chinese for mails of sealed reports."""

# ruff: noqa: E501, RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "Seal": "封存",
    "What changed": "变更内容",
    "and {n} more, in the store": "另有 {n} 项，见存储",
    "This takes the place of what was sent before: figures changed by what was told since.": "本版取代此前发送的版本：此后获知的事实改变了数字。",
}
