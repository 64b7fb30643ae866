"""What was told of services, under the names by which people find it again: outages, and time agreed not to count."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from slawatch.calendars.maintenance import occurrences
from slawatch.engine.evidence import (
    Numbered,
    ToldExclusion,
    ToldOutage,
    excluded_by_tickets,
    tickets_behind,
    told_by_tickets,
)
from slawatch.engine.ground import Ground
from slawatch.engine.maintenance import SOURCE
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.model.mapping import SourceMapping
from slawatch.model.outage import Exclusion, Outage, Severity
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.numbered import numbered
from slawatch.runtime.operator_facts import IN_OUR_WORDS
from slawatch.store.contract import OPERATOR


@dataclass(frozen=True, eq=False)
class ToldFacts:
    """Looks facts up by service; what is asked for twice is read once."""

    store: Corrected
    plan: Plan
    rows: Rows
    base: Ground

    def outages(self, service: str, within: Interval | None = None) -> Iterator[ToldOutage]:
        """Yield what was told of a service being down or bad: by sources, by operators, by tickets.

        `within` leaves out what shares no time with a stretch.
        """
        yield from (told for told, _ in self.stated_outages(service, within))
        yield from self.outages_of_tickets(service, within)

    def stated_outages(self, service: str, within: Interval | None = None) -> Iterator[tuple[ToldOutage, Outage]]:
        """Yield what sources and operators told, each with what it was read from."""
        for told, outage in self._stated_outages.get(service, ()):
            if within is None or told.touches(within):
                yield told, outage

    def outages_of_tickets(self, service: str, within: Interval | None = None) -> Iterator[ToldOutage]:
        """Yield what tickets tell."""
        rows = self.base.outages_of(service)
        if within is not None:
            rows = rows.take((rows.started_at < epoch(within.end)) & (rows.ended_at > epoch(within.start)))
        yield from told_by_tickets(rows, self._tickets_behind, self.plan.words)

    def exclusions(self, service: str, last: date) -> Iterator[ToldExclusion]:
        """Yield what was stated not to count, with the windows of the configuration that open up to a last day."""
        yield from self._stated_exclusions.get(service, ())
        rows = self.base.exclusions_of(service)
        yield from excluded_by_tickets(rows, self._tickets_behind, self.plan.words)
        yield from _maintenance(self.plan, service, last)

    @cached_property
    def _stated_outages(self) -> Mapping[str, list[tuple[ToldOutage, Outage]]]:
        found: dict[str, list[tuple[ToldOutage, Outage]]] = defaultdict(list)
        for source, mapping in self._mappings().items():
            for _, outage in self.store.outages(source):
                service = mapping.attribute("service").value(outage.service)
                if service is not None:
                    found[service].extend((told, outage) for told in _told_outage(outage, service, source, mapping))
        return found

    @cached_property
    def _stated_exclusions(self) -> Mapping[str, list[ToldExclusion]]:
        found: dict[str, list[ToldExclusion]] = defaultdict(list)
        for source, mapping in self._mappings().items():
            for _, exclusion in self.store.exclusions(source):
                service = mapping.attribute("service").value(exclusion.service)
                if service is not None:
                    found[service].append(_told_exclusion(exclusion, service, source))
        return found

    @cached_property
    def _tickets_behind(self) -> Mapping[Numbered, str]:
        """The ids of all tickets that tell outages or exclusions."""
        rows, words = self.rows, self.plan.words
        found = numbered(self.store, tickets_behind(rows.outages, words) | tickets_behind(rows.exclusions, words))
        return {each: ticket.id for each, ticket in found.items()}

    def _mappings(self) -> Mapping[str, SourceMapping]:
        return {**self.plan.definitions.mappings, OPERATOR: IN_OUR_WORDS}


def _told_outage(outage: Outage, service: str, source: str, mapping: SourceMapping) -> Iterable[ToldOutage]:
    severity = mapping.severity_class(outage.severity)
    if severity not in (Severity.DOWN, Severity.DEGRADED):
        return
    yield ToldOutage(
        service_id=service,
        source=source,
        id=outage.id,
        by_ticket=False,
        started_at=outage.started_at,
        ended_at=outage.ended_at,
        degraded=severity is Severity.DEGRADED,
    )


def _told_exclusion(exclusion: Exclusion, service: str, source: str) -> ToldExclusion:
    return ToldExclusion(
        service_id=service,
        source=source,
        id=exclusion.id,
        started_at=exclusion.started_at,
        ended_at=exclusion.ended_at,
        reason=exclusion.reason,
        author=exclusion.author,
        approved_by=exclusion.approved_by or "",
    )


def _maintenance(plan: Plan, service: str, last: date) -> Iterator[ToldExclusion]:
    for each in plan.definitions.maintenance:
        if service in each.services:
            for start, end in occurrences(each, last):
                yield ToldExclusion(
                    service_id=service,
                    source=SOURCE,
                    id=each.id,
                    started_at=from_epoch(start),
                    ended_at=from_epoch(end),
                    reason=each.reason,
                    author="",
                    approved_by=each.approved_by,
                )
