"""The table of alerts as rule groups for an installation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from slawatch.alerting.alert import Alert
from slawatch.alerting.installation import KEEPS_FIRING, Installation
from slawatch.alerting.promql import OBJECTIVE, TOLD, firing, now
from slawatch.alerting.selectors import matching, selected, selected_in_text
from slawatch.alerting.shares import Share, shares
from slawatch.alerting.table import BY_SUBJECT
from slawatch.model.alert import Language

Rule = Mapping[str, Any]
"""A rule as Prometheus reads it."""

_CHINESE_BOARD: Final = "-zh"


def alert_groups(at: Installation) -> Iterator[Mapping[str, Any]]:
    """Yield a group of rules for each subject."""
    for subject, alerts in BY_SUBJECT.items():
        yield {"name": f"slawatch-{subject}", "rules": [rule for alert in alerts for rule in rules(alert, alerts, at)]}


def rules(alert: Alert, beside: tuple[Alert, ...], at: Installation) -> Iterator[Rule]:
    """Yield an alert's rules, one for each way in which agreements want it; `beside` are those of its subject."""
    namesakes = [other for other in beside if other.name is alert.name]
    held = _held(alert, namesakes) if alert.held else ""
    for share in shares(alert, at.agreements, mild=alert is not namesakes[0]):
        yield _rule(alert, _expression(f"{alert.expr}{held}", share, at), share, at)


def _rule(alert: Alert, promql: str, share: Share, at: Installation) -> Rule:
    told: dict[str, Any] = {"alert": str(alert.name), "expr": promql}
    if alert.wait:
        told["for"] = alert.wait
    if alert.keep and at.prometheus >= KEEPS_FIRING:
        told["keep_firing_for"] = alert.keep
    told["labels"] = {
        "severity": str(share.severity),
        "audience": str(alert.audience),
        **alert.labels,
        **dict(share.labels),
    }
    told["annotations"] = dict(_annotations(alert, at))
    return told


def _expression(promql: str, share: Share, at: Installation) -> str:
    filled = at.taste.filled(promql.strip(), selector=at.selector)
    return selected(filled, at.selector, agreements=matching(share.agreements, but=share.common))


def _held(alert: Alert, namesakes: Sequence[Alert]) -> str:
    """Return what goes on standing while nobody tells figures: no daemon that died ends an alert."""
    marks = {name: alert.labels.get(name, "") for other in namesakes for name in other.labels}
    fired = firing(",".join([f'alertname="{alert.name}"', *(f'{name}="{value}"' for name, value in marks.items())]))
    return f"or\n(\n  {alert.held.strip()}\n  and on ({OBJECTIVE}) {fired}\n  unless on (job) {now(TOLD)}\n)"


def _annotations(alert: Alert, at: Installation) -> Iterator[tuple[str, str]]:
    yield "summary", selected_in_text(alert.summary[at.language], at.selector)
    yield "description", selected_in_text(alert.description[at.language], at.selector)
    yield "runbook_url", f"{at.runbooks_url}#{alert.name.lower()}"
    yield "dashboard_url", _board(alert, at)
    yield "tickets_url", at.daemon_url + selected_in_text(at.taste.filled(alert.tickets), at.selector)
    if alert.explain:
        yield "explain_url", at.daemon_url + selected_in_text(alert.explain, at.selector)


def _board(alert: Alert, at: Installation) -> str:
    uid = f"{alert.board}{_CHINESE_BOARD if at.language is Language.ZH else ''}"
    variables = "&".join(f"var-{name}={{{{ $labels.{name} }}}}" for name in alert.shown)
    return f"{at.grafana_url}/d/{uid}" + (f"?{variables}" if variables else "")
