"""Which keys of an objective go with its indicator, and which it can't do without."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from slawatch.config.checks import Found
from slawatch.config.faults import choice
from slawatch.config.limits import EXAMPLES, limit
from slawatch.model.agreement import TIMERS, Indicator, Statistic
from slawatch.model.business_days import BusinessDays
from slawatch.model.ticket import PENDING, StatusClass

_STOPWATCH: Final = frozenset({"target", "within", "statistic", "when", "hours", "pause", "reopen", "on_change"})
ALLOWED: Final[Mapping[Indicator, frozenset[str]]] = {
    **dict.fromkeys(TIMERS, _STOPWATCH),
    Indicator.AVAILABILITY: frozenset({"target"}),
    Indicator.OUTAGES: frozenset({"at_most"}),
    Indicator.LONGEST_OUTAGE: frozenset({"at_most"}),
    Indicator.BACKLOG: frozenset({"at_most", "when"}),
    Indicator.BACKLOG_AGE: frozenset({"at_most", "when"}),
    Indicator.WORKLOAD: frozenset({"at_most", "when"}),
    Indicator.REOPENED: frozenset({"at_most", "when"}),
    Indicator.SATISFACTION: frozenset({"target", "when", "minimum_responses"}),
    Indicator.FIRST_CONTACT: frozenset({"target", "when"}),
}
"""By indicator every key that it has a use for, beside the indicator itself."""

_NO_TIMER: Final = {
    "within": "it has no time limit; leave it out",
    "statistic": "it has no times of which one could be typical; leave it out",
    "pause": "it has no timer that could stand still; leave it out",
    "reopen": "it has no timer that could start again; leave it out",
    "on_change": "it has no timer that could be handed over; leave it out",
}
_REASONS: Final = _NO_TIMER | {
    "target": "its limit is at_most; leave it out",
    "at_most": "its limit is target; leave it out",
    "when": "outages are no tickets to choose from; leave it out",
    "hours": "no working time is counted; leave it out",
    "minimum_responses": "nobody answers anything; leave it out",
}
"""By key why an indicator has no use for it."""

_OF_A_SERVICE: Final = {"hours": "it is judged in the hours of its service; set hours there"}
_OWN_REASONS: Final[Mapping[Indicator, Mapping[str, str]]] = {
    **{timer: {"at_most": "its limit is within; leave it out"} for timer in TIMERS},
    Indicator.AVAILABILITY: _OF_A_SERVICE | {"within": "a share of time has no time limit; leave it out"},
    Indicator.OUTAGES: _OF_A_SERVICE,
    Indicator.LONGEST_OUTAGE: _OF_A_SERVICE,
}

_ONCE: Final = "it happens once and never starts again"
_BY_MESSAGES: Final = "every reopening starts a cycle of its own"
_GOES_ON: Final = "it goes on where a ticket is reopened, and the closed gap does not count"
_NO_REOPEN: Final = {
    Indicator.FIRST_RESPONSE: _ONCE,
    Indicator.ACKNOWLEDGEMENT: _ONCE,
    Indicator.NEXT_REPLY: _BY_MESSAGES,
    Indicator.PERIODIC_UPDATE: _BY_MESSAGES,
    Indicator.HANDOVER: _GOES_ON,
    Indicator.RESTORATION: _GOES_ON,
}
_STANDS_FOR: Final = {Statistic.MEDIAN: "target: 50%", Statistic.P90: "target: 90%"}
"""The share that a statistic comes to."""


def key_faults(indicator: Indicator, told: Collection[str]) -> Iterator[Found]:
    """Yield keys of one objective that don't go with its indicator."""
    allowed = ALLOWED[indicator]
    reasons = {**_REASONS, **_OWN_REASONS.get(indicator, {})}
    for key, reason in reasons.items():
        if key in told and key not in allowed:
            yield (key,), f"does not go with {indicator}: {reason}"
    if "reopen" in told and indicator in _NO_REOPEN:
        yield ("reopen",), f"does not go with {indicator}: {_NO_REOPEN[indicator]}; leave it out"


def missing(indicator: Indicator, statistic: Statistic, told: Collection[str]) -> Iterator[Found]:
    """Yield keys that one objective can't be judged without."""
    for key, needed in _needed(indicator, statistic).items():
        if key not in told:
            yield (key,), f"is missing; an objective of {indicator} needs {needed}"


def pause_faults(pause: Iterable[StatusClass]) -> Iterator[Found]:
    """Yield status classes in which no timer pauses."""
    for n, status in enumerate(pause):
        if status not in PENDING:
            yield ("pause", n), f'a timer does not pause in "{status}"{choice(status, sorted(PENDING))}'


def statistic_faults(statistic: Statistic, told: Collection[str], within: int | BusinessDays | None) -> Iterator[Found]:
    """Yield what does not go with a median, p90 or mean: a share beside it, a limit that differs by the ticket."""
    if statistic is Statistic.SHARE:
        return
    if "target" in told:
        yield ("target",), f"does not go with statistic: {statistic}: its limit is within; leave one of the two out"
    if isinstance(within, BusinessDays):
        stands = f"statistic: share with {_STANDS_FOR[statistic]}" if statistic in _STANDS_FOR else "statistic: share"
        yield (
            ("within",),
            f"business days differ by the ticket, and a {statistic} has one limit; write hours, or {stands}",
        )


def limit_faults(indicator: Indicator, at_most: str | None) -> Iterator[Found]:
    """Yield what is wrong with the limit of an indicator that has one."""
    if at_most is not None and indicator in EXAMPLES:
        try:
            limit(indicator, at_most)
        except ValueError as error:
            yield ("at_most",), str(error)


def _needed(indicator: Indicator, statistic: Statistic) -> Mapping[str, str]:
    if indicator in EXAMPLES:
        return {"at_most": f"its limit, e.g. at_most: {EXAMPLES[indicator]}"}
    share = {"target": "the share to be kept, e.g. target: 95%"}
    if indicator not in TIMERS:
        return share
    return (share if statistic is Statistic.SHARE else {}) | {"within": "the time allowed, e.g. within: 4h"}
