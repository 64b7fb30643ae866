"""The sources: how each answers, how far it has told, and what of it can't be read or is not mapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from slawatch.ingest.source import BadRow
from slawatch.web.api import source_document
from slawatch.web.documents import list_head
from slawatch.web.filters import page_asked
from slawatch.web.frame import is_stale
from slawatch.web.problem import Problem
from slawatch.web.published import SourceStatus
from slawatch.web.question import Answer, Question

PER_PAGE: Final = 200
PASS_WORDS: Final = {"rescan": "re-scan", "census": "census"}
MOST_SIGNS: Final = 200
"""Of a row's id and of a reason."""
_SKEWS: Final = {True: "{time} ahead", False: "{time} behind"}


@dataclass(frozen=True)
class SourceCard:
    """A source."""

    question: Question
    status: SourceStatus

    @property
    def is_stale(self) -> bool:
        """Whether it has told nothing for longer than it may."""
        return is_stale(self.status, self.question.now)

    @cached_property
    def quarantined(self) -> int:
        """Rows of it that can't be read."""
        return self.question.inquiry.quarantine_size(self.status.name)

    @cached_property
    def passes(self) -> Mapping[str, datetime]:
        """When each pass beside its polls last ended, by what it is."""
        told = self.question.inquiry.passes(self.status.name)
        return {PASS_WORDS.get(name, name): at for name, at in sorted(told.items())}

    @property
    def open_timers(self) -> int:
        """Timers of its tickets that run or pause."""
        return self.question.inquiry.open_timers.counts("source").get(self.status.name, 0)

    @property
    def unmapped(self) -> Sequence[tuple[str, str]]:
        """What of it nothing maps, in words, each with the attribute."""
        speech = self.question.speech
        return [
            (
                speech.say(
                    "{counted} of unmapped {attribute}",
                    counted=speech.counted(count, noun),
                    attribute=speech.say(quality.attribute.replace("_", " ")),
                ),
                quality.attribute,
            )
            for quality in self.question.snapshot.quality
            for count, noun in ((quality.tickets, "ticket"), (quality.outages, "outage"))
            if quality.source == self.status.name and count
        ]

    @property
    def skew(self) -> str:
        """How its server's clock differs from ours."""
        seconds, say = self.status.clock_skew_seconds, self.question.speech.say
        if seconds is None:
            return say("not told")
        told = self.question.speech.duration(abs(seconds))
        return say("none") if abs(seconds) < 1 else say(_SKEWS[seconds > 0], time=told)


@dataclass(frozen=True)
class SourceList:
    """The page."""

    question: Question

    @cached_property
    def cards(self) -> Sequence[SourceCard]:
        """Every source, in the order of the configuration."""
        return [SourceCard(self.question, each) for each in self.question.sources]

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {**list_head(self.question.snapshot), "sources": [_document(card) for card in self.cards]}


@dataclass(frozen=True)
class Quarantine:
    """The rows of a source that can't be read."""

    question: Question
    source: str
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(-(-self.total // PER_PAGE), 1)

    @cached_property
    def rows(self) -> Sequence[BadRow]:
        """Those of this page."""
        first = (self.page - 1) * PER_PAGE
        return self.question.inquiry.quarantined(self.source, first=first, most=PER_PAGE)

    def cut(self, text: str) -> str:
        """Return as much of a text as is shown."""
        return text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]}…"

    def page_href(self, page: int) -> str:
        """Return the address of another page."""
        return self.question.links.quarantine(self.source, page=str(page))

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        rows = [{"row": each.row_id, "reason": each.reason, "sha256": each.sha256} for each in self.rows]
        return {"source": self.source, "total": self.total, "page": self.page, "pages": self.pages, "rows": rows}


def answer(question: Question) -> Answer:
    """Return how each source stands."""
    told = SourceList(question)
    return Answer(template="sources.html", title=question.speech.say("Sources"), view=told, document=told.document)


def quarantine(question: Question) -> Answer:
    """Return the rows that can't be read of the source that an address names."""
    asked, known = question.path["source"], [each.name for each in question.sources]
    if asked not in known:
        parts: dict[str, object] = {"source": asked, "sources": ", ".join(known)}
        raise Problem(404, "There is no such source", 'There is no source "{source}"; there are {sources}.', parts)
    page = page_asked(question.query.get("page", "1"))
    told = Quarantine(question, asked, page, question.inquiry.quarantine_size(asked))
    title = question.speech.say("Rows of {source} that can't be read", source=asked)
    return Answer(template="quarantine.html", title=title, view=told, document=told.document)


def _document(card: SourceCard) -> Mapping[str, Any]:
    return {
        **source_document(card.status),
        "is_stale": card.is_stale,
        "quarantined": card.quarantined,
        "open_timers": card.open_timers,
        "passes": dict(card.question.inquiry.passes(card.status.name)),
    }
