"""The few recording rules, named level:metric:operations; what a wall display or another team's rule asks for."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from slawatch.alerting.installation import Installation
from slawatch.alerting.promql import OBJECTIVE, now
from slawatch.alerting.selectors import selected

_INFO: Final = "max by (service_id, sla, objective, party) (slawatch_objective_info)"
_STATE: Final = 'slawatch_objective_state{period="current",slawatch_objective_state%s}'
_TIME: Final = 'slawatch_service_time_seconds{period="current",class="%s"}'

RECORDS: Final[Mapping[str, str]] = {
    "service:slawatch_error_budget_remaining_ratio:min": f"""
min by (service_id) ({now('slawatch_error_budget_remaining_ratio{period="current"}')})
""",
    "sla:slawatch_objective_gap_ratio:min": f"""
min by (sla) (
  {now('slawatch_objective_attained_ratio{period="current"}')}
  - on ({OBJECTIVE}) {now("slawatch_objective_target_ratio")}
)
""",
    "slawatch:tickets_overdue:sum": f"""
sum({now('slawatch_timers_running{band="overdue"}')})
""",
    "source:slawatch_source_staleness_intervals:max": f"""
max by (source) (
  (time() - {now("slawatch_source_watermark_timestamp_seconds")})
  / on (source) {now("slawatch_source_poll_interval_seconds")}
)
""",
    "party:slawatch_objectives_met:ratio": f"""
sum by (party) (
  {now(_STATE % '="met"')}
  * on ({OBJECTIVE}) group_left (party) {_INFO}
)
/
sum by (party) (
  sum by ({OBJECTIVE}) ({now(_STATE % '=~"met|at_risk|breached"')})
  * on ({OBJECTIVE}) group_left (party) {_INFO}
)
""",
    "slawatch:coverage:ratio": f"""
1 - sum({now(_TIME % "unknown")}) / sum({now(_TIME % "scheduled")})
""",
}
"""By name: the least budget left of a service, how far an agreement's worst objective lies above (negative: below) its
target, timers overdue (a ticket may have several), polls by which a source is behind, the share of a party's objectives
with a verdict that are met, and the share of agreed time that is known, by sums and never by averages."""


def recording_group(at: Installation) -> Mapping[str, Any]:
    """Return the group of recording rules."""
    return {"name": "slawatch-records", "rules": list(_rules(at))}


def _rules(at: Installation) -> Iterator[Mapping[str, Any]]:
    for name, promql in RECORDS.items():
        yield {"record": name, "expr": selected(promql.strip(), at.selector)}
