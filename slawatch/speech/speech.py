"""What pages say, in English or Chinese: the English words are the keys, and Chinese stands in a table beside."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.result import ObjectiveFigure
from slawatch.model.service import Names, text
from slawatch.speech import words
from slawatch.speech.chinese import NOUNS, UNITS
from slawatch.speech.chinese_phrases import PHRASES
from slawatch.speech.wording import PROMISES, STATISTICS, TIMERS, UNTIL_CLOSING

ENGLISH: Final = "en"
CHINESE: Final = "zh"
LANGUAGES: Final = {ENGLISH: "English", CHINESE: "中文"}
_UNIT: Final = re.compile(r"(?<=\d )(d|h|min|s)\b")


@dataclass(frozen=True, slots=True)
class Speech:
    """Words and figures of one language."""

    language: str = ENGLISH

    @property
    def is_chinese(self) -> bool:
        """Whether it is Chinese."""
        return self.language == CHINESE

    def say(self, phrase: str, /, **parts: object) -> str:
        """Return a phrase with its parts; what has no translation (a reason of the engine's) stays as it is."""
        said = PHRASES.get(phrase, phrase) if self.is_chinese else phrase
        return said.format(**parts) if parts else said

    def counted(self, number: int, noun: str) -> str:
        """Return a number with its noun."""
        return (
            f"{number:,} {NOUNS[noun]}"
            if self.is_chinese
            else words.counted(number, noun).replace(str(number), f"{number:,}", 1)
        )

    def name(self, names: Names) -> str:
        """Return a name in the language, else in one that there is."""
        return text(names, self.language)

    def duration(self, seconds: float) -> str:
        """Return elapsed seconds as at most two units."""
        return self._in_units(words.duration(seconds))

    def working(self, seconds: float) -> str:
        """Return working seconds as hours at the most."""
        return self._in_units(words.working(seconds))

    def to_the_second(self, seconds: int, *, has_days: bool) -> str:
        """Return seconds in all their units: elapsed time in days too, working time in hours at the most."""
        return self._in_units(words.to_the_second(seconds) if has_days else words.to_the_second(seconds, words.HOURS))

    def age(self, at: datetime | None, now: datetime) -> str:
        """Return how long ago an instant was."""
        if at is None:
            return self.say("never")
        return self.say("{time} ago", time=self.duration(max((now - at).total_seconds(), 0)))

    def left(self, seconds: int) -> str:
        """Return working time left, or over."""
        phrase = "{time} left" if seconds >= 0 else "{time} over"
        return self.say(phrase, time=self.working(abs(seconds)))

    def local(self, at: datetime, timezone: str) -> str:
        """Return local time to the second."""
        return f"{at.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M:%S}"

    def to_the_minute(self, at: datetime, timezone: str) -> str:
        """Return local time to the minute, cut off: who keeps to it is never late."""
        return f"{at.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"

    def promise(self, figure: ObjectiveFigure) -> str:
        """Return an objective of a figure in words."""
        within = figure.target_days or figure.target_seconds
        return self.promised(figure.indicator, within if figure.is_timer else None, figure.statistic)

    def promised(
        self, indicator: Indicator, within: int | BusinessDays | None, statistic: Statistic = Statistic.SHARE
    ) -> str:
        """Return an objective in words; `within` is what a timer may take."""
        if not self.is_chinese:
            return words.promised(indicator, within, statistic)
        if within is None:
            return self.say(PROMISES[indicator])
        return self.say(STATISTICS[statistic], promise=self.say(TIMERS[indicator], time=self.allowed(within)))

    def allowed(self, within: int | BusinessDays) -> str:
        """Return how long a ticket may take."""
        if not self.is_chinese or not isinstance(within, BusinessDays):
            return self._in_units(words.time_allowed(within))
        days = self.say("{n} business days", n=within.days)
        return self.say(UNTIL_CLOSING, days=days) if within.mode is DayMode.END_OF_DAY else days

    def target(self, figure: ObjectiveFigure) -> str:
        """Return the promised share, or the limit."""
        told = words.target(figure)
        limit = told.removeprefix("at most ")
        return told if limit == told else self.say("at most {limit}", limit=self._in_units(limit))

    def attained(self, figure: ObjectiveFigure) -> str:
        """Return what was attained; a dash where there is no basis to judge."""
        return self._in_units(words.attained(figure))

    def basis(self, figure: ObjectiveFigure) -> str:
        """Return the n behind a figure."""
        if not self.is_chinese:
            return words.basis(figure)
        if figure.indicator is Indicator.AVAILABILITY and figure.events:
            return self.say("of {time}", time=self.working(figure.events))
        if figure.is_timer and figure.events:
            return self.say("{good} of {n} in time", good=figure.good, n=figure.events)
        return "" if figure.events else self.say("none judged")

    def period(self, figure: ObjectiveFigure) -> str:
        """Return a period's first and last local day."""
        return words.period(figure).replace(" to ", self.say(" to "))

    def budget_left(self, figure: ObjectiveFigure) -> str:
        """Return what is left of an error budget."""
        told = words.budget_left(figure)
        if not self.is_chinese:
            return told
        amount, _, end = told.rpartition(" ")
        if end not in ("left", "over"):
            return self.say(told)
        number, _, unit = amount.partition(" ")
        thing = UNITS.get(unit) or NOUNS[unit.removesuffix("s")]
        return self.say("{time} left" if end == "left" else "{time} over", time=f"{number} {thing}")

    def _in_units(self, told: str) -> str:
        return _UNIT.sub(lambda found: UNITS[found[1]], told) if self.is_chinese else told


def inert(foreign: object) -> str:
    """Return a text of somebody else's with a replacement character for what is not seen but acts.

    Control characters, and marks that turn the direction of what follows; joiners that scripts need stay.
    """
    told = str(foreign)
    if told.isprintable():
        return told
    return "".join(sign if sign.isprintable() or sign in _JOINERS else "\ufffd" for sign in told)


_JOINERS: Final = "\u200c\u200d"
