"""What an audit would miss, in words: people read names, commands and programs are told the ids that they act on."""

from dataclasses import replace
from typing import Final

from slawatch.engine.findings import Breach, Finding, UnplannedOutage
from slawatch.model.definitions import Definitions
from slawatch.reports import naming
from slawatch.reports.cells import Cell, Foreign, Instant, Named, Phrase
from slawatch.reports.shown import Shown
from slawatch.speech.speech import ENGLISH, LANGUAGES, Speech

_ID: Final = "{name}"


def of_finding(finding: Finding, definitions: Definitions, timezone: str) -> Phrase:
    """Return a breach or an outage: what happened, and its reference as its id."""
    told = _breach(finding, definitions) if isinstance(finding, Breach) else _outage(finding, definitions)
    names = {each: Shown(Speech(each), timezone).text(told) for each in LANGUAGES}
    return Phrase(_ID, {"name": Named(str(finding.ref), names)})


def in_words(missing: Phrase, speech: Speech, timezone: str) -> str:
    """Return what is missing as people read it."""
    return Shown(speech, timezone).text(missing)


def by_id(missing: Phrase, timezone: str) -> str:
    """Return what is missing in English, things by their ids."""
    parts = {place: Foreign(cell.id) if isinstance(cell, Named) else cell for place, cell in missing.parts.items()}
    return Shown(Speech(ENGLISH), timezone).text(replace(missing, parts=parts))


def _breach(finding: Breach, definitions: Definitions) -> Phrase:
    ref = finding.ref
    parts: dict[str, Cell] = {
        "service": naming.service(definitions, ref.service_id),
        "agreement": naming.agreement(definitions, ref.sla),
        "objective": naming.objective_judged(definitions, finding.figure),
        "period": Foreign(ref.period),
    }
    return Phrase("{agreement}, {service}, {period}: missed {objective}", parts)


def _outage(finding: UnplannedOutage, definitions: Definitions) -> Phrase:
    ref = finding.ref
    parts: dict[str, Cell] = {
        "service": naming.service(definitions, ref.service_id),
        "start": Instant(ref.started_at),
        "end": Instant(ref.ended_at),
    }
    return Phrase("{service}: down from {start} to {end}", parts)
