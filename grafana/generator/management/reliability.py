"""How often services fail and how fast they come back."""

from typing import Final

from generator.agreements.downtime import RELIABILITY as TABLE
from generator.board import Row
from generator.queries import AGREEMENT, CURRENT, SERVICE, Target, once, selected
from generator.series import Graph
from generator.text import Text

PAIR: Final = "{{service_id}} · {{sla}}"
MTBF: Final = Graph(
    title=Text(en="Mean time between failures (MTBF), at least", zh="平均故障间隔时间（MTBF）下限"),
    description=Text(
        en="The lower end of the interval around MTBF in agreed service time: with so much confidence it is at least "
        "this. The mean alone says little after one or two outages. It grows while nothing fails and falls with "
        "each outage.",
        zh="MTBF（按约定服务时间）置信区间的下限。一两次中断得出的平均值参考意义有限；无故障时上升，每次中断后下降。",
    ),
    width=12,
    height=9,
    targets=(Target(expr=once(selected("slawatch_mtbf_lower_seconds", AGREEMENT, CURRENT)), legend=PAIR),),
    unit="s",
    decimals=1,
    least=0,
)
MTRS: Final = Graph(
    title=Text(en="Mean time to restore service (MTRS)", zh="平均恢复服务时间（MTRS）"),
    description=Text(
        en="Mean full length of the outages that were restored in the period, nights and exclusions too. Absent where "
        "none was.",
        zh="本期恢复的中断的平均完整时长（含夜间与免责）。没有已恢复的中断时缺失。",
    ),
    width=12,
    height=9,
    targets=(Target(expr=once(selected("slawatch_mtrs_seconds", AGREEMENT, CURRENT)), legend=PAIR),),
    unit="s",
    least=0,
)
SATISFACTION: Final = Graph(
    title=Text(en="Satisfaction by service", zh="各服务满意度"),
    description=Text(
        en="Share of the period's answers to the survey that are good. The legend shows the newest share; how many "
        "answered stands in the first row.",
        zh="本期调查答复中好评的占比。图例显示最新值；答复数见第一行。",
    ),
    width=9,
    height=8,
    targets=(
        Target(
            expr=once(selected("slawatch_satisfaction_score_ratio", SERVICE, CURRENT)),
            legend="{{service_id}}",
        ),
    ),
    unit="percentunit",
    soft_most=1.02,
    calcs=("lastNotNull",),
)
RELIABILITY: Final = Row(
    title=Text(en="Reliability and satisfaction", zh="可靠性与满意度"), panels=(MTBF, MTRS, TABLE, SATISFACTION)
)
