"""What the texts of alerts are made of: templates that Prometheus fills in."""

from typing import Final

THIS: Final = "service_id=%[1]q,sla=%[2]q,objective=%[3]q"
"""Matchers of the objective that an alert is about, in a query of its text."""
EN: Final = "{{ $labels.objective }} of {{ $labels.service_id }} under {{ $labels.sla }}"
ZH: Final = "{{ $labels.service_id }} 的 {{ $labels.objective }}（协议 {{ $labels.sla }}）"
PROMISE_EN: Final = "{{ $labels.objective }} under {{ $labels.sla }}"
PROMISE_ZH: Final = "{{ $labels.objective }}（协议 {{ $labels.sla }}）"
"""Where the service is named already."""
SECONDS: Final = "humanizeDuration"
INSTANT: Final = "humanizeTimestamp"
WHOLE: Final = 'printf "%.0f"'
VALUE_SECONDS: Final = "{{ $value | humanizeDuration }}"
VALUE_INSTANT: Final = "{{ $value | humanizeTimestamp }}"
VALUE_WHOLE: Final = '{{ $value | printf "%.0f" }}'
VALUE_SHARE: Final = "{{ $value | humanizePercentage }}"

_LEFT: Final = (
    f'max(slawatch_error_budget_allowed_seconds{{{THIS},period="current"}}) - '
    f'max(slawatch_error_budget_consumed_seconds{{{THIS},period="current"}})'
)
_RATE: Final = f'max(slawatch_error_budget_burn_rate{{{THIS},window="%s"}})'
PERIOD_ENDS: Final = 'max(slawatch_period_end_timestamp_seconds{sla=%[2]q,period="current"})'
_MISSED: Final = f'max(slawatch_error_budget_consumed_events{{{THIS},period="current"}})'
_JUDGED: Final = f'max(slawatch_objective_events{{{THIS},period="current"}})'
_MISSES_LEFT: Final = f"max(slawatch_objective_misses_left{{{THIS}}})"
_OLDEST: Final = f"max(slawatch_timer_oldest_overdue_seconds{{{THIS},priority=%[4]q}})"
_OBJECTIVE: Final = "$labels.service_id $labels.sla $labels.objective"
_TIMER: Final = f"{_OBJECTIVE} $labels.priority"


def asked(query: str, form: str, sentence: str, *, about: str = _OBJECTIVE) -> str:
    """Return a sentence with the answer of a query in the place of @; no sentence where there is no answer."""
    answer = f"{{{{ . | first | value | {form} }}}}"
    return f"{{{{ with printf `{query}` {about} | query }}}}{sentence.replace('@', answer)}{{{{ end }}}}"


def left(sentence: str) -> str:
    """Return a sentence with the downtime that is left in the period; nothing for tickets."""
    return asked(f"{_LEFT} >= 0", SECONDS, sentence)


def lasts(window: str, sentence: str) -> str:
    """Return a sentence with how long, to the minute, the downtime that is left lasts at the pace of a window."""
    pace = f"{_RATE.replace('%s', window)} * (1 - max(slawatch_objective_target_ratio{{{THIS}}}))"
    return asked(f"round(({_LEFT} >= 0) / ({pace}), 60)", SECONDS, sentence)


def ends(sentence: str) -> str:
    """Return a sentence with the end of the current period."""
    return asked(PERIOD_ENDS, INSTANT, sentence)


def missed(sentence: str) -> str:
    """Return a sentence with the number of tickets missed in the period; nothing for outages."""
    return asked(_MISSED, WHOLE, sentence)


def judged(sentence: str) -> str:
    """Return a sentence with the number of tickets judged in the period; nothing for outages."""
    return asked(f"{_JUDGED} and {_MISSED}", WHOLE, sentence)


def misses_left(sentence: str) -> str:
    """Return a sentence with the number of tickets that may still be missed; negative: so many too many."""
    return asked(_MISSES_LEFT, WHOLE, sentence)


def oldest(sentence: str) -> str:
    """Return a sentence with the most working time by which a ticket is late, of one priority where there are any."""
    return asked(_OLDEST, SECONDS, sentence, about=_TIMER)


def explained(period: str = "current") -> str:
    """Return the daemon's page that takes the figure of an alert apart."""
    return "/objectives/{{ $labels.service_id }}/{{ $labels.sla }}/{{ $labels.objective }}?period=" + period


def listed(page: str, **filters: str) -> str:
    """Return one of the daemon's lists, narrowed to what an alert is about."""
    own = "service_id={{ $labels.service_id }}&sla={{ $labels.sla }}"
    return f"/{page}?{own}" + "".join(f"&{name}={value}" for name, value in filters.items())


def behind(*, period: str = "current") -> str:
    """Return the list of what an objective is made of: outages where it promises availability, else tickets."""
    query = f"slawatch_error_budget_allowed_seconds{{{THIS}}}"
    asks = f"{{{{ with printf `{query}` {_OBJECTIVE} | query }}}}"
    tickets = listed("tickets", objective=NAMED)
    return f"{asks}{listed('outages', period=period)}{{{{ else }}}}{tickets}{{{{ end }}}}"


NAMED: Final = "{{ $labels.objective }}"
"""The objective, as a filter of a list."""
