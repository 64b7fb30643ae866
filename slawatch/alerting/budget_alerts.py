"""Alerts about error budgets: how fast they burn, and when they are gone."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import OBJECTIVE, firing, lately, now
from slawatch.alerting.texts import (
    EN,
    PROMISE_EN,
    PROMISE_ZH,
    ZH,
    behind,
    ends,
    explained,
    judged,
    lasts,
    left,
    listed,
    missed,
    misses_left,
)
from slawatch.model.alert import AlertName, Audience, Severity

_RATE: Final = 'slawatch_error_budget_burn_rate{window="%s"}'
_THRESHOLD: Final = 'slawatch_error_budget_burn_rate_threshold{window="%s"}'
_BURNED: Final = 'slawatch_error_budget_burned_events{window="3d"}'
_BREACHED: Final = 'slawatch_objective_breached_timestamp_seconds{period="current"}'
_REMAINING: Final = 'slawatch_error_budget_remaining_ratio{period="current"}'
_TIMES: Final = '{{ $value | printf "%.1f" }}'
_SHOWN: Final = ("service_id", "sla")

BUDGET: Final = (
    Alert(
        name=AlertName.ERROR_BUDGET_BURN,
        # Nobody is called for a ticket: objectives of tickets have burned_events, and only the slow rule. A service
        # that has just opened still has yesterday's last minutes in its window: its threshold must be five minutes
        # old. A scrape that fails now and then must not put off the page.
        expr=f"""
{lately(_RATE % "1h")} >= {lately(_THRESHOLD % "1h")}
and ignoring (window) {lately(_RATE % "5m")} >= {lately(_THRESHOLD % "5m")}
and on ({OBJECTIVE}) {now("last_over_time(" + _THRESHOLD % "5m" + "[5m] offset 5m)")}
unless on ({OBJECTIVE}) {lately(_BURNED)}
""",
        held=f"{now('last_over_time(' + _RATE % '1h' + '[1d])')}",
        wait="2m",
        keep="10m",
        severity=Severity.CRITICAL,
        audience=Audience.ON_CALL,
        labels={"tier": "fast"},
        summary=Words(
            en=f"{{{{ $labels.service_id }}}} burns its error budget {_TIMES} times too fast: {PROMISE_EN}",
            zh=f"{{{{ $labels.service_id }}}} 的错误预算正以允许速度的 {_TIMES} 倍消耗：{PROMISE_ZH}",
        ),
        description=Words(
            en=f"In the last hour of agreed service time downtime came {_TIMES} times faster than the target bears, "
            f"and it goes on. {left('@ of downtime are left. ')}{ends('The period ends at @. ')}"
            f"{lasts('1h', 'At this pace the budget is used up in @ of service time. ')}"
            "Restore the service first; once nothing is left, the promise to the customer is broken for the whole "
            "period.",
            zh=f"最近一小时的约定服务时间内，停机消耗预算的速度是目标所允许的 {_TIMES} 倍，并且仍在继续。"
            f"{left('还可停机 @。')}{ends('周期于 @ 结束。')}"
            f"{lasts('1h', '照此速度，再过 @（服务时间）预算就会耗尽。')}"
            "请先恢复服务；预算耗尽后，本周期对客户的承诺即告违约。",
        ),
        board=Board.OPERATIONS,
        shown=_SHOWN,
        tickets=listed("outages", period="current"),
        explain=explained(),
    ),
    Alert(
        name=AlertName.ERROR_BUDGET_BURN,
        # One late ticket is no trend, whatever rate it makes: two must have been missed. While the service is closed
        # nothing begins, and what fired goes on over lunch, a night or a weekend: it is one notice, not two a day.
        expr=f"""
{lately(_RATE % "3d")} >= {lately(_THRESHOLD % "3d")}
and ignoring (window) {lately(_RATE % "6h")} >= {lately(_THRESHOLD % "6h")}
unless on ({OBJECTIVE}) {lately(_BURNED)} < 2
or
({lately(_RATE % "3d")} >= {now("last_over_time(" + _THRESHOLD % "3d" + "[3d])")}
  and on ({OBJECTIVE}) {firing(f'alertname="{AlertName.ERROR_BUDGET_BURN}",tier="slow"')}
  unless on ({OBJECTIVE}) {lately(_THRESHOLD % "3d")})
""",
        wait="1h",
        keep="10m",
        severity=Severity.WARNING,
        audience=Audience.ON_CALL,
        labels={"tier": "slow"},
        summary=Words(
            en=f"The error budget of {EN} is being used {_TIMES} times too fast",
            zh=f"{ZH}的错误预算消耗过快，为允许速度的 {_TIMES} 倍",
        ),
        description=Words(
            en=f"In the last 72 hours of agreed service time the budget was used {_TIMES} times faster than the "
            f"target bears, "
            f"and the last 6 hours are no better. "
            f"{left('@ of downtime are left')}{lasts('3d', '; at this pace for @ of service time. ')}"
            f"{missed('Late tickets: @')}{judged(' of @ judged in this period. ')}"
            f"{ends('The period ends at @. ')}Nobody needs to be woken; look for what is behind it on the next "
            f"working day.",
            zh=f"最近 72 小时的约定服务时间内，预算消耗速度是目标所允许的 {_TIMES} 倍，最近 6 小时也没有好转。"
            f"{left('还可停机 @')}{lasts('3d', '；照此速度还能支撑 @（服务时间）。')}{missed('本周期有 @ 张工单超时')}"
            f"{judged('（已判定 @ 张）。')}{ends('周期于 @ 结束。')}无需半夜处理，请在下一个工作日查找原因。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=behind(),
        explain=explained(),
    ),
    Alert(
        name=AlertName.OUTAGE_EXHAUSTS_BUDGET,
        # An outage that is over has no such instant any more, and a budget that is gone can't be saved.
        expr=f"""
{now("slawatch_error_budget_exhaustion_timestamp_seconds")} - time() < @{{budget_exhausts_seconds}}
unless on ({OBJECTIVE}) {now(_BREACHED)}
""",
        held=f"{now('last_over_time(slawatch_error_budget_exhaustion_timestamp_seconds[1d])')} - time()",
        keep="10m",
        severity=Severity.CRITICAL,
        audience=Audience.ON_CALL,
        summary=Words(
            en=f"The open outage of {{{{ $labels.service_id }}}} uses up the error budget within minutes: {PROMISE_EN}",
            zh=f"{{{{ $labels.service_id }}}} 的故障将在几分钟内耗尽错误预算：{PROMISE_ZH}",
        ),
        description=Words(
            en="{{ if gt $value 0.0 }}If the outage goes on, the promise is broken in "
            "{{ $value | humanizeDuration }} and stays "
            "broken until the period ends{{ else }}If the outage was not over in time, the promise is broken for the "
            "whole "
            f"period{{{{ end }}}}{ends(' at @')}. {left('@ of downtime are left. ')}Restore the service now; if that "
            f"can not be done in time, "
            "tell the service manager before the customer asks.",
            zh="{{ if gt $value 0.0 }}故障若持续，{{ $value | humanizeDuration }}后即违约，且在本周期内无法挽回"
            f"{{{{ else }}}}故障若未及时恢复，本周期的承诺即已违约{{{{ end }}}}{ends('（周期于 @ 结束）')}。"
            f"{left('还可停机 @。')}"
            "请立即恢复服务；若来不及，请在客户询问之前通知服务经理。",
        ),
        board=Board.OPERATIONS,
        shown=_SHOWN,
        tickets=listed("outages", period="current"),
        explain=explained(),
    ),
    Alert(
        name=AlertName.ERROR_BUDGET_LOW,
        # Low alone is how a period ends that went well: the rest must also be less than half of what the time left
        # deserves.
        expr=f"""
{lately(_REMAINING)} < @{{budget_low}}
and {lately(_REMAINING)} >= 0
and on ({OBJECTIVE}) {lately(_REMAINING)} < on ({OBJECTIVE}) (1 - {lately("slawatch_period_elapsed_ratio")}) / 2
unless on ({OBJECTIVE}) {lately(_BREACHED)}
""",
        wait="1h",
        severity=Severity.INFO,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"Little error budget is left for the rest of the period: {EN}",
            zh=f"错误预算所剩不多，而周期尚早：{ZH}",
        ),
        description=Words(
            en=f"{left('@ of downtime are left')}{misses_left('@ more tickets may be late')}{ends(' until @')}: "
            "{{ $value | humanizePercentage }} of the budget, less than half of what the rest of the period would "
            "use if it were spent evenly. Put off changes that can wait.",
            zh=f"{left('还可停机 @')}{misses_left('还可超时 @ 张工单')}{ends('，到 @ 为止')}：仅剩预算的 "
            f"{{{{ $value | humanizePercentage }}}}，"
            "不到按时间均摊应剩部分的一半。可以推迟的变更请推迟。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=behind(),
        explain=explained(),
    ),
)
