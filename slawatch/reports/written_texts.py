"""What people wrote, as paragraphs of a report."""

from collections.abc import Iterator, Mapping

from slawatch.reports.cells import Cell, Foreign, Instant, Named, Phrase
from slawatch.reports.document import Prose
from slawatch.reports.draft import Draft
from slawatch.reports.notes import Place


def written(draft: Draft, place: Place, id_: str, title: str) -> Iterator[Prose]:
    """Yield what was written for a place, in the languages that there are, and by whom; nothing where nobody did."""
    texts = draft.notes.written(place)
    if texts:
        told = _paragraphs(place, {language: each.text for language, each in texts.items()})
        newest = max(texts.values(), key=lambda each: each.at)
        by = Phrase("Written by {name}, {at}.", {"name": Foreign(newest.author), "at": Instant(newest.at)})
        yield Prose(id=id_, title=Phrase(title), paragraphs=(*told, by))


def _paragraphs(place: Place, texts: Mapping[str, str]) -> Iterator[Cell]:
    """Yield the lines in all languages; where languages differ in their number, each is told as one paragraph.

    A line break is a control character, and no cell shows one.
    """
    lines = {language: [line.strip() for line in text.splitlines() if line.strip()] for language, text in texts.items()}
    if len(set(map(len, lines.values()))) > 1:
        lines = {language: [" ".join(own)] for language, own in lines.items()}
    for number in range(max(map(len, lines.values()), default=0)):
        yield Named(f"{place}-{number + 1}", {language: own[number] for language, own in lines.items()})
