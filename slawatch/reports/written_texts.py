"""What people wrote, as paragraphs of a report."""

from slawatch.reports.cells import Cell, Foreign, Instant, Named, Phrase
from slawatch.reports.notes import Notes, Place


def written(notes: Notes, place: Place) -> tuple[Cell, ...]:
    """Return what was written for a place, in the languages that there are, and by whom; nothing where nobody did."""
    texts = notes.written(place)
    if not texts:
        return ()
    told = Named(place, {language: each.text for language, each in texts.items()})
    newest = max(texts.values(), key=lambda each: each.at)
    return told, Phrase("Written by {name}, {at}.", {"name": Foreign(newest.author), "at": Instant(newest.at)})
