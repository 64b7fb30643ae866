"""First row: how every promise stands, the worst first."""

from typing import Final

from generator.agreements.strip import BROKEN_OR_NOT, CREDITS_AT_STAKE, LEAST_LEFT, LOWEST_COVERAGE, TO_APPROVE
from generator.board import Row
from generator.colours import BAD, CELL_WARNING, NONE, Steps
from generator.pages import cell, objective, tickets
from generator.queries import AGREEMENT, CURRENT, OBJECTIVE, by, selected
from generator.standing import IN_CELLS, code
from generator.table import Column, Key, Table
from generator.text import Text

EXPLAIN: Final = objective(Text(en="What the figure is made of", zh="数字的由来"))
BEFORE: Final = objective(Text(en="The previous period", zh="查看上期"), period="previous")
KEYS: Final = (
    Key(label="service_id", title=Text(en="Service", zh="服务"), width=110),
    Key(label="sla", title=Text(en="Agreement", zh="协议")),
    Key(label="objective", title=Text(en="Objective", zh="目标"), links=(EXPLAIN,)),
)
LIST: Final = tickets(Text(en="Its open tickets", zh="未关闭工单"), **{name: cell(name) for name in OBJECTIVE})


def figure(name: str, *matchers: str) -> str:
    """Return a figure of each objective."""
    return by(OBJECTIVE, selected(f"slawatch_{name}", AGREEMENT, *matchers))


SHARES: Final = figure("objective_target_ratio")
STATE: Final = Column(
    expr=f"{code()} and {SHARES}", title=Text(en="State", zh="状态"), words=IN_CELLS, links=(EXPLAIN,), width=110
)
OVERDRAWN: Final = Steps(NONE, ((-1e9, BAD), (0, NONE)))
BEHIND: Final = Steps(NONE, ((-1e9, CELL_WARNING), (0, NONE)))
"""A cell without a value has the first colour, so that must be none."""
ALLOWED: Final = figure("error_budget_allowed_seconds", CURRENT)
OBJECTIVES: Final = Table(
    title=Text(en="Promises of a share", zh="比例类承诺"),
    description=Text(
        en="Every promise that so much of the time or so many of the tickets be good, the worst first. Attained "
        "counts the current period so far; of: tickets that were judged; downtime left: what may still be lost before "
        "the promise is broken, below zero it is; misses left: how many more tickets may be late, below zero only "
        "further tickets in time can mend it. Expected and risk of a breach are forecasts "
        "for the end of the period, empty without enough history.",
        zh="所有以比例约定的承诺，最差的在前。达成率统计本期至今；样本数：已判定的工单；剩余停机额度："
        "承诺被违反前还可损失的时间，小于零表示已违约；剩余可失误数：还可超时的工单数，"
        "小于零时只有后续按时的工单才能挽回。预计值与违约概率是对期末的预测，历史不足时为空。",
    ),
    width=24,
    height=14,
    keys=KEYS,
    columns=(
        STATE,
        Column(expr=SHARES, title=Text(en="Target", zh="目标值"), unit="percentunit", decimals=2, width=95),
        Column(
            expr=figure("objective_attained_ratio", CURRENT),
            title=Text(en="Attained", zh="达成率"),
            unit="percentunit",
            decimals=3,
            width=105,
            links=(EXPLAIN,),
        ),
        Column(
            expr=f"({figure('objective_events', CURRENT)} and {SHARES}) unless {ALLOWED}",
            title=Text(en="of", zh="样本数"),
            width=75,
            links=(LIST,),
        ),
        Column(
            expr=f"{ALLOWED} - {figure('error_budget_consumed_seconds', CURRENT)}",
            title=Text(en="Downtime left", zh="剩余停机额度"),
            unit="s",
            decimals=1,
            thresholds=OVERDRAWN,
            links=(EXPLAIN,),
        ),
        Column(
            expr=f"({figure('objective_misses_left')} and {SHARES}) unless {ALLOWED}",
            title=Text(en="Misses left", zh="剩余可失误数"),
            thresholds=BEHIND,
            links=(EXPLAIN,),
            width=120,
        ),
        Column(
            expr=figure("forecast_attained_ratio", 'bound="expected"'),
            title=Text(en="Expected", zh="预计期末"),
            unit="percentunit",
            decimals=2,
            width=105,
        ),
        Column(
            expr=figure("forecast_breach_probability_ratio"),
            title=Text(en="Risk of a breach", zh="违约概率"),
            unit="percentunit",
            decimals=0,
            thresholds=Steps(NONE, ((0.5, CELL_WARNING),)),
            width=130,
        ),
        Column(
            expr=figure("objective_attained_ratio", 'period="previous"'),
            title=Text(en="Previous period", zh="上期"),
            unit="percentunit",
            decimals=3,
            links=(BEFORE,),
            width=130,
        ),
    ),
    sort=((Text(en="State", zh="状态"), True),),
)
LIMITS: Final = Table(
    title=Text(en="Promises of a limit", zh="上限类承诺"),
    description=Text(
        en="Promises that a time (median, p90, longest outage, age of the backlog) or a number (outages, tickets) "
        "stays under a limit. Attained is the figure of the current period so far.",
        zh="约定某个时长（中位数、P90、最长中断、积压时长）或某个数量（中断次数、工单数）不超过上限的承诺。"
        "当前值统计本期至今。",
    ),
    width=24,
    height=6,
    keys=KEYS,
    columns=(
        Column(
            expr=f"{code()} unless {SHARES}",
            title=Text(en="State", zh="状态"),
            words=IN_CELLS,
            links=(EXPLAIN,),
            width=110,
        ),
        Column(
            expr=f"{figure('objective_target_seconds')} unless {SHARES}",
            title=Text(en="At most (time)", zh="时长上限"),
            unit="s",
        ),
        Column(
            expr=figure("objective_attained_seconds", CURRENT),
            title=Text(en="Now (time)", zh="当前时长"),
            unit="s",
            links=(EXPLAIN,),
        ),
        Column(expr=figure("objective_target_events"), title=Text(en="At most (number)", zh="数量上限")),
        Column(
            expr=figure("objective_attained_events", CURRENT),
            title=Text(en="Now (number)", zh="当前数量"),
            links=(EXPLAIN,),
        ),
    ),
    sort=((Text(en="State", zh="状态"), True),),
)
PROMISES: Final = Row(
    title=Text(en="How the promises stand", zh="承诺履行情况"),
    panels=(BROKEN_OR_NOT, LEAST_LEFT, CREDITS_AT_STAKE, TO_APPROVE, LOWEST_COVERAGE, OBJECTIVES, LIMITS),
)
