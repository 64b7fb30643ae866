"""What was told of outages, by whom, and the causes that the tickets behind them name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from slawatch.engine.causes import TicketCause, causes
from slawatch.engine.evidence import told_by_tickets
from slawatch.engine.outage_list import ListedOutage
from slawatch.engine.watermarks import made_of
from slawatch.model.desk import Relation
from slawatch.model.instant import epoch
from slawatch.model.mapping import SourceMapping
from slawatch.model.outage import Outage, Severity
from slawatch.reports.material import Material
from slawatch.runtime.operator_facts import IN_OUR_WORDS
from slawatch.store.contract import OPERATOR

TicketName = tuple[str, str]
"""Source and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFact:
    """An outage as one source tells it, or a ticket, or somebody by hand; not merged with any other."""

    service_id: str
    source: str
    id: str
    ticket: str | None
    """The source's id of the ticket that tells it, or that it names."""
    started_at: datetime
    ended_at: datetime | None
    degraded: bool
    reason: str
    """What somebody who stated it by hand said; empty otherwise."""

    def touches(self, start: datetime, end: datetime) -> bool:
        """Tell whether it shares time with a stretch."""
        return self.started_at < end and (self.ended_at is None or self.ended_at > start)


@dataclass(frozen=True, kw_only=True, eq=False)
class OutageFacts:
    """The facts behind the outages of a report's period."""

    material: Material

    def behind(self, outage: ListedOutage) -> Sequence[OutageFact]:
        """Return what was told of a merged outage, also by the parts of its service."""
        services = made_of(self.material.definitions, outage.service_id)
        degraded = outage.severity is Severity.DEGRADED
        end = outage.ended_at or self.material.as_of
        return [
            fact
            for service in sorted(services)
            for fact in self._by_service.get(service, ())
            if fact.degraded is degraded and fact.touches(outage.started_at, end)
        ]

    def tickets(self, facts: Iterable[OutageFact]) -> Sequence[TicketName]:
        """Return the tickets behind facts, each once."""
        return list(dict.fromkeys((fact.source, fact.ticket) for fact in facts if fact.ticket))

    def causes(self, tickets: Iterable[TicketName]) -> Sequence[tuple[str, TicketCause]]:
        """Return what tickets say of causes, each with its source."""
        return [(source, self._causes[source, name]) for source, name in tickets if (source, name) in self._causes]

    def named(self, tickets: Iterable[TicketName], *relations: Relation) -> Sequence[TicketName]:
        """Return the other tickets that tickets name, by what they are to them, each once."""
        told = (
            (source, other)
            for source, cause in self.causes(tickets)
            for relation, other in cause.others
            if relation in relations
        )
        return list(dict.fromkeys(told))

    @cached_property
    def _by_service(self) -> Mapping[str, Sequence[OutageFact]]:
        found: dict[str, list[OutageFact]] = defaultdict(list)
        span = self.material.cuts.widest
        for fact in (*self._of_sources(), *self._of_tickets()):
            if fact.touches(span.start, span.end):
                found[fact.service_id].append(fact)
        return found

    def _of_sources(self) -> Iterator[OutageFact]:
        for source, mapping in {**self.material.definitions.mappings, OPERATOR: IN_OUR_WORDS}.items():
            for _, outage in self.material.corrected.outages(source):
                yield from _fact(outage, source, mapping)

    def _of_tickets(self) -> Iterator[OutageFact]:
        rows, words = self.material.rows.outages, self.material.plan.words
        start, end = (epoch(at) for at in (self.material.cuts.widest.start, self.material.cuts.widest.end))
        recent = rows.take((rows.ticket >= 0) & (rows.started_at < end) & (rows.ended_at > start))
        numbers: dict[str, set[int]] = defaultdict(set)
        for source, number in zip(recent.source.tolist(), recent.ticket.tolist(), strict=True):
            numbers[words.words[source]].add(number)
        names = {
            (source, number): ticket.id
            for source, own in numbers.items()
            for number, ticket in self.material.reader.tickets(source, own).items()
        }
        for told in told_by_tickets(recent, names, words):
            yield OutageFact(
                service_id=told.service_id,
                source=told.source,
                id=told.id,
                ticket=told.id,
                started_at=told.started_at,
                ended_at=told.ended_at,
                degraded=told.degraded,
                reason="",
            )

    @cached_property
    def _causes(self) -> Mapping[TicketName, TicketCause]:
        by_source: dict[str, set[str]] = defaultdict(set)
        for fact in (each for own in self._by_service.values() for each in own if each.ticket):
            by_source[fact.source].add(str(fact.ticket))
        horizon = epoch(self.material.as_of)
        return {
            (source, cause.ticket): cause
            for source, ids in by_source.items()
            if source in self.material.definitions.mappings
            for facts in self.material.corrected.facts_of(source, ids)
            for cause in causes(facts, self.material.definitions.mappings[source], horizon=horizon)
        }


def _fact(outage: Outage, source: str, mapping: SourceMapping) -> Iterator[OutageFact]:
    service, severity = mapping.attribute("service").value(outage.service), mapping.severity_class(outage.severity)
    if service is not None and severity in (Severity.DOWN, Severity.DEGRADED):
        yield OutageFact(
            service_id=service,
            source=source,
            id=outage.id,
            ticket=outage.ticket_id,
            started_at=outage.started_at,
            ended_at=outage.ended_at,
            degraded=severity is Severity.DEGRADED,
            reason=outage.reason or "",
        )
