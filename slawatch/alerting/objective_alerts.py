"""Alerts about promises: broken, about to be, or not known well enough."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import OBJECTIVE, firing, lately
from slawatch.alerting.texts import (
    EN,
    INSTANT,
    NAMED,
    PERIOD_ENDS,
    THIS,
    VALUE_INSTANT,
    VALUE_SHARE,
    VALUE_WHOLE,
    ZH,
    asked,
    behind,
    ends,
    explained,
    judged,
    listed,
    missed,
    misses_left,
)
from slawatch.model.alert import AlertName, Audience, Severity

_SHOWN: Final = ("service_id", "sla")
_AT: Final = "slawatch_objective_breached_timestamp_seconds"
_CURRENT: Final = f'{_AT}{{period="current"}}'
_PREVIOUS: Final = f'{_AT}{{period="previous"}}'
_ROLLING: Final = 'slawatch_objective_info{period_kind=~"rolling .*"}'
_NAMED: Final = f'alertname="{AlertName.OBJECTIVE_BREACHED}"'

# The last breach that was told while its period ran, also when the period has ended since.
_WHILE_IT_RAN: Final = f"""max without (instance, pod, period) (
  {_CURRENT}
  or ({_PREVIOUS} and on ({OBJECTIVE}) last_over_time({_CURRENT}[@{{breach_recent}}]))
)"""
# Any breach. A rolling period ends every day, so what it leaves behind is no news.
_ANY: Final = f"""max without (instance, pod, period) (
    last_over_time({_CURRENT}[5m])
    or (last_over_time({_PREVIOUS}[5m]) unless on ({OBJECTIVE}) {_ROLLING})
  )"""
# What was known before, also to a daemon or a Prometheus that was down for days since.
_ANY_BEFORE: Final = f"max without (instance, pod, period) (max_over_time({_AT}[7d:5m] offset @{{breach_known}}))"
_LATEST: Final = f"max({_AT}{{{THIS}}})"
_OF_CURRENT: Final = f'{_AT}{{{THIS},period="current"}}'
_OF_PREVIOUS: Final = f'{_AT}{{{THIS},period="previous"}}'
_BROKEN_UNTIL: Final = f"{PERIOD_ENDS} and on () {_OF_CURRENT}"
_WHICH_PERIOD: Final = (
    f"{{{{ with printf `{_OF_PREVIOUS} unless on () {_OF_CURRENT}` "
    "$labels.service_id $labels.sla $labels.objective | query }}previous{{ else }}current{{ end }}"
)

OBJECTIVES: Final = (
    Alert(
        name=AlertName.OBJECTIVE_BREACHED,
        # A breach is for ever: it is urgent for a day. One that is told long after it happened calls nobody; one
        # that was told in time goes on for that day.
        expr=f"""
{_WHILE_IT_RAN} > time() - @{{breach_timely_seconds}}
or
({_WHILE_IT_RAN} > time() - @{{breach_recent_seconds}}
  and on ({OBJECTIVE}) {firing(_NAMED + ',late=""')})
""",
        held=f"""
max without (instance, pod, period) (last_over_time({_AT}[@{{breach_recent}}]))
  > time() - @{{breach_recent_seconds}}""",
        keep="30m",
        severity=Severity.CRITICAL,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(en=f"The promise is broken: {EN}", zh=f"承诺已违约：{ZH}"),
        description=Words(
            en=f"At {VALUE_INSTANT} more was lost than the period allows. It stays "
            f"broken{asked(_BROKEN_UNTIL, INSTANT, ' until the period ends at @')}, "
            f"whatever happens now. Tell the customer, and note the cause while it is known; service "
            "credits may be due. This alert ends by itself a day after the breach.",
            zh=f"{VALUE_INSTANT} 起，损失已超过该周期所允许的上限{asked(_BROKEN_UNTIL, INSTANT, '；在 @ 周期结束之前')}"
            "无法挽回。"
            "请通知客户，并趁原因清楚时记录下来；可能需要支付服务积分（违约扣减）。本告警在违约一天后自行结束。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=behind(period=_WHICH_PERIOD),
        explain=explained(_WHICH_PERIOD),
    ),
    Alert(
        name=AlertName.OBJECTIVE_BREACHED,
        # What became known within a day, though it happened earlier: rows entered late, corrections, and promises that
        # are judged when their period is over.
        expr=f"""
{_ANY}
> (
  {_ANY_BEFORE}
  or {_ANY} - 1
)
unless on ({OBJECTIVE}) {firing(_NAMED + ',late=""')}
""",
        wait="15m",
        keep="30m",
        severity=Severity.WARNING,
        audience=Audience.SERVICE_MANAGER,
        labels={"late": "true"},
        summary=Words(en=f"It became known that a promise was broken: {EN}", zh=f"事后得知承诺已违约：{ZH}"),
        description=Words(
            en="The breach lies in the past and became known within the last day: the period has ended, an outage "
            f"was entered late, or a correction was approved. {asked(_LATEST, INSTANT, 'The decisive loss was at @. ')}"
            "Nobody needs to be woken; tell the customer in the next report, and look whether service credits are due.",
            zh="违约发生在过去，最近一天内才得知：周期已结束、故障被补录，或更正已获批准。"
            f"{asked(_LATEST, INSTANT, '决定性的损失发生在 @。')}"
            "无需半夜处理；请在下一份报告中告知客户，并查看是否需要支付服务积分（违约扣减）。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=behind(period=_WHICH_PERIOD),
        explain=explained(_WHICH_PERIOD),
    ),
    Alert(
        name=AlertName.BREACH_FORECAST,
        expr=f"""
{lately("slawatch_forecast_breach_probability_ratio")} > @{{breach_probability}}
and on ({OBJECTIVE}) {lately("slawatch_period_elapsed_ratio")} > @{{forecast_from}}
unless on ({OBJECTIVE}) {lately(_CURRENT)}
""",
        wait="2h",
        severity=Severity.WARNING,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"The promise will more likely be broken than kept: {EN}", zh=f"预计承诺守不住的可能性更大：{ZH}"
        ),
        description=Words(
            en=f"As things go, the promise is broken with a probability of "
            f"{VALUE_SHARE}{ends(' when the period ends at @')}. "
            f"{misses_left('Tickets that may still be late: @. ')}It is a forecast from what happened so far, not a "
            f"fact: look at "
            "what can still be saved, and warn the customer where little can.",
            zh=f"照目前的情况，{ends('到 @ 周期结束时')}违约的概率为 {VALUE_SHARE}。"
            f"{misses_left('还可超时的工单数：@。')}"
            "这是根据已发生情况作出的预测，并非事实：请看还能挽回什么，难以挽回时请提前告知客户。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=behind(),
        explain=explained(),
    ),
    Alert(
        name=AlertName.COMPLIANCE_AT_RISK,
        expr=f"""
{lately("slawatch_objective_best_possible_ratio")} < {lately("slawatch_objective_target_ratio")}
unless on ({OBJECTIVE}) {lately(_CURRENT)}
""",
        wait="10m",
        severity=Severity.WARNING,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"Even if every open ticket is in time, the target is missed so far: {EN}",
            zh=f"即使所有未结工单都按时完成，目前仍达不到目标：{ZH}",
        ),
        description=Words(
            en=f"{missed('Late tickets: @')}{judged(' of @ judged. ')}With all open tickets in time "
            f"{VALUE_SHARE} would be reached, "
            f"which is below the target. Only further tickets in time can mend "
            f"it{ends(' until the period ends at @')}. With few "
            "tickets a period a single late one is enough for this.",
            zh=f"{missed('@ 张工单超时')}{judged('（已判定 @ 张）。')}即使所有未结工单都按时完成，也只能达到 "
            f"{VALUE_SHARE}，低于目标。"
            f"{ends('在 @ 周期结束之前，')}只有后续工单按时完成才能补救。工单很少时，一张超时即会如此。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=listed("tickets", objective=NAMED),
        explain=explained(),
    ),
    Alert(
        name=AlertName.COVERAGE_LOW,
        # In the first hours of a period any gap is a large share of what has passed.
        expr=f"""
{lately('slawatch_objective_coverage_ratio{period="current"}')} < @{{coverage}}
and on ({OBJECTIVE}) {lately("slawatch_period_elapsed_ratio")} > 0.05
""",
        wait="30m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en=f"Too little is known to judge {EN}", zh=f"数据缺失，难以判定{ZH}"),
        description=Words(
            en=f"Only {VALUE_SHARE} of what has passed of this period is known. What is unknown counts neither as up "
            f"nor as down, so "
            "the figure may be wrong in both directions. Bring the source back; where it can tell its history, the "
            "gap closes by itself.",
            zh=f"本周期已过去的部分只有 {VALUE_SHARE} 有数据。未知时间既不算正常也不算停机，因此数值偏高偏低都有可能。"
            "请恢复数据源；若它能补报历史，缺口会自行补上。",
        ),
        board=Board.OPERATIONS,
        shown=_SHOWN,
        tickets=behind(),
        explain=explained(),
    ),
    Alert(
        name=AlertName.EXCLUSIONS_PENDING,
        expr="""
max without (instance, pod, period) (last_over_time(slawatch_exclusions{status="pending"}[5m])) > 0
""",
        wait="1h",
        severity=Severity.INFO,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"Exclusions of {{{{ $labels.service_id }}}} that wait for approval: {VALUE_WHOLE} "
            f"({{{{ $labels.sla }}}})",
            zh=f"{{{{ $labels.service_id }}}} 有 {VALUE_WHOLE} 项排除时间待批准（协议 {{{{ $labels.sla }}}}）",
        ),
        description=Words(
            en="Time that was asked not to count counts until somebody approves it. Approve or refuse before the "
            "period is reported: `slawatch exclude list` names them.",
            zh="申请不计入的时间在获批之前仍会计入。请在出具报告之前批准或拒绝：用 `slawatch exclude list` 查看。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=listed("outages", period="current"),
    ),
    Alert(
        name=AlertName.VERDICT_DISAGREEMENT,
        expr="""
max without (instance, pod, period) (last_over_time(slawatch_source_verdict_disagreements[5m])) > 0
""",
        wait="1h",
        severity=Severity.INFO,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"Tickets that {{{{ $labels.source }}}} judges otherwise than slawatch: {VALUE_WHOLE} ({EN})",
            zh=f"{{{{ $labels.source }}}} 对 {VALUE_WHOLE} 张工单的判定与 slawatch 不同：{ZH}",
        ),
        description=Words(
            en="The ticketing system's own service level says something else of these tickets, so somebody will ask "
            "which figure is "
            "right. `slawatch reconcile` shows why they differ: other hours, other pauses, another start.",
            zh="工单系统自带的服务级别对这些工单有不同结论，迟早会有人问哪个数字正确。"
            "`slawatch reconcile` 会说明差异的原因：服务时间、暂停规则或起点不同。",
        ),
        board=Board.AGREEMENTS,
        shown=_SHOWN,
        tickets=listed("tickets", objective=NAMED, source="{{ $labels.source }}"),
        explain=explained(),
    ),
)
