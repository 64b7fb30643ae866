"""Who gets what was promised: customers, suppliers, teams; and the largest gaps."""

from typing import Final

from generator.board import Row
from generator.colours import ANY_CELL_IS_BAD, ANY_CELL_WARNS, BEHIND_CELL
from generator.field import Word
from generator.pages import objective
from generator.queries import AGREEMENT, OBJECTIVE, by, selected
from generator.standing import IN_CELLS, PARTY, code, state
from generator.table import Column, Key, Table
from generator.text import Text

CHAIN: Final = ("agreement_kind", "party", "sla")
INFO: Final = by(
    (*OBJECTIVE, "party", "agreement_kind"), selected("slawatch_objective_info", AGREEMENT, 'party=~"$party"')
)
KINDS: Final = (
    Word(value="sla", text=Text(en="customer (SLA)", zh="客户（SLA）")),
    Word(value="ola", text=Text(en="own team (OLA)", zh="内部团队（OLA）")),
    Word(value="contract", text=Text(en="supplier (contract)", zh="供应商（支撑合同）")),
)


def each(expression: str) -> str:
    """Return the sum over the objectives of each agreement."""
    joined = f"({expression}) * on (service_id, sla, objective) group_left (party, agreement_kind) {INFO}"
    return f"sum by ({', '.join(CHAIN)}) ({joined})"


KEPT: Final = each(state("met"))
JUDGED: Final = each(f"{state('met')} + {state('at_risk')} + {state('breached')}")
PARTIES: Final = Table(
    title=Text(en="Customers, suppliers, own teams", zh="客户、供应商与内部团队"),
    description=Text(
        en="Promises of the current period by agreement: broken, at risk, kept, and the share kept of those with a "
        "verdict. What suppliers and own teams promise carries what customers are promised.",
        zh="本期各协议的承诺：违约、有风险、达标，以及有结论者中的达标比例。供应商与内部团队的承诺支撑对客户的承诺。",
    ),
    width=12,
    height=10,
    keys=(
        Key(label="agreement_kind", title=Text(en="With", zh="类型"), width=140, words=KINDS),
        Key(label="party", title=Text(en="Party", zh="签约方"), width=95),
        Key(label="sla", title=Text(en="Agreement", zh="协议")),
    ),
    columns=(
        Column(expr=each(state("breached")), title=Text(en="Broken", zh="违约"), thresholds=ANY_CELL_IS_BAD, width=80),
        Column(expr=each(state("at_risk")), title=Text(en="At risk", zh="有风险"), thresholds=ANY_CELL_WARNS, width=80),
        Column(expr=KEPT, title=Text(en="Kept", zh="达标"), width=80),
        Column(
            expr=f"{KEPT} / ({JUDGED} > 0)",
            title=Text(en="Share kept", zh="达标率"),
            unit="percentunit",
            decimals=0,
            width=95,
        ),
    ),
    sort=((Text(en="Broken", zh="违约"), True),),
)
TARGET: Final = by(OBJECTIVE, selected("slawatch_objective_target_ratio", AGREEMENT))


def attained(period: str) -> str:
    """Return the figure of a period."""
    return by(OBJECTIVE, selected("slawatch_objective_attained_ratio", AGREEMENT, f'period="{period}"'))


WORST: Final = f"bottomk(8, ({attained('current')} - {TARGET}) and on (service_id, sla, objective) {PARTY})"
GAPS: Final = Table(
    title=Text(en="Largest gaps", zh="差距最大的承诺"),
    description=Text(
        en="The eight promises that are furthest below their target, or closest above it: attained minus target in "
        "percentage points. The objective leads to what its figure is made of.",
        zh="低于目标最多（或高出最少）的八个承诺：达成率减目标值（百分点）。点击目标查看数字的由来。",
    ),
    width=12,
    height=10,
    keys=(
        Key(label="service_id", title=Text(en="Service", zh="服务"), width=90),
        Key(label="sla", title=Text(en="Agreement", zh="协议")),
        Key(
            label="objective",
            title=Text(en="Objective", zh="目标"),
            links=(objective(Text(en="What the figure is made of", zh="数字的由来")),),
        ),
    ),
    columns=(
        Column(
            expr=f"100 * ({WORST})",
            title=Text(en="Gap", zh="差距"),
            unit="suffix: pp",
            decimals=2,
            thresholds=BEHIND_CELL,
            width=95,
        ),
        Column(
            expr=f"{attained('current')} and ({WORST})",
            title=Text(en="Attained", zh="达成率"),
            unit="percentunit",
            decimals=2,
            width=95,
        ),
        Column(
            expr=f"{TARGET} and ({WORST})",
            title=Text(en="Target", zh="目标值"),
            unit="percentunit",
            decimals=2,
            width=90,
        ),
        Column(
            expr=f"{code()} and ({WORST})",
            title=Text(en="State", zh="状态"),
            words=IN_CELLS,
            width=85,
        ),
    ),
    sort=((Text(en="Gap", zh="差距"), False),),
)

WHO: Final = Row(title=Text(en="Who gets what was promised", zh="承诺兑现情况"), panels=(PARTIES, GAPS))
