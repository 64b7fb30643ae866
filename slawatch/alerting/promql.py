"""PromQL that every rule is written with.

Two daemons that are scraped at once tell the same figure twice: `instance` and `pod` are taken away, never summed
over. A missed scrape ends a series at once: what has to hold for a while looks back five minutes.
"""

from typing import Final

OBJECTIVE: Final = "service_id, sla, objective"
TIMER: Final = "service_id, sla, objective, priority"


def now(selector: str) -> str:
    """Return what is told at this moment, once for all daemons."""
    return f"max without (instance, pod) ({selector})"


def lately(selector: str, window: str = "5m") -> str:
    """Return what was told last in a window, once for all daemons: a scrape that failed ends nothing."""
    return f"max without (instance, pod) (last_over_time({selector}[{window}]))"


def behind(selector: str) -> str:
    """Return the least that was told last in five minutes: of several daemons the one that is behind."""
    return f"min without (instance, pod) (last_over_time({selector}[5m]))"


def at_best(selector: str) -> str:
    """Return the best in five minutes: 0 where a gauge of 0 and 1 was never 1."""
    return f"max without (instance, pod) (max_over_time({selector}[5m]))"


def worst_at_best(selector: str) -> str:
    """Return the best in five minutes of the daemon that fares worst: 0 where a gauge of one of them was never 1."""
    return f"min without (instance, pod) (max_over_time({selector}[5m]))"


def counted(selector: str, window: str) -> str:
    """Return by how much a counter grew in a window, by the daemon that counted most."""
    return f"max without (instance, pod) (increase({selector}[{window}]))"


def firing(matchers: str) -> str:
    """Return the alerts that fired when rules were last evaluated."""
    return f'ALERTS{{{matchers},alertstate="firing"}}'


TOLD: Final = "slawatch_evaluation_as_of_timestamp_seconds"
"""There as long as any daemon tells figures."""
