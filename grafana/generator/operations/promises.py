"""The two tables of the first row: services and their budgets, ticket objectives and what is due."""

from typing import Final

from generator.colours import ANY_CELL_WARNS, BAD, BEHIND_CELL, CELL_WARNING, NONE, OVERDRAWN_CELL, USED_CELL, Steps
from generator.field import Word
from generator.pages import cell, objective, outages, tickets
from generator.queries import AGREEMENT, CURRENT, OBJECTIVE, SCRAPE, SERVICE, by, selected
from generator.table import Column, Key, Table
from generator.text import DASH, Text

ALLOWED: Final = by(OBJECTIVE, selected("slawatch_error_budget_allowed_seconds", AGREEMENT, CURRENT))
CONSUMED: Final = by(OBJECTIVE, selected("slawatch_error_budget_consumed_seconds", AGREEMENT, CURRENT))
DOWN_FOR: Final = f"time() - {by(('service_id',), selected('slawatch_outage_started_timestamp_seconds', SERVICE))}"
EXHAUSTED_AT: Final = by(OBJECTIVE, selected("slawatch_error_budget_exhaustion_timestamp_seconds", AGREEMENT))
PERIOD_END: Final = by(("sla",), selected("slawatch_period_end_timestamp_seconds", SCRAPE, 'sla=~"$sla"', CURRENT))
WINDOW: Final = 'window="1h"'
BURN: Final = by(OBJECTIVE, selected("slawatch_error_budget_burn_rate", AGREEMENT, WINDOW))
BURN_LIMIT: Final = by(OBJECTIVE, selected("slawatch_error_budget_burn_rate_threshold", AGREEMENT, WINDOW))
NOT_NOW: Final = (Word(value="0", text=DASH),)

EXPLAIN: Final = objective(Text(en="What the figure is made of", zh="数字的由来"))
KEYS: Final = (
    Key(label="service_id", title=Text(en="Service", zh="服务")),
    Key(label="sla", title=Text(en="Agreement", zh="协议")),
    Key(label="objective", title=Text(en="Objective", zh="目标"), links=(EXPLAIN,)),
)
OF_ROW: Final = {name: cell(name) for name in OBJECTIVE}
LIST: Final = tickets(Text(en="These tickets", zh="查看这些工单"), **OF_ROW)

AVAILABILITY: Final = Table(
    title=Text(en="Services: downtime left", zh="服务：剩余停机额度"),
    description=Text(
        en="Each promise of availability: what is down first, then by the share that is used. Left = allowed - "
        "consumed in this period, used = consumed / allowed. Used up at: when the open outage will have used the "
        "budget if it goes on. Burn: rate of the last hour of agreed time divided by the rate from which it is "
        "reported; 1 and more is reported, 0 while agreed time stands still.",
        zh="每个可用性承诺：中断中的在前，其余按已用比例排序。剩余 = 本周期允许值 - 已消耗值，已用 = 已消耗值 / "
        "允许值。耗尽于：若中断持续，额度将被耗尽的时刻。燃烧：最近一小时约定服务时间的燃烧率除以告警阈值；达到 1 "
        "即告警，约定时间之外为 0。",
    ),
    width=24,
    height=8,
    keys=KEYS,
    columns=(
        Column(
            expr=f"({ALLOWED} * 0 + on (service_id) group_left () ({DOWN_FOR})) or ({ALLOWED} * 0)",
            title=Text(en="Down for", zh="已中断"),
            unit="s",
            thresholds=Steps(NONE, ((1, BAD),)),
            links=(outages(Text(en="Its outages", zh="查看中断"), service_id=cell("service_id"), sla=cell("sla")),),
            words=(Word(value="0", text=Text(en="up", zh="正常")),),
        ),
        Column(
            expr=f"{ALLOWED} - {CONSUMED}",
            title=Text(en="Left", zh="剩余"),
            unit="s",
            thresholds=OVERDRAWN_CELL,
            links=(EXPLAIN,),
        ),
        Column(expr=ALLOWED, title=Text(en="Allowed", zh="允许"), unit="s"),
        Column(
            expr=f"{CONSUMED} / ({ALLOWED} > 0) or {ALLOWED} * 0",
            title=Text(en="Used", zh="已用"),
            unit="percentunit",
            decimals=0,
            thresholds=USED_CELL,
        ),
        Column(
            expr=f"1000 * {EXHAUSTED_AT} or {ALLOWED} * 0",
            title=Text(en="Used up at", zh="耗尽于"),
            unit="dateTimeAsLocalNoDateIfToday",
            width=190,
            words=NOT_NOW,
        ),
        Column(
            expr=f"({BURN} / {BURN_LIMIT} or {BURN} * 0) and {ALLOWED}",
            title=Text(en="Burn ÷ limit, 1 h", zh="燃烧 ÷ 阈值（1 小时）"),
            decimals=1,
            thresholds=Steps(NONE, ((1, BAD),)),
        ),
        Column(
            expr=f"{ALLOWED} * 0 + on (sla) group_left () (1000 * {PERIOD_END})",
            title=Text(en="Period ends", zh="周期结束"),
            unit="time:YYYY-MM-DD HH:mm",
        ),
    ),
    sort=((Text(en="Down for", zh="已中断"), True), (Text(en="Used", zh="已用"), True)),
)


def running(*matchers: str) -> str:
    """Return how many timers run in each objective."""
    return (
        f"sum by (service_id, sla, objective) "
        f"(max without (instance, pod) ({selected('slawatch_timers_running', AGREEMENT, *matchers)}))"
    )


OVERDUE_BY: Final = by(OBJECTIVE, selected("slawatch_timer_oldest_overdue_seconds", AGREEMENT))
DUE: Final = f"min by (service_id, sla, objective) ({selected('slawatch_timer_next_due_timestamp_seconds', AGREEMENT)})"
PROMISES: Final = Table(
    title=Text(en="Tickets: what is due", zh="工单：即将到期"),
    description=Text(
        en="Each promise on tickets. Overdue and due soon count open tickets; by: most working time past the target; "
        "next due in: earliest due instant minus now; misses left: how many more tickets may be late, below zero "
        "only further tickets in time can mend it. A number leads to its tickets.",
        zh="每个工单承诺。已超期与即将到期统计未关闭工单；最长超期：超出目标的最大工作时间；最近到期："
        "最早到期时刻减去当前时间；剩余可失误数：还可超时的工单数，小于零时只有后续按时的工单才能挽回。"
        "点击数字查看对应工单。",
    ),
    width=24,
    height=10,
    keys=KEYS,
    columns=(
        Column(
            expr=running('band="overdue"'),
            title=Text(en="Overdue", zh="已超期"),
            thresholds=ANY_CELL_WARNS,
            links=(tickets(Text(en="Overdue tickets", zh="超期工单"), **OF_ROW, band="overdue"),),
        ),
        Column(
            expr=f"{OVERDUE_BY} or {running()} * 0",
            title=Text(en="by at most", zh="最长超期"),
            unit="s",
            words=NOT_NOW,
        ),
        Column(
            expr=f"{DUE} - time() or {running()} * 0",
            title=Text(en="Next due in", zh="最近到期"),
            unit="s",
            thresholds=Steps(CELL_WARNING, ((1800, NONE),)),
            links=(tickets(Text(en="Due within half an hour", zh="半小时内到期"), **OF_ROW, due_within="30m"),),
            words=(Word(value="0", text=DASH, colour=NONE),),
        ),
        Column(
            expr=running('band="90_100"'),
            title=Text(en="Last tenth of the time", zh="仅剩一成时间"),
            thresholds=ANY_CELL_WARNS,
            links=(LIST,),
        ),
        Column(expr=running(), title=Text(en="Running", zh="计时中"), links=(LIST,)),
        Column(
            expr=f"{by(OBJECTIVE, selected('slawatch_objective_misses_left', AGREEMENT))} and {running()}",
            title=Text(en="Misses left", zh="剩余可失误数"),
            thresholds=BEHIND_CELL,
            links=(EXPLAIN,),
        ),
    ),
    sort=((Text(en="Overdue", zh="已超期"), True), (Text(en="Misses left", zh="剩余可失误数"), False)),
)
