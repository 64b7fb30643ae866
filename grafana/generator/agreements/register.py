"""What was taken out of the count, what was corrected, what is not known, and what it costs."""

from typing import Final

from generator.agreements.downtime import KEYS, PAIR
from generator.board import Row
from generator.colours import ANY_CELL_WARNS, CELL_WARNING, NONE, Steps
from generator.field import Word
from generator.pages import cell, outages
from generator.queries import AGREEMENT, CURRENT, SERVICE, Target, by, once, selected
from generator.series import Graph
from generator.table import Column, Key, Table
from generator.text import Text


def exclusions(status: str) -> str:
    """Return how many exclusions of a status touch the current period."""
    return by(PAIR, selected("slawatch_exclusions", AGREEMENT, CURRENT, f'status="{status}"'))


EXCLUDED: Final = by(PAIR, selected("slawatch_service_time_seconds", AGREEMENT, CURRENT, 'class="excluded"'))
EXCLUSIONS: Final = Table(
    title=Text(en="Exclusions", zh="免责登记"),
    description=Text(
        en="Exclusions that touch the current period: counted, waiting for somebody's approval, refused, and the "
        "agreed time that they take out. `slawatch exclude list --period current` names them.",
        zh="涉及本期的免责：已计入、待审批、被拒绝，以及由此扣除的约定时间。`slawatch exclude list --period current` "
        "列出明细。",
    ),
    width=12,
    height=8,
    keys=KEYS,
    columns=(
        Column(expr=exclusions("counted"), title=Text(en="Counted", zh="已计入"), width=100),
        Column(
            expr=exclusions("pending"),
            title=Text(en="To approve", zh="待审批"),
            thresholds=ANY_CELL_WARNS,
            width=110,
        ),
        Column(expr=exclusions("refused"), title=Text(en="Refused", zh="被拒绝"), width=100),
        Column(expr=EXCLUDED, title=Text(en="Time taken out", zh="扣除时间"), unit="dthms", width=130),
    ),
    sort=((Text(en="To approve", zh="待审批"), True),),
)
KINDS: Final = (
    Word(value="field", text=Text(en="a field of a ticket", zh="工单字段")),
    Word(value="event", text=Text(en="something that happened", zh="补充事件")),
    Word(value="void_event", text=Text(en="something that did not count", zh="作废事件")),
    Word(value="timer", text=Text(en="timers not counted", zh="计时不计入")),
    Word(value="outage", text=Text(en="an outage", zh="中断")),
    Word(value="void_outage", text=Text(en="an outage that was none", zh="作废中断")),
)
COUNTER: Final = selected("slawatch_corrections_total", SERVICE)
CORRECTED: Final = "sum by (service_id, kind) ({})"
CORRECTIONS: Final = Table(
    title=Text(en="Corrections", zh="更正登记"),
    description=Text(
        en="Corrections of what sources tell that somebody approved, since the figures began to be counted. `slawatch "
        "correct list` names them, with who stated and who approved.",
        zh="经审批的、对来源数据的更正，自开始统计以来。`slawatch correct list` 列出明细及提出人、审批人。",
    ),
    width=12,
    height=8,
    keys=(
        Key(label="service_id", title=Text(en="Service", zh="服务")),
        Key(label="kind", title=Text(en="What was corrected", zh="更正内容"), words=KINDS),
    ),
    columns=(
        Column(
            expr=CORRECTED.format(once(COUNTER)) + " > 0",
            title=Text(en="Corrections", zh="更正数"),
        ),
        Column(
            expr=f"{CORRECTED.format(once(COUNTER))} - ({CORRECTED.format(once(f'{COUNTER} offset $__range'))}"
            f" or {CORRECTED.format(once(COUNTER))} * 0)",
            title=Text(en="In this time range", zh="所选时段内"),
        ),
    ),
    sort=((Text(en="Corrections", zh="更正数"), True),),
)
KNOWN: Final = once(selected("slawatch_objective_coverage_ratio", AGREEMENT, CURRENT))
UNKNOWN: Final = Graph(
    title=Text(en="Not known", zh="未知占比"),
    description=Text(
        en="Share of agreed time or tickets of the current period that is not known, the worst of each service: 1 - "
        "coverage. Unknown time is neither up nor down. It shrinks when a source tells later what it missed.",
        zh="本期约定时间或工单中未知部分的占比，每个服务取最高者：1 - 覆盖率。未知时间既不算正常也不算中断；"
        "来源补报后会减少。",
    ),
    width=12,
    height=8,
    targets=(
        Target(
            expr=f"max by (service_id) (1 - {KNOWN})",
            legend="{{service_id}}",
        ),
    ),
    unit="percentunit",
    least=0,
    soft_most=0.01,
)
AMOUNT: Final = ("service_id", "sla", "currency", "direction")
DIRECTIONS: Final = (
    Word(value="owed", text=Text(en="we owe", zh="我方应付")),
    Word(value="claimable", text=Text(en="we can claim", zh="可向供应商索赔")),
)
EVIDENCE: Final = outages(
    Text(en="The outages", zh="相关中断"), service_id=cell("service_id"), sla=cell("sla"), period="current"
)


def amount(period: str) -> str:
    """Return the credit of a period."""
    return by(AMOUNT, selected("slawatch_service_credit_amount", AGREEMENT, f'period="{period}"'))


CREDITS: Final = Table(
    title=Text(en="Service credits", zh="服务积分（违约扣减）"),
    description=Text(
        en="What missed availability costs: of the current period if nothing more is lost, and of the previous one. "
        "No amount where time that is not known yet would decide. `slawatch credits` prints the evidence.",
        zh="可用性未达标的代价：本期为若不再有损失时的金额，另列上期。若结果取决于尚未知的时间则无金额。`slawatch "
        "credits` 输出依据。",
    ),
    width=12,
    height=8,
    keys=(
        *KEYS,
        Key(label="direction", title=Text(en="Direction", zh="方向"), words=DIRECTIONS),
        Key(label="currency", title=Text(en="Currency", zh="币种"), width=90),
    ),
    columns=(
        Column(
            expr=amount("current"),
            title=Text(en="This period", zh="本期"),
            unit="locale",
            thresholds=Steps(NONE, ((0.01, CELL_WARNING),)),
            links=(EVIDENCE,),
            width=110,
        ),
        Column(expr=amount("previous"), title=Text(en="Previous", zh="上期"), unit="locale", width=110),
    ),
    sort=((Text(en="This period", zh="本期"), True),),
)
REGISTER: Final = Row(
    title=Text(en="Exclusions, corrections, coverage, credits", zh="免责、更正、覆盖率与积分"),
    panels=(EXCLUSIONS, CORRECTIONS, UNKNOWN, CREDITS),
)
