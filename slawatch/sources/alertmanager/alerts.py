"""From the alerts that fire at two polls to outages. Pure: listings go in, facts come out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.source import Cursor
from slawatch.model.instant import epoch, from_epoch, instant
from slawatch.model.outage import UNWATCHED, Outage
from slawatch.sources.alertmanager.options import Options
from slawatch.sources.alertmanager.rest import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert that fires; times in epoch seconds."""

    service: str
    severity: str | None
    started_at: int
    ends_at: int
    """When it is taken for over unless it is told again: minutes ahead, as long as Prometheus lives."""

    def outage(self, id_: str, ended_at: int | None = None) -> Outage:
        """Return it as an outage, one that lasts unless an end is given."""
        return Outage(
            id=id_,
            service=self.service,
            severity=self.severity,
            started_at=from_epoch(self.started_at),
            ended_at=None if ended_at is None else from_epoch(max(ended_at, self.started_at)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What the last poll saw: what a cursor holds. Times in epoch seconds."""

    begun: int
    """The first poll, ever."""
    at: int
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    """By the outage's id."""
    away_since: int | None = None
    """Since when the watchdog is silent."""
    heard_at: int | None = None
    """When the watchdog was told last; None where none is named."""

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Return what a cursor holds."""
        try:
            held = json.loads(cursor)
            alerts = {id_: Alert(**alert) for id_, alert in held["alerts"].items()}
            times = {name: held.get(name) for name in ("away_since", "heard_at")}
            return cls(begun=held["begun"], at=held["at"], alerts=alerts, **times)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def cursor(self) -> Cursor:
        """Return it as text."""
        alerts = {
            id_: {
                "service": each.service,
                "severity": each.severity,
                "started_at": each.started_at,
                "ends_at": each.ends_at,
            }
            for id_, each in sorted(self.alerts.items())
        }
        times = {"begun": self.begun, "at": self.at, "away_since": self.away_since, "heard_at": self.heard_at}
        return json.dumps({**times, "alerts": alerts}, ensure_ascii=False)


def alert(row: Row, options: Options) -> tuple[str, Alert] | None:
    """Return an alert with the id of its outage, None where it names no service; SkippableRow where it can't be read.

    The fingerprint is of the labels; an alert that fires again has another start.
    """
    try:
        labels, fingerprint = dict(row["labels"]), str(row["fingerprint"])
        started, ends = (epoch(instant(datetime.fromisoformat(row[name]))) for name in ("startsAt", "endsAt"))
    except (KeyError, TypeError, ValueError) as error:
        row_id = str(row.get("fingerprint", "")) if isinstance(row, Mapping) else ""
        raise SkippableRow(f"it is no alert: {type(error).__name__} {error}", row_id=row_id or "alert") from error
    names = [str(labels.get(name, "")) for name in options.by]
    if not any(names):
        return None
    severity = labels.get(options.severity_label) if options.severity_label else None
    return f"{fingerprint}@{started}", Alert(
        service="/".join(names), severity=severity, started_at=started, ends_at=ends
    )


def ended(before: Position, now: Mapping[str, Alert], *, at: int, gap: int) -> Iterator[Outage]:
    """Yield the ends of alerts that no longer fire: when they were to end, if that is over, else when last seen.

    After a longer gap between polls nobody knows whether they lasted until they were to end.
    """
    for id_, each in before.alerts.items():
        if id_ not in now:
            is_known = before.at < each.ends_at <= at <= before.at + gap
            yield each.outage(id_, each.ends_at if is_known else before.at)


def heard_at(rows: Iterable[Row], *, at: int) -> int | None:
    """Return when one of some alerts was told last, None where none is there: it is still listed minutes after that."""
    told: list[int] = []
    for row in rows:
        try:
            told.append(min(at, epoch(instant(datetime.fromisoformat(row["updatedAt"])))))
        except (KeyError, TypeError, ValueError):
            told.append(at)
    return max(told, default=None)


def unwatched(name: str, started_at: int, ended_at: int | None) -> Outage:
    """Return a stretch of which nothing is known, of any service."""
    return Outage(
        id=f"{name}:{UNWATCHED}",
        service=None,
        severity=UNWATCHED,
        started_at=from_epoch(started_at),
        ended_at=None if ended_at is None else from_epoch(ended_at),
    )


def services(alerts: Iterable[Alert]) -> list[str]:
    """Return the raw services that alerts name, each once."""
    return sorted({each.service for each in alerts})
