"""Which alerts mute which others: one table with a reason for each.

An alert is muted only by one that says more about the same thing. Nothing mutes a breach, and no warning mutes what is
critical: whoever is woken is woken by the alert itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from slawatch.model.alert import AlertName, Audience, Severity

JOB: Final = ("job",)
SOURCE: Final = (*JOB, "source")
SERVICE: Final = (*JOB, "service_id")
OBJECTIVE: Final = (*SERVICE, "sla", "objective")
TIMER: Final = (*OBJECTIVE, "priority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibition:
    """While one of `by` fires, those of `muted` with the same labels `equal` tell nobody."""

    by: tuple[AlertName, ...]
    muted: tuple[AlertName, ...] = ()
    """None: every other alert with the labels `muted_labels`."""
    equal: tuple[str, ...]
    reason: str
    by_labels: Mapping[str, str] = field(default_factory=dict)
    """Matchers of the first beside its name; "" is a label that is not there."""
    muted_labels: Mapping[str, str] = field(default_factory=dict)
    even_critical: bool = False
    """Whether critical alerts are muted, too."""

    @property
    def rule(self) -> Mapping[str, Any]:
        """Return it as Alertmanager has it."""
        spared = () if self.even_critical else (f'severity!="{Severity.CRITICAL}"',)
        return {
            "source_matchers": [_named(self.by), *_equal(self.by_labels)],
            "target_matchers": [
                _named(self.muted) if self.muted else _others(self.by),
                *_equal(self.muted_labels),
                *spared,
            ],
            "equal": list(self.equal),
        }


def _named(names: tuple[AlertName, ...]) -> str:
    return f'alertname="{names[0]}"' if len(names) == 1 else f'alertname=~"{"|".join(names)}"'


def _others(names: tuple[AlertName, ...]) -> str:
    return f'alertname!~"{"|".join(names)}"'


def _equal(labels: Mapping[str, str]) -> list[str]:
    return [f'{name}="{value}"' for name, value in labels.items()]


INHIBITIONS: Final = (
    Inhibition(
        by=(AlertName.ERROR_BUDGET_BURN,),
        by_labels={"tier": "fast"},
        muted=(AlertName.ERROR_BUDGET_BURN,),
        muted_labels={"tier": "slow"},
        equal=OBJECTIVE,
        reason="The page about a fast burn says what the notice about a slow one would.",
    ),
    Inhibition(
        by=(AlertName.OUTAGE_EXHAUSTS_BUDGET,),
        muted=(AlertName.ERROR_BUDGET_BURN,),
        muted_labels={"tier": "slow"},
        equal=OBJECTIVE,
        reason="Minutes are left; that the budget also shrinks over days is no news now.",
    ),
    Inhibition(
        by=(AlertName.OBJECTIVE_BREACHED,),
        by_labels={"late": ""},
        muted=(AlertName.ERROR_BUDGET_LOW, AlertName.BREACH_FORECAST, AlertName.COMPLIANCE_AT_RISK),
        equal=OBJECTIVE,
        reason="What was feared has happened. A breach that became known late may be of another period and mutes "
        "nothing.",
    ),
    Inhibition(
        by=(AlertName.COMPLIANCE_AT_RISK,),
        muted=(AlertName.BREACH_FORECAST,),
        equal=OBJECTIVE,
        reason="Missed as things stand says more than a probability.",
    ),
    Inhibition(
        by=(AlertName.TICKETS_OVERDUE,),
        by_labels={"urgent": "true"},
        muted=(AlertName.TICKETS_OVERDUE,),
        muted_labels={"urgent": ""},
        equal=TIMER,
        reason="Urgent tickets that are late are told once, as critical.",
    ),
    Inhibition(
        by=(AlertName.SERVICE_DATA_STALE,),
        muted=(
            AlertName.BREACH_FORECAST,
            AlertName.COMPLIANCE_AT_RISK,
            AlertName.TICKET_DUE_SOON,
            AlertName.TICKETS_OVERDUE,
            AlertName.COVERAGE_LOW,
        ),
        equal=SERVICE,
        reason="Forecasts and ticket alerts would speak of tickets as they were, and coverage is low because of this. "
        "A breach is a fact and stays.",
    ),
    Inhibition(
        by=(AlertName.SOURCE_DOWN, AlertName.SOURCE_RATE_LIMITED),
        muted=(AlertName.SOURCE_STALE,),
        equal=SOURCE,
        reason="The reason why the source is behind.",
    ),
    Inhibition(
        by=(AlertName.DATABASE_UNAVAILABLE,),
        muted=(
            AlertName.EVALUATION_STALE,
            AlertName.EVALUATION_FAILING,
            AlertName.JOBS_MISSED,
            AlertName.SOURCE_STALE,
            AlertName.SERVICE_DATA_STALE,
        ),
        equal=JOB,
        even_critical=True,
        reason="Nothing can be stored, so nothing is read or computed; one of the two is enough to get up for.",
    ),
    Inhibition(
        by=(AlertName.EVALUATION_STALE,),
        muted=(AlertName.EVALUATION_FAILING,),
        equal=JOB,
        reason="Figures are old already; that computing them fails is why.",
    ),
    Inhibition(
        by=(AlertName.DOWN,),
        muted_labels={"audience": Audience.PLATFORM},
        equal=JOB,
        even_critical=True,
        reason="Who is gone can't be slow, behind or wrong. Alerts about agreements stay: a breach is a breach "
        "without us.",
    ),
)
"""The labels of `equal` must be the same on both; one that both lack is the same."""
