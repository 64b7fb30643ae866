"""What a person reads, in every language that boards are made in."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Languages of the boards; the value names the folder of a board's file."""

    EN = "en"
    ZH = "zh"

    @property
    def suffix(self) -> str:
        """What a board's uid ends in, so that both languages can stand in one Grafana."""
        return "" if self is Language.EN else f"-{self}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in all languages."""

    en: str
    zh: str

    def said(self, language: Language) -> str:
        """Return the text in a language."""
        return self.zh if language is Language.ZH else self.en


def same(text: str) -> Text:
    """Return a text that is the same everywhere: a name, a label's value, a unit."""
    return Text(en=text, zh=text)


NOTHING = same("")
DASH = same("—")
