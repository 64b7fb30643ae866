"""What was told of outages, by whom, and the causes that the tickets behind them name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from slawatch.engine.causes import TicketCause, causes
from slawatch.engine.evidence import ToldOutage
from slawatch.engine.one_outage import OneOutage
from slawatch.engine.watermarks import made_of
from slawatch.model.desk import Relation
from slawatch.model.instant import epoch
from slawatch.model.interval import Interval
from slawatch.model.outage import Severity
from slawatch.reports.material import Material

TicketName = tuple[str, str]
"""Source and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFact:
    """An outage as one source tells it, or a ticket, or somebody by hand; not merged with any other."""

    told: ToldOutage
    ticket: str | None
    """The source's id of the ticket that tells it, or that it names."""
    reason: str
    """What somebody who stated it by hand said; empty otherwise."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OutageFacts:
    """The facts behind the outages of a report's period."""

    material: Material

    def behind(self, outage: OneOutage) -> Sequence[OutageFact]:
        """Return what was told of a merged outage, also by the parts of its service."""
        degraded = outage.severity is Severity.DEGRADED
        span = Interval(outage.started_at, outage.ended_at or self.material.as_of)
        return [
            fact
            for service in sorted(made_of(self.material.definitions, outage.service_id))
            for fact in self._by_service[service]
            if fact.told.degraded is degraded and fact.told.touches(span)
        ]

    def tickets(self, facts: Iterable[OutageFact]) -> Sequence[TicketName]:
        """Return the tickets behind facts, each once."""
        return list(dict.fromkeys((fact.told.source, fact.ticket) for fact in facts if fact.ticket))

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
        known, covered = self.material.definitions, self.material.covered.services
        return {part: list(self._facts(part)) for service in covered for part in made_of(known, service)}

    def _facts(self, service: str) -> Iterator[OutageFact]:
        told, span = self.material.told, self.material.cuts.widest
        for each, outage in told.stated_outages(service, span):
            yield OutageFact(told=each, ticket=outage.ticket_id, reason=outage.reason or "")
        for each in told.outages_of_tickets(service, span):
            yield OutageFact(told=each, ticket=each.id, reason="")

    @cached_property
    def _causes(self) -> Mapping[TicketName, TicketCause]:
        by_source: dict[str, set[str]] = defaultdict(set)
        for fact in (each for own in self._by_service.values() for each in own if each.ticket):
            by_source[fact.told.source].add(str(fact.ticket))
        horizon = epoch(self.material.as_of)
        return {
            (source, cause.ticket): cause
            for source, ids in by_source.items()
            if source in self.material.definitions.mappings
            for facts in self.material.corrected.facts_of(source, ids)
            for cause in causes(facts, self.material.definitions.mappings[source], horizon=horizon)
        }
