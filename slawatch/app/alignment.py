"""Promises that what stands below can't carry, as faults of a configuration."""

from collections.abc import Iterator

from slawatch.config.faults import Fault
from slawatch.config.matching import trail
from slawatch.engine.alignment import Misalignment, misalignments
from slawatch.engine.chain import timed
from slawatch.model.definitions import Definitions
from slawatch.speech.misaligned import misaligned
from slawatch.speech.speech import Speech


def alignment_faults(definitions: Definitions) -> Iterator[Fault]:
    """Yield what does not fit, each at its objective; what is so in several versions at the first of them."""
    told: set[tuple[str, str, str]] = set()
    for each in misfits(definitions):
        agreement, objective = each.upper
        text = misaligned(each, Speech())
        if (agreement.id, objective.id, text) not in told:
            told.add((agreement.id, objective.id, text))
            yield Fault(("agreements", *trail(definitions, agreement, objective)), text)


def misfits(definitions: Definitions) -> Iterator[Misalignment]:
    """Yield what stands below a promise and can't carry it: times first, then shares."""
    if any(timed(definitions)):
        from slawatch.engine.passage import too_long  # noqa: PLC0415  columns begin slowly, most files need none

        yield from too_long(definitions)
    yield from misalignments(definitions)
