"""Alerts about tickets on their way past their due times."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import OBJECTIVE, TIMER, firing, lately, now
from slawatch.alerting.texts import EN, NAMED, VALUE_SECONDS, VALUE_WHOLE, ZH, explained, listed, oldest
from slawatch.model.alert import AlertName, Audience, Severity

_SHOWN: Final = ("service_id", "sla")
_DUE: Final = "slawatch_timer_next_due_timestamp_seconds"
_OVERDUE: Final = 'slawatch_timers_running{band="overdue"}'
_URGENT: Final = 'slawatch_timers_running{band="overdue",priority=~"@{urgent_priorities}"}'
_URGENT_DUE: Final = f'{_DUE}{{priority=~"@{{urgent_priorities}}"}}'
_PRIORITY_EN: Final = "{{ if $labels.priority }}{{ $labels.priority }} {{ end }}"
_PRIORITY_ZH: Final = "{{ if $labels.priority }} {{ $labels.priority }} {{ end }}"
_ARE: Final = "{{ if eq $value 1.0 }}ticket is{{ else }}tickets are{{ end }}"
_FILTER: Final = "{{ $labels.priority | urlquery }}"
"""People name priorities as they like; ids need no such care."""

TICKETS: Final = (
    Alert(
        name=AlertName.TICKET_DUE_SOON,
        # A target in business days has no length that is always the same; the time before it is then that of taste
        # alone.
        expr=f"""
(
  {now(_DUE)} - time() <= on ({OBJECTIVE}) group_left ()
    clamp_max(@{{due_share}} * {now("slawatch_objective_target_seconds")}, @{{due_within_seconds}})
  or
  ({now(_DUE)} - time() <= @{{due_within_seconds}} unless on ({OBJECTIVE}) {now("slawatch_objective_target_seconds")})
)
>= 0
""",
        severity=Severity.WARNING,
        audience=Audience.DESK_LEAD,
        summary=Words(
            en=f"A {_PRIORITY_EN}ticket is due within minutes: {EN}", zh=f"有{_PRIORITY_ZH}工单即将到期：{ZH}"
        ),
        description=Words(
            en=f"The next ticket is due in {VALUE_SECONDS}, pauses and service hours considered. After that it is "
            f"late and counts "
            "against the promise, whatever happens then. The list shows every ticket that is due soon, the most "
            "urgent first.",
            zh=f"已计入暂停和服务时间，下一张工单将在 {VALUE_SECONDS}后到期。过期即算超时，之后无法补救。"
            "列表按紧急程度显示所有即将到期的工单。",
        ),
        board=Board.OPERATIONS,
        shown=_SHOWN,
        tickets=listed("tickets", objective=NAMED, priority=_FILTER, due_within="@{due_within}"),
        explain=explained(),
    ),
    Alert(
        name=AlertName.TICKETS_OVERDUE,
        # Urgent is a ticket whose due time passed before our eyes: their number grew, and a due time that was told
        # within the hour lies in the past. A ticket of yesterday that was reopened, or entered late, was due before.
        expr=f"""
(
  {now(_URGENT)} > {now("min_over_time(" + _URGENT + "[@{overdue_seen}])")}
  and on ({TIMER}) {now("min_over_time(" + _URGENT_DUE + "[@{overdue_seen}])")} < time()
)
or
({now(_URGENT)} > 0
  and on ({TIMER}) {firing(f'alertname="{AlertName.TICKETS_OVERDUE}",urgent="true"')})
""",
        keep="10m",
        severity=Severity.CRITICAL,
        audience=Audience.DESK_LEAD,
        labels={"urgent": "true"},
        summary=Words(
            en=f"A {_PRIORITY_EN}ticket has just gone past its due time: {EN}",
            zh=f"有{_PRIORITY_ZH}工单刚刚超时：{ZH}",
        ),
        description=Words(
            en=f"{VALUE_WHOLE} open {_PRIORITY_EN}{_ARE} late"
            f"{oldest(', the worst by @ of working time')}. What is late counts "
            "as missed; what can be saved is how late it becomes. Lasts until none of this priority is late any more.",
            zh=f"共有 {VALUE_WHOLE} "
            f"张未结的{_PRIORITY_ZH}工单超时{oldest('，最久的已超 @（工作时间）')}。"
            "它们已算未达标；现在能做的是别拖得更久。该优先级不再有超时工单时本告警结束。",
        ),
        board=Board.OPERATIONS,
        shown=_SHOWN,
        tickets=listed("tickets", objective=NAMED, priority=_FILTER, band="overdue"),
        explain=explained(),
    ),
    Alert(
        name=AlertName.TICKETS_OVERDUE,
        expr=f"""
{lately(_OVERDUE)} > 0
""",
        keep="10m",
        severity=Severity.WARNING,
        audience=Audience.DESK_LEAD,
        summary=Words(
            en=f"{VALUE_WHOLE} open {_PRIORITY_EN}{_ARE} late: {EN}",
            zh=f"有 {VALUE_WHOLE} 张未结{_PRIORITY_ZH}工单已超时：{ZH}",
        ),
        description=Words(
            en=f"{VALUE_WHOLE} open {_ARE} past due"
            f"{oldest(', the worst by @ of working time')}. "
            "What is late counts against the promise already; the list shows the worst first.",
            zh=f"有 {VALUE_WHOLE} "
            f"张未结工单已过到期时间{oldest('，最久的已超 @（工作时间）')}。"
            "它们已计入未达标；列表中最严重的排在最前。",
        ),
        board=Board.OPERATIONS,
        shown=_SHOWN,
        tickets=listed("tickets", objective=NAMED, priority=_FILTER, band="overdue"),
        explain=explained(),
    ),
)
