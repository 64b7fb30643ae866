"""Every alert, by what it is about: one table makes the rules, their tests and the manual."""

from collections.abc import Mapping
from typing import Final

from slawatch.alerting.alert import Alert
from slawatch.alerting.budget_alerts import BUDGET
from slawatch.alerting.daemon_alerts import DAEMON
from slawatch.alerting.objective_alerts import OBJECTIVES
from slawatch.alerting.register_alerts import REGISTER
from slawatch.alerting.report_alerts import REPORTS
from slawatch.alerting.source_alerts import SOURCES
from slawatch.alerting.ticket_alerts import TICKETS

BY_SUBJECT: Final[Mapping[str, tuple[Alert, ...]]] = {
    "budget": BUDGET,
    "objective": OBJECTIVES,
    "ticket": TICKETS,
    "improvement": REGISTER,
    "source": SOURCES,
    "report": REPORTS,
    "daemon": DAEMON,
}
ALERTS: Final = tuple(alert for alerts in BY_SUBJECT.values() for alert in alerts)
