"""How the period went so far: budgets against the ideal line, figures against their targets."""

from typing import Final

from grafana_foundation_sdk.models.common import GraphThresholdsStyleMode

from generator.board import Row
from generator.colours import BAD, UNKNOWN, Steps
from generator.field import Override, fixed
from generator.operations.strip import OBJECTIVE_NAME
from generator.queries import AGREEMENT, CURRENT, Target, once, selected
from generator.series import Graph
from generator.text import Text

DASHED: Final = (("custom.lineStyle", {"fill": "dash", "dash": [8, 8]}), ("custom.lineWidth", 1))
AVAILABILITY: Final = once(selected("slawatch_error_budget_allowed_seconds", AGREEMENT, CURRENT))
ON: Final = "on (service_id, sla, objective)"
REMAINING: Final = once(selected("slawatch_error_budget_remaining_ratio", AGREEMENT, CURRENT))
IDEAL: Final = (
    f"1 - max by (sla) ({once(selected('slawatch_period_elapsed_ratio', AGREEMENT))} and {ON} {AVAILABILITY})"
)
TARGET: Final = once(selected("slawatch_objective_target_ratio", AGREEMENT))
ATTAINED: Final = once(selected("slawatch_objective_attained_ratio", AGREEMENT, CURRENT))
MARGINS: Final = f"(100 * ({ATTAINED} - {ON} group_left () {TARGET})) unless {ON} {AVAILABILITY}"
CHANCES: Final = once(selected("slawatch_forecast_breach_probability_ratio", AGREEMENT))


def at_the_end(expression: str) -> str:
    """Return the expression as it is at the end of the graph, so that a choice among lines is one for all instants."""
    return expression.replace("})", "} @ end())")


BURN_DOWN: Final = Graph(
    title=Text(en="Downtime budget left", zh="停机额度剩余"),
    description=Text(
        en="Share of the allowed downtime that is left, each promise of availability, and dashed the line that lasts "
        "just until the end of the period: 1 - elapsed share of agreed time. A line above its dashed one lasts. "
        "Below zero the promise is broken.",
        zh="各可用性承诺允许停机时间的剩余比例；虚线为恰好用到期末的理想线：1 - 约定时间已过比例。位于虚线之上即够用，"
        "小于零表示已违约。",
    ),
    width=12,
    height=10,
    targets=(
        Target(expr=f"clamp_min({REMAINING} and {ON} {AVAILABILITY}, -1)", legend="{{service_id}} · {{sla}}"),
        Target(expr=IDEAL, legend=Text(en="ideal · {{sla}}", zh="理想线 · {{sla}}")),
    ),
    unit="percentunit",
    soft_most=1.05,
    thresholds=Steps(BAD, ((0, "transparent"),)),
    limit=GraphThresholdsStyleMode.AREA,
    overrides=(Override(name="B", by_query=True, properties=(*DASHED, *fixed(UNKNOWN))),),
)
SINCE_START: Final = Graph(
    title=Text(en="Availability since the period's start", zh="本期可用性"),
    description=Text(
        en="Availability since the start of the period, and dashed its target: 1 - lost time / agreed time so far, "
        "exclusions not counted. Early in a period one outage weighs more than later.",
        zh="自本期开始以来的可用性，虚线为目标值：1 - 损失时间 / 已过约定时间，免责时间不计。"
        "期初一次中断的影响大于期末。",
    ),
    width=12,
    height=10,
    targets=(
        Target(expr=f"{ATTAINED} and {ON} {AVAILABILITY}", legend="{{service_id}} · {{sla}}"),
        Target(
            expr=f"max by (sla) ({TARGET} and {ON} {AVAILABILITY})",
            legend=Text(en="target · {{sla}}", zh="目标值 · {{sla}}"),
        ),
    ),
    unit="percentunit",
    decimals=2,
    soft_most=1.0002,
    overrides=(Override(name="B", by_query=True, properties=DASHED),),
)
MARGIN: Final = Graph(
    title=Text(en="Tickets: attained minus target", zh="工单：达成率减目标值"),
    description=Text(
        en="Share of tickets in time since the start of the period minus the promised share, in percentage points; "
        "the eight lowest. Below zero the promise is not kept as things stand; lines end at -25.",
        zh="本期按时处理的工单比例减去承诺比例（百分点），取最低的八个。小于零表示按目前情况未达标；图中最低显示 -25。",
    ),
    width=12,
    height=9,
    targets=(
        Target(
            expr=f"clamp_min({MARGINS}, -25) and {ON} bottomk(8, {at_the_end(MARGINS)})",
            legend=OBJECTIVE_NAME,
        ),
    ),
    unit="suffix: pp",
    decimals=1,
    thresholds=Steps(BAD, ((0, "transparent"),)),
    limit=GraphThresholdsStyleMode.AREA,
)
RISK: Final = Graph(
    title=Text(en="Risk of a breach by the period's end", zh="期末违约概率"),
    description=Text(
        en="Probability that a promise is broken at the end of the period, the eight highest; absent without enough "
        "history. What is broken already stands at 100 %.",
        zh="承诺在期末被违反的概率，取最高的八个；历史不足时缺失。已违约的为 100%。",
    ),
    width=12,
    height=9,
    targets=(
        Target(
            expr=f"{CHANCES} and {ON} topk(8, {at_the_end(CHANCES)})",
            legend=OBJECTIVE_NAME,
        ),
    ),
    unit="percentunit",
    least=0,
    soft_most=1.02,
)
BUDGETS: Final = Row(title=Text(en="How the period goes", zh="本期走势"), panels=(BURN_DOWN, SINCE_START, MARGIN, RISK))
