"""Outages that tickets tell: a ticket that the mapping calls an outage is one of its service."""

from datetime import datetime
from typing import Final

import numpy as np

from slawatch.engine.columns import NEVER, ORIGIN_CODE, UNTOLD, Codes, Flags, OutageRows, Phase
from slawatch.engine.cycles import Cycles, acknowledged_at
from slawatch.engine.facts import Ints
from slawatch.engine.history import Meaning, lacking
from slawatch.engine.plan import Vocabulary
from slawatch.engine.restoration import told_at
from slawatch.engine.timeline import Timeline
from slawatch.model.event import EventType
from slawatch.model.instant import epoch, instant
from slawatch.model.mapping import OutageRule, SourceMapping
from slawatch.model.outage import Origin, Severity

_SEVERITIES: Final = tuple(Severity)
_NO_OUTAGE: Final = [_SEVERITIES.index(each) for each in (Severity.IGNORE, Severity.UNKNOWN)]
_FIELD, _ALERT, _CREATION, _REOPENING = (
    ORIGIN_CODE[each] for each in (Origin.FIELD, Origin.ALERT, Origin.CREATION, Origin.REOPENING)
)
_NO_RULE: Final = OutageRule(field="", equals=frozenset())


def ticket_outages(line: Timeline, cycles: Cycles, words: Vocabulary) -> OutageRows:
    """Return a row for each stretch of work on an outage ticket; cancelled stretches and empty ones are none.

    The first begins with the true start where a field tells it, else where an event does, as that of a linked alert.
    A field or an event that tells the true end ends the only outage: a reopening after it is paper work.
    """
    chosen = _told_by(line)[cycles.row] & (cycles.phase != Phase.CANCELLED)
    rule = line.mapping.outage or _NO_RULE
    own = cycles.take(chosen)
    is_first = own.number == 0
    told_end = _known(instants_told(line, rule.ended_at), told_at(line, EventType.DOWNTIME_END, NEVER))[own.row]
    told_start = np.where(is_first, instants_told(line, rule.started_at)[own.row], NEVER)
    alerted = np.where(is_first, told_at(line, EventType.DOWNTIME_START, NEVER)[own.row], NEVER)
    started_at = _known(told_start, _known(alerted, own.started_at))
    ended_at = _known(told_end, np.where(own.phase == Phase.RUNNING, NEVER, own.ended_at))
    service = line.attributes["service"].at(own.row, line.horizon)
    mapping = line.mapping
    raw_severity = _raw(line, own.row, mapping.severity.field, lacking(mapping.lacks_severity, words))
    raw_service = _raw(line, own.row, mapping.attribute("service").field, lacking(mapping.lacks_service, words))
    rows = OutageRows(
        source=np.full(len(own), words.code(line.source), np.int32),
        ticket=line.tickets[own.row],
        service=service.astype(np.int32),
        started_at=started_at,
        ended_at=ended_at,
        detected_at=np.maximum(started_at, own.started_at),
        acknowledged_at=np.where(is_first, acknowledged_at(line)[own.row], NEVER),
        degraded=(_severities(line) == _SEVERITIES.index(Severity.DEGRADED))[own.row],
        unmapped=raw_severity > 0,
        raw_severity=raw_severity,
        raw_service=raw_service,
        origin=np.select(
            (told_start != NEVER, alerted != NEVER, is_first),
            (_FIELD, _ALERT, _CREATION),
            _REOPENING,
        ).astype(np.int8),
        users=_users(line, rule.users)[own.row],
    )
    happened = (started_at <= line.horizon) & (started_at < ended_at)
    return rows.take(happened & (is_first | (told_end == NEVER)))


def _told_by(line: Timeline) -> Flags:
    """Tell of each ticket whether it tells of outages, by its last word; an ignored or unknown severity tells none."""
    rule = line.mapping.outage
    if rule is None:
        return np.zeros(len(line), np.bool_)
    field, equals = line.mapping.attribute(rule.field), rule.equals
    says_so = latest(line, field.field, lambda text: int(field.value(text) in equals)) > 0
    told: Flags = says_so & ~np.isin(_severities(line), _NO_OUTAGE)
    return told


def _users(line: Timeline, field: str | None) -> Ints:
    return np.full(len(line), UNTOLD) if field is None else latest(line, field, _count)


def _count(text: str | None) -> int:
    """Return a whole number written in digits, UNTOLD for any other text."""
    told = (text or "").strip()
    return int(told) if told.isascii() and told.isdigit() else UNTOLD


def _severities(line: Timeline) -> Ints:
    return latest(line, line.mapping.severity.field, _severity_code(line.mapping))


def _raw(line: Timeline, rows: Ints, field: str, meaning: Meaning) -> Codes:
    codes = np.zeros(len(rows), np.int32)
    if len(rows):  # most sources have no ticket that tells of outages
        codes[:] = line.raw.history(field, meaning).at(rows, line.horizon)
    return codes


def _severity_code(mapping: SourceMapping) -> Meaning:
    return lambda text: _SEVERITIES.index(mapping.severity_class(text))


def latest(line: Timeline, field: str, meaning: Meaning) -> Ints:
    """Return the meaning of a raw field at the horizon, one for each ticket."""
    return line.raw.history(field, meaning).at(np.arange(len(line)), line.horizon)


def instants_told(line: Timeline, field: str | None) -> Ints:
    """Return the instants that a raw field tells at the horizon, NEVER where it tells none."""
    return np.full(len(line), NEVER) if field is None else latest(line, field, _instant)


def _instant(text: str | None) -> int:
    """Return the epoch seconds of an ISO 8601 text with a zone, NEVER for any other text."""
    try:
        return epoch(instant(datetime.fromisoformat(text or "")))
    except ValueError:
        return NEVER


def _known(told: Ints, otherwise: Ints) -> Ints:
    return np.where(told == NEVER, otherwise, told)
