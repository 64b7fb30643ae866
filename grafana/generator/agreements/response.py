"""Response and resolution: how many were in time, by priority, and how long it takes."""

from typing import Final

from generator.agreements.used import DISTRIBUTION, EXPLAIN, FULL, OVER_TIME, SPREAD
from generator.board import Row
from generator.colours import BAD, NONE, TEXT, WARNING, Steps
from generator.pages import cell, tickets
from generator.queries import AGREEMENT, CURRENT, OBJECTIVE, by, selected
from generator.table import Column, Key, Table
from generator.text import Text

KEYS: Final = (
    Key(label="service_id", title=Text(en="Service", zh="服务"), width=60),
    Key(label="sla", title=Text(en="Agreement", zh="协议"), width=125),
    Key(label="objective", title=Text(en="Objective", zh="目标"), links=(EXPLAIN,)),
)
PRIORITY: Final = Key(label="priority", title=Text(en="Priority", zh="优先级"), width=80)
OF_ROW: Final = {name: cell(name) for name in (*OBJECTIVE, "priority")}


def outcome(names: str) -> str:
    """Return how many timers of the period came out so, for each objective and priority."""
    timers = by(
        (*OBJECTIVE, "priority", "outcome"),
        selected("slawatch_timer_outcomes", AGREEMENT, CURRENT, f'outcome=~"{names}"', 'priority!=""'),
    )
    return f"sum by (service_id, sla, objective, priority) ({timers})"


JUDGED: Final = f"({outcome('met|missed')} > 0)"
BY_PRIORITY: Final = Table(
    title=Text(en="In time, by priority", zh="按时情况（按优先级）"),
    description=Text(
        en="Timers of the current period by priority: in time ÷ (in time + late), with both numbers. Running ones are "
        "not judged yet. A ticket counts in each objective that it falls under.",
        zh="本期计时按优先级统计：按时 ÷（按时 + 超时），并列出两者数量。仍在计时的尚未判定。"
        "一张工单在其适用的每个目标中各计一次。",
    ),
    width=12,
    height=9,
    keys=(*KEYS, PRIORITY),
    columns=(
        Column(
            expr=f"{outcome('met')} / {JUDGED}",
            title=Text(en="In time", zh="按时率"),
            unit="percentunit",
            decimals=1,
            width=90,
        ),
        Column(
            expr=f"{outcome('missed')} and {JUDGED}",
            title=Text(en="Late", zh="超时数"),
            thresholds=Steps(TEXT, ((1, WARNING),)),
            cell="color-text",
            width=70,
        ),
        Column(expr=JUDGED, title=Text(en="of", zh="样本数"), width=70),
        Column(
            expr=f"{outcome('running|paused')} and {JUDGED}",
            title=Text(en="Running", zh="计时中"),
            links=(tickets(Text(en="These tickets", zh="查看这些工单"), **OF_ROW),),
            width=85,
        ),
    ),
    sort=((Text(en="In time", zh="按时率"), False),),
    if_empty=FULL,
)


def took(stat: str) -> str:
    """Return what the timers of the period took."""
    return by(OBJECTIVE, selected("slawatch_timer_elapsed_seconds", AGREEMENT, CURRENT, f'stat="{stat}"'))


TARGET: Final = f"{by(OBJECTIVE, selected('slawatch_objective_target_seconds', AGREEMENT))} and {took('p90')}"
TYPICAL: Final = Table(
    title=Text(en="How long it takes", zh="处理耗时"),
    description=Text(
        en="Working time that the timers judged in the period took: median, nine of ten, longest, against the time "
        "allowed. Dark where more than a tenth took longer than allowed.",
        zh="本期已判定计时所用的工作时间：中位数、P90、最长，以及允许时间。超过一成的工单超出允许时间时标红。",
    ),
    width=12,
    height=9,
    keys=KEYS,
    columns=(
        Column(expr=TARGET, title=Text(en="Allowed", zh="允许"), unit="s", decimals=1, width=77),
        Column(expr=took("median"), title=Text(en="Median", zh="中位数"), unit="s", decimals=1, width=77),
        Column(expr=took("p90"), title=Text(en="p90", zh="P90"), unit="s", decimals=1, width=77),
        Column(expr=took("max"), title=Text(en="Longest", zh="最长"), unit="s", decimals=1, width=77),
        Column(
            expr=f"{took('p90')} / ({TARGET})",
            title=Text(en="p90 ÷ limit", zh="P90 ÷ 允许"),
            unit="percentunit",
            decimals=0,
            thresholds=Steps(NONE, ((1, BAD),)),
            width=118,
        ),
    ),
    sort=((Text(en="p90 ÷ limit", zh="P90 ÷ 允许"), True),),
    if_empty=FULL,
)
RESPONSE: Final = Row(
    title=Text(en="Response and resolution", zh="响应与解决"),
    panels=(DISTRIBUTION, SPREAD, BY_PRIORITY, TYPICAL, OVER_TIME),
)
