"""What people wrote, as paragraphs of a report."""

from collections.abc import Iterator

from slawatch.reports.cells import Foreign, Instant, Named, Phrase
from slawatch.reports.document import Prose
from slawatch.reports.draft import Draft
from slawatch.reports.notes import Place


def written(draft: Draft, place: Place, id_: str, title: str) -> Iterator[Prose]:
    """Yield what was written for a place, in the languages that there are, and by whom; nothing where nobody did."""
    texts = draft.notes.written(place)
    if texts:
        told = Named(place, {language: each.text for language, each in texts.items()})
        newest = max(texts.values(), key=lambda each: each.at)
        by = Phrase("Written by {name}, {at}.", {"name": Foreign(newest.author), "at": Instant(newest.at)})
        yield Prose(id=id_, title=Phrase(title), paragraphs=(told, by))
