"""The raw words of a system, from its own lists and from its first tickets, for a first configuration."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from slawatch.app.sampling import Sample
from slawatch.ingest.source import SourceKind, Word
from slawatch.model.outage import Severity
from slawatch.model.person import FIELDS
from slawatch.model.ticket import StatusClass

_MOST: Final = 60
"""Words beyond which a field is no list of words that somebody chose."""
_PLACES: Final[Mapping[str, Sequence[str]]] = {
    "service": ("service", "queue", "group", "project", "component", "category"),
    "priority": ("priority", "urgency", "severity"),
    "kind": ("kind", "type"),
}
"""In which raw fields an attribute is looked for."""
_KINDS: Final = ("incident", "request", "problem", "change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The words of one attribute."""

    field: str
    words: Mapping[str, str | None]
    """What each means; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a first configuration must map."""

    statuses: Mapping[str, str | None] = field(default_factory=dict)
    """Their classes; None where neither the system nor its kind tells one."""
    severities: Mapping[str, str | None] = field(default_factory=dict)
    """Of outages."""
    listed: Mapping[str, Listed] = field(default_factory=dict)
    """Services, priorities and kinds of tickets, where the system has them."""
    tickets: int = 0
    outages: int = 0


def inventory(kind: SourceKind, words: Iterable[Word], sample: Sample | None, *, source: str) -> Inventory:
    """Return the words that a system's lists and its first tickets tell."""
    told, means = _told(words, sample, source)
    outages = [outage for _, outage in sample.store.outages(source)] if sample else []
    told.setdefault("service", Counter()).update(outage.service for outage in outages if outage.service)
    statuses = told.get("status") or ({} if outages else kind.status_classes)
    severities = {outage.severity for outage in outages if outage.severity}
    return Inventory(
        statuses={raw: _class(means.get(("status", raw)) or kind.status_classes.get(raw)) for raw in sorted(statuses)},
        severities={raw: raw if raw in {*Severity} else None for raw in sorted(severities)},
        listed={name: listed for name in _PLACES if (listed := _listed(name, told))},
        tickets=sample.tickets if sample else 0,
        outages=len(outages),
    )


def _told(
    words: Iterable[Word], sample: Sample | None, source: str
) -> tuple[dict[str, Counter[str]], dict[tuple[str, str], str | None]]:
    told: dict[str, Counter[str]] = {}
    means: dict[tuple[str, str], str | None] = {}
    for word in words:
        told.setdefault(word.field, Counter())[word.raw] += 0
        means[word.field, word.raw] = word.means
    for field_name, raw in _of_tickets(sample, source) if sample else ():
        told.setdefault(field_name, Counter())[raw] += 1
    return {name: found for name, found in told.items() if name not in FIELDS}, means


def _of_tickets(sample: Sample, source: str) -> Iterator[tuple[str, str]]:
    for stored in sample.store.events(source):
        event = stored.event
        yield from ((name, raw) for name, raw in event.fields.items() if raw)
        if event.field and event.new:
            yield event.field, event.new


def _class(name: str | None) -> str | None:
    return name if name in {*StatusClass} - {StatusClass.UNKNOWN} else None


def _listed(attribute: str, told: Mapping[str, Counter[str]]) -> Listed | None:
    """Return the first field that has words, few enough to have been chosen by somebody."""
    for place in _PLACES[attribute]:
        if 0 < len(told.get(place, ())) <= _MOST:
            return Listed(field=place, words={raw: _meaning(attribute, raw) for raw in sorted(told[place])})
    return None


def _meaning(attribute: str, raw: str) -> str | None:
    if attribute != "kind":
        return raw
    return next((each for each in _KINDS if each in raw.casefold()), None)
