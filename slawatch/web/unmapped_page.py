"""The list of raw words that nothing maps, with the lines of the configuration that would map them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from slawatch.engine.unmapped import ATTRIBUTES, UnmappedWord
from slawatch.runtime.map_lines import map_lines, pasted
from slawatch.runtime.unmapped import LONGEST, ToldWord
from slawatch.web.documents import list_head
from slawatch.web.filters import known_ids, removable, values
from slawatch.web.problem import malformed
from slawatch.web.question import Answer, Question

MOST_ROWS: Final = 200
"""Words that are shown; a field of free text has no end of them."""


@dataclass(frozen=True)
class Part:
    """The words of one attribute of a source."""

    source: str
    attribute: str
    field: str
    """The raw field that tells it."""
    rows: Sequence[ToldWord]
    lines: str


@dataclass(frozen=True)
class UnmappedPage:
    """The page."""

    question: Question
    asked: Mapping[str, Sequence[str]]
    """By filter the words asked for; filters that ask for all are missing."""
    words: Sequence[UnmappedWord]

    @cached_property
    def shown(self) -> Sequence[ToldWord]:
        """Those that are shown: of most tickets and outages, in the order of the list."""
        most = sorted(self.words, key=lambda each: -each.tickets - each.outages)[:MOST_ROWS]
        chosen = {id(each) for each in most}
        return self.question.inquiry.told(each for each in self.words if id(each) in chosen)

    @property
    def left_out(self) -> int:
        """How many are not."""
        return len(self.words) - len(self.shown)

    @property
    def parts(self) -> Iterator[Part]:
        """Those that are shown, by source and attribute."""
        definitions = self.question.inquiry.definitions
        for (source, attribute), words in groupby(self.shown, key=_group):
            rows, mapping = list(words), definitions.mappings[source]
            flat = {"status": mapping.status, "severity": mapping.severity}
            field = flat.get(attribute) or mapping.attribute(attribute)
            yield Part(source, attribute, field.field, rows, map_lines(rows, definitions))

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The filters in force, each with the address of the list without it."""
        return removable(self.asked, lambda name: self.question.links.unmapped({**self.asked, name: []}))

    def key(self, told: ToldWord) -> str | None:
        """Return the newest ticket's key, or the beginning of one that nobody could read."""
        return None if told.newest is None else told.newest.key[:LONGEST]

    def ticket_href(self, told: ToldWord) -> str | None:
        """Return the page of the newest ticket."""
        return None if told.newest is None else self.question.links.ticket(told.counted.source, told.newest.id)

    def document(self) -> Mapping[str, Any]:
        """Return the page for programs."""
        return {
            **list_head(self.question.snapshot),
            "filters": dict(self.asked),
            "total": len(self.words),
            "words": [_row(each) for each in self.shown],
            "yaml": map_lines(self.shown, self.question.inquiry.definitions),
        }


def answer(question: Question) -> Answer:
    """Return the list that an address asks for."""
    sources = known_ids(question.inquiry.definitions)["source"]
    told = {"source": values(question.query, "source", sources), "attribute": values(question.query, "attribute")}
    for attribute in told["attribute"]:
        if attribute not in ATTRIBUTES:
            raise malformed("attribute", attribute, ", ".join(ATTRIBUTES))
    asked = {name: words for name, words in told.items() if words}
    found = [each for each in question.inquiry.unmapped if _passes(each, asked)]
    page = UnmappedPage(question, asked, found)
    title = question.speech.counted(len(found), "unmapped word")
    return Answer(template="unmapped.html", title=title, view=page, document=page.document)


def _passes(word: UnmappedWord, asked: Mapping[str, Sequence[str]]) -> bool:
    return all(getattr(word, name) in words for name, words in asked.items())


def _group(told: ToldWord) -> tuple[str, str]:
    return told.counted.source, told.counted.attribute


def _row(told: ToldWord) -> Mapping[str, Any]:
    each = told.counted
    return {
        "source": each.source,
        "attribute": each.attribute,
        "word": told.word,
        "signs": len(each.word),
        "open_tickets": each.open_tickets,
        "tickets": each.tickets,
        "outages": each.outages,
        "newest": told.newest.key[:LONGEST] if told.newest else None,
        "newest_at": each.newest_at,
        "since": each.since,
        "guess": told.guess.meaning if told.guess else None,
        "yaml": pasted(told) if each.word else None,
    }
