"""A configuration with some of its sections as another file would have them."""

from pathlib import Path
from typing import Final

from slawatch.config.document import Document
from slawatch.config.faults import Fault
from slawatch.config.include import gather
from slawatch.config.schema import BY_ID, File

KEPT: Final = frozenset(File.model_fields) - frozenset(BY_ID)
"""Sections that judge nothing: a proposal may hold them, being a whole configuration, and they stay as they are."""


def proposed(path: Path, proposal: Path) -> tuple[Document, tuple[Path, ...]]:
    """Return the file's document with the proposal's sections in the place of its own, and every file that was read.

    A section is replaced as a whole: an agreement that the proposal's section leaves out is one that it does away with.
    """
    whole, files = gather(path)
    part, more = gather(proposal)
    if not isinstance(part.data, dict) or not isinstance(whole.data, dict):
        return part, more
    sections = part.data.keys() - KEPT
    if not sections and not part.faults:
        text = f"the file proposes nothing; it may hold {', '.join(BY_ID)}, each in the place of the section in use"
        part.faults.append(Fault((), text))
    whole.data |= {name: part.data[name] for name in sections}
    # Nobody is told of what might be, and receivers may name agreements that the proposal does away with.
    whole.data.pop("alerting", None)
    whole.places |= {trail: place for trail, place in part.places.items() if not trail or trail[0] in sections}
    whole.faults += part.faults
    whole.content += part.content
    whole.torn = whole.torn or part.torn
    return whole, (*files, *more)
