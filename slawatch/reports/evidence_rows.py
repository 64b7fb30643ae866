"""What the figures of a report stand on, one by one: timers, stretches of time, outages as they were told."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from slawatch.calendars.reasons import segments
from slawatch.engine.evidence import ToldOutage
from slawatch.engine.explain_tickets import CountedTimer
from slawatch.engine.period_segments import Segment, pieces, runs
from slawatch.engine.period_times import period_times
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.watermarks import made_of
from slawatch.model.correction import Correction
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure, Outcome
from slawatch.reports.material import Material
from slawatch.reports.subject import SubjectKind


@dataclass(frozen=True, eq=False)
class EvidenceRows:
    """The evidence of a report's period."""

    material: Material

    @cached_property
    def timers(self) -> tuple[tuple[ObjectiveFigure, CountedTimer], ...]:
        """Every timer that an objective's figure counts, by objective; missed ones come first, for paper ends."""
        own = (each for each in self.material.figures.objectives if each.is_timer)
        found = [(figure, timer) for figure in own for timer in self.material.timers(figure)]
        return tuple(sorted(found, key=lambda each: each[1].outcome is not Outcome.MISSED))

    def stretches(self) -> Iterator[tuple[ServiceTime, Segment]]:
        """Yield the period of each service under each agreement, cut so fine that a piece is of one class."""
        hours = cache(segments)
        for time in period_times(self.material.base, self.material.cuts.shown):
            is_told = time.service not in self.material.untold
            if is_told and self.material.covered.holds(time.service, time.agreement.id):
                yield from ((time, segment) for segment in runs(pieces(time, segments=hours)))

    @cached_property
    def outages(self) -> tuple[ToldOutage, ...]:
        """What was told of the services, and of what they are made of, in the period."""
        told = [each for part, span in sorted(self._spans.items()) for each in self.material.told.outages(part, span)]
        return tuple(sorted(told, key=lambda each: (each.started_at, each.source, each.id)))

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of the tickets and outages behind the figures; of the whole organisation every one."""
        told = self.material.corrections
        if self.material.covered.subject.kind is SubjectKind.ORGANISATION:
            return told
        own = {(timer.source, timer.ticket) for _, timer in self.timers}
        own |= {(each.source, each.id) for each in self.outages}
        return tuple(each for each in told if (each.source, each.subject) in own and self.material.tells(each))

    @property
    def _spans(self) -> Mapping[str, Interval]:
        """By service, and by what services are made of, the period with a longer one that an agreement on it shows."""
        material, found = self.material, defaultdict[str, list[Interval]](lambda: [self.material.cuts.span])
        agreements = [material.agreement(sla) for sla in material.covered.agreements]
        for service in material.covered.services:
            shown = [material.cuts.shown(each) for each in agreements if service in each.services]
            for part in made_of(material.definitions, service):
                found[part] += shown
        return {part: _hull(spans) for part, spans in found.items()}


def _hull(spans: Sequence[Interval]) -> Interval:
    return Interval(min(each.start for each in spans), max(each.end for each in spans))
