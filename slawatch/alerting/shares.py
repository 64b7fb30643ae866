"""One alert shared out among agreements that want it otherwise: each agreement gets exactly one rule, or none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slawatch.alerting.alert import Alert
from slawatch.config.settings import AgreementAlerts
from slawatch.model.alert import Severity

_URGENCY = tuple(Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The agreements of one rule, and what is other than usual in it."""

    agreements: tuple[str, ...]
    """Its own; of the common rule those that are left out."""
    common: bool
    severity: Severity
    labels: tuple[tuple[str, str], ...] = ()


def shares(alert: Alert, agreements: Mapping[str, AgreementAlerts], *, mild: bool) -> Iterator[Share]:
    """Yield the common rule of an alert, then one for those agreements that want the same other thing.

    `mild` is the second rule of a name: another severity of the alert is the most that it may have.
    """
    if not alert.of_agreements:
        yield Share(agreements=(), common=True, severity=alert.severity)
        return
    own: dict[tuple[Severity, tuple[tuple[str, str], ...]], list[str]] = {}
    left_out = []
    for name, told in agreements.items():
        wanted = _severity(alert, told, mild=mild), tuple(sorted(told.labels.items()))
        if alert.name in told.off:
            left_out.append(name)
        elif wanted != (alert.severity, ()):
            left_out.append(name)
            own.setdefault(wanted, []).append(name)
    yield Share(agreements=tuple(left_out), common=True, severity=alert.severity)
    for (severity, labels), names in own.items():
        yield Share(agreements=tuple(names), common=False, severity=severity, labels=labels)


def _severity(alert: Alert, told: AgreementAlerts, *, mild: bool) -> Severity:
    wanted = told.severity.get(alert.name, alert.severity)
    return max(wanted, alert.severity, key=_URGENCY.index) if mild else wanted
