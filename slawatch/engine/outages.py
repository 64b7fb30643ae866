"""Outages and exclusions as their sources tell them, in columns and in the field's words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import numpy as np

from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.columns import EVERY, NEVER, ORIGIN_CODE, UNTOLD, Codes, ExclusionRows, GapRows, OutageRows
from slawatch.engine.facts import Ints
from slawatch.engine.plan import Vocabulary
from slawatch.engine.spans import Spans, covered, difference, union
from slawatch.model.instant import epoch
from slawatch.model.mapping import SourceMapping
from slawatch.model.outage import Exclusion, Origin, Outage, Severity


def outage_rows(outages: Iterable[Outage], *, source: str, mapping: SourceMapping, words: Vocabulary) -> OutageRows:
    """Return outage facts mapped to services; those of a severity to ignore or unknown are left out.

    An outage whose service nothing maps keeps its row under code 0 and touches no figure.
    """
    told = [(outage, mapping.severity_class(outage.severity)) for outage in outages]
    kept = [(outage, severity) for outage, severity in told if severity in (Severity.DOWN, Severity.DEGRADED)]
    return OutageRows(
        source=np.full(len(kept), words.code(source), np.int32),
        ticket=np.full(len(kept), -1, np.int64),
        service=_services((outage.service for outage, _ in kept), mapping, words),
        started_at=_instants(outage.started_at for outage, _ in kept),
        ended_at=_instants(outage.ended_at for outage, _ in kept),
        detected_at=_instants(outage.detected_at for outage, _ in kept),
        acknowledged_at=_instants(outage.acknowledged_at for outage, _ in kept),
        degraded=np.array([severity is Severity.DEGRADED for _, severity in kept], np.bool_),
        unmapped=np.array([mapping.lacks_severity(outage.severity) for outage, _ in kept], np.bool_),
        raw_severity=_words((outage.severity for outage, _ in kept), mapping.lacks_severity, words),
        raw_service=_words((outage.service for outage, _ in kept), mapping.lacks_service, words),
        origin=np.full(len(kept), ORIGIN_CODE[Origin.STATED], np.int8),
        users=np.array([UNTOLD if outage.users is None else outage.users for outage, _ in kept], np.int64),
    )


def gap_rows(outages: Iterable[Outage], *, source: str, mapping: SourceMapping, words: Vocabulary) -> GapRows:
    """Return when the source did not look, of the outage facts that tell this; of one without a service, at any."""
    told = [outage for outage in outages if mapping.severity_class(outage.severity) is Severity.UNKNOWN]
    named = _services((outage.service for outage in told), mapping, words)
    every = np.array([not outage.service for outage in told], np.bool_)
    return GapRows(
        source=np.full(len(told), words.code(source), np.int32),
        service=np.where(every, EVERY, named).astype(np.int32),
        started_at=_instants(outage.started_at for outage in told),
        ended_at=_instants(outage.ended_at for outage in told),
    )


def unwatched(gaps: GapRows, *, service: int, sources: Iterable[int], but: ServiceRecord) -> Spans:
    """Return when one of the sources (by their codes) did not look at a service, but where an outage of it is told."""
    own = np.isin(gaps.source, list(sources)) & ((gaps.service == service) | (gaps.service == EVERY))
    rows = gaps.take(own)
    stretches = covered(np.stack((rows.started_at, rows.ended_at), axis=1), times=1)
    return difference(stretches, union((but.down, *(each.stretches for each in but.degraded))))


def exclusion_rows(
    exclusions: Iterable[Exclusion], *, source: str, mapping: SourceMapping, words: Vocabulary
) -> ExclusionRows:
    """Return exclusions mapped to services, without those that were withdrawn."""
    told = tuple(each for each in exclusions if each.withdrawn_at is None)
    return ExclusionRows(
        source=np.full(len(told), words.code(source), np.int32),
        ticket=np.full(len(told), -1, np.int64),
        service=_services((exclusion.service for exclusion in told), mapping, words),
        started_at=_instants(exclusion.started_at for exclusion in told),
        ended_at=_instants(exclusion.ended_at for exclusion in told),
        approved_at=_instants(exclusion.approved_at for exclusion in told),
        retrospective=np.array([exclusion.retrospective for exclusion in told], np.bool_),
        approver=np.array([words.code(exclusion.approved_by) for exclusion in told], np.int32),
    )


def records(outages: Mapping[int, OutageRows]) -> Mapping[int, ServiceRecord]:
    """Return by code of the service when it was down or degraded; what is unknown is left to the watermarks."""
    return {service: _record(rows) for service, rows in outages.items()}


def touching(outages: OutageRows, stretches: Spans) -> OutageRows:
    """Return the outages that share a second with a stretch; the stretches must be canonical."""
    nearest = np.searchsorted(stretches[:, 1], outages.started_at, side="right")
    starts = np.append(stretches[:, 0], NEVER)
    return outages.take(starts[nearest] < outages.ended_at)


def _record(outages: OutageRows) -> ServiceRecord:
    badly = outages.degraded
    return ServiceRecord(
        down=_stretches(outages.take(~badly)),
        degraded=(Degradation(stretches=_stretches(outages.take(badly))),) if badly.any() else (),
    )


def _stretches(rows: OutageRows) -> Spans:
    return covered(np.stack((rows.started_at, rows.ended_at), axis=1), times=1)


def _services(raw: Iterable[str | None], mapping: SourceMapping, words: Vocabulary) -> Codes:
    attribute = mapping.attribute("service")
    return np.array([words.code(attribute.value(word)) for word in raw], np.int32)


def _words(raw: Iterable[str | None], is_lacking: Callable[[str | None], bool], words: Vocabulary) -> Codes:
    return np.array([words.code(word) if is_lacking(word) else 0 for word in raw], np.int32)


def _instants(values: Iterable[datetime | None]) -> Ints:
    return np.array([NEVER if value is None else epoch(value) for value in values], np.int64)
