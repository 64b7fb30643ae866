"""A small installation that is made to misbehave: its configuration, and the drills that it is put through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from daemon import CLOCK

BUDGET = 3600
"""Seconds of downtime that a service may have in a period, whatever its length."""
POLL = 3
"""Seconds between two polls; data that are three polls old are stale."""

_CONFIG = """\
sources:
  desk:
    kind: simulator
    quiet: true
    history: 1
    drill: desk.yml
    every: {poll}s
    map:
      kind: {{values: {{Incident: incident}}}}
      service: {{values: {{Payroll: payroll, Shop: shop, Ledger: ledger, Library: library}}}}
      priority: {{values: {{1 - Critical: P1, 3 - Moderate: P3}}}}
  vault:
    kind: simulator
    quiet: true
    history: 1
    drill: vault.yml
    every: {poll}s
    map: {{kind: {{values: {{Incident: incident}}}}, service: {{values: {{Vault: archive}}}}, priority: P3}}
parties: {{acme: Acme}}
services: {{payroll: Payroll, shop: Shop, ledger: Ledger, library: Library, archive: Archive}}
agreements:
  gold:
    with: acme
    services: [payroll, shop, ledger]
    period: {period}
    metrics: full
    objectives:
      uptime: {{indicator: availability, target: {target:.4f}%}}
      solved: {{indicator: resolution, when: {{priority: P1}}, within: 4h, target: 50%}}
  silver:
    with: acme
    services: archive
    period: {period}
    objectives:
      solved: {{indicator: resolution, within: 4h, target: 90%}}
  bronze:
    with: acme
    services: library
    period: {period}
    objectives:
      solved: {{indicator: resolution, within: 4h, target: 90%}}
alerting:
  grafana_url: http://127.0.0.1:3000
  receivers: {{{receivers}}}
evaluate: {{every: 1s}}
web: {{listen: "127.0.0.1:{port}", external_url: "http://127.0.0.1:{port}"}}
store: {{url: sqlite:///slawatch.db}}
"""
AUDIENCES = ("default", "on_call", "service_manager", "desk_lead", "platform", "watchdog")
URGENT = {"service": "Payroll", "priority": "1 - Critical"}
ALLOWED = timedelta(hours=4)
"""How long an urgent ticket may be open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The current period of every agreement here, in UTC."""

    kind: str
    start: datetime
    end: datetime


@dataclass(slots=True, kw_only=True)
class Drill:
    """What a source is to tell, as its file says it."""

    file: Path
    at: datetime
    """From when times are counted."""
    outages: dict[str, dict[str, object]] = field(default_factory=dict)
    tickets: dict[str, dict[str, object]] = field(default_factory=dict)
    unreachable: bool = False

    def ago(self, *, minutes: float) -> str:
        """Return an instant as the file writes it."""
        return (self.at - timedelta(minutes=minutes)).isoformat()

    def write(self) -> None:
        """Save the file, whole at once."""
        told = {
            "outages": [{"id": name, **each} for name, each in self.outages.items()],
            "tickets": [{"id": name, **each} for name, each in self.tickets.items()],
            "unreachable": self.unreachable,
        }
        half = self.file.with_suffix(".half")
        half.write_text(yaml.safe_dump(told))
        half.replace(self.file)


def configured(folder: Path, *, port: int, receiver: Callable[[str], str]) -> Path:
    """Write the configuration of a daemon that listens on a port, and return where it is.

    `receiver` tells by audience where its notifications go.
    """
    span = period()
    target = 100 - 100 * BUDGET / (span.end - span.start).total_seconds()
    file = folder / "slawatch.yml"
    receivers = ", ".join(f'{name}: {{webhook: "{receiver(name)}"}}' for name in AUDIENCES)
    file.write_text(_CONFIG.format(poll=POLL, period=span.kind, target=target, port=port, receivers=receivers))
    return file


def desk(folder: Path) -> Drill:
    """Return a drill in which 10 of 60 minutes are left to Payroll, Shop has lost its 60, and tickets are late."""
    drill = Drill(file=folder / "desk.yml", at=CLOCK.now())
    drill.outages["payroll"] = {"service": "Payroll", "started_at": drill.ago(minutes=50)}
    drill.outages["shop"] = {"service": "Shop", "started_at": drill.ago(minutes=70)}
    drill.tickets["late"] = {**URGENT, "service": "Shop", "created_at": drill.ago(minutes=6 * 60)}
    drill.tickets["fax"] = {"service": "Fax", "created_at": drill.ago(minutes=60)}
    in_time = {"created_at": drill.ago(minutes=30 * 60), "resolved_at": drill.ago(minutes=27 * 60)}
    drill.tickets["returned"] = {**URGENT, "service": "Ledger", **in_time}
    for number in range(4):
        drill.tickets[f"few-{number}"] = {"service": "Library", **in_time}
    late = {"created_at": drill.ago(minutes=6 * 60), "resolved_at": drill.ago(minutes=60)}
    drill.tickets["few-4"] = {"service": "Library", **late}
    return drill


def urgent(*, due: datetime) -> dict[str, object]:
    """Return an urgent ticket that is due at an instant."""
    return {**URGENT, "created_at": (due - ALLOWED).isoformat()}


def vault(folder: Path) -> Drill:
    """Return a drill whose last period was bad and whose present one is still good."""
    drill = Drill(file=folder / "vault.yml", at=CLOCK.now())
    before = period().start - timedelta(days=1)
    missed = {"created_at": before.isoformat(), "resolved_at": (before + timedelta(hours=8)).isoformat()}
    met = {"created_at": drill.ago(minutes=600), "resolved_at": drill.ago(minutes=540)}
    drill.tickets |= {f"missed-{number}": {"service": "Vault", **missed} for number in range(20)}
    drill.tickets |= {f"met-{number}": {"service": "Vault", **met} for number in range(10)}
    return drill


def period() -> Period:
    """Return a kind of periods of which the present one is neither young nor almost over; skip where there is none."""
    now = CLOCK.now().astimezone(UTC)
    fit = (each for each in _periods(now) if 0.25 < (now - each.start) / (each.end - each.start) < 0.9)
    return next(fit, None) or pytest.skip("no period is well under way: a year and a week begin")


def _periods(now: datetime) -> Iterator[Period]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for kind, months in (("month", 1), ("quarter", 3), ("half_year", 6), ("year", 12)):
        first = (today.month - 1) // months * months
        start = today.replace(month=first + 1, day=1)
        end = today.replace(year=today.year + (first + months) // 12, month=(first + months) % 12 + 1, day=1)
        yield Period(kind=kind, start=start, end=end)
    monday = today - timedelta(days=today.weekday())
    yield Period(kind="week", start=monday, end=monday + timedelta(days=7))
