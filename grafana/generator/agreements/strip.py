"""The strip of numbers at the top of the agreements."""

from typing import Final

from generator.colours import ANY_IS_BAD, ANY_WARNS, BAD, GOOD, NEUTRAL, UNKNOWN, WARNING, Steps
from generator.field import Override
from generator.operations.strip import LEAST_LEFT
from generator.queries import AGREEMENT, CURRENT, Target, once, or_zero, selected
from generator.single import Stat
from generator.standing import counted
from generator.text import Text

PENDING: Final = once(selected("slawatch_exclusions", AGREEMENT, CURRENT, 'status="pending"'))
BROKEN_OR_NOT: Final = Stat(
    title=Text(en="Promises", zh="承诺"),
    description=Text(
        en="How many of the chosen promises are broken, at risk, kept so far, or without a verdict because nothing "
        "was judged or too much is unknown. Counts slawatch_objective_state of the current period.",
        zh="所选承诺中违约、有风险、目前达标、以及尚无结论（没有可判定的数据或未知过多）的数量。统计本期的 "
        "slawatch_objective_state。",
    ),
    width=7,
    height=4,
    targets=(
        Target(expr=counted("breached"), legend=Text(en="broken", zh="违约"), instant=True),
        Target(expr=counted("at_risk"), legend=Text(en="at risk", zh="有风险"), instant=True),
        Target(expr=counted("met"), legend=Text(en="kept", zh="达标"), instant=True),
        Target(
            expr=counted("indeterminate", "no_data", "not_applicable"),
            legend=Text(en="no verdict", zh="无结论"),
            instant=True,
        ),
    ),
    thresholds=ANY_IS_BAD,
    overrides=(
        Override(name="B", by_query=True, properties=(("thresholds", ANY_WARNS.drawn()),)),
        Override(name="C", by_query=True, properties=(("thresholds", NEUTRAL.drawn()),)),
        Override(name="D", by_query=True, properties=(("thresholds", Steps(UNKNOWN).drawn()),)),
    ),
)


def credit(direction: str) -> str:
    """Return the credits of a direction by currency."""
    amounts = selected("slawatch_service_credit_amount", AGREEMENT, CURRENT, f'direction="{direction}"')
    return f"sum by (currency) ({once(amounts)})"


CREDITS_AT_STAKE: Final = Stat(
    title=Text(en="Credits if nothing more is lost", zh="服务积分（若不再有损失）"),
    description=Text(
        en="Service credits of the current period by currency: owed by us, claimable from a supplier. A credit never "
        "shrinks while a period runs. Sum of slawatch_service_credit_amount.",
        zh="本期服务积分（违约扣减），按币种：应付为我方欠客户，可索为可向供应商索赔。周期内只增不减。对 "
        "slawatch_service_credit_amount 求和。",
    ),
    width=6,
    height=4,
    targets=(
        Target(expr=credit("owed"), legend=Text(en="we owe, {{currency}}", zh="我方应付 {{currency}}"), instant=True),
        Target(
            expr=credit("claimable"),
            legend=Text(en="we can claim, {{currency}}", zh="可索赔 {{currency}}"),
            instant=True,
        ),
    ),
    unit="locale",
    thresholds=Steps(GOOD, ((0.01, WARNING),)),
    if_empty=Text(en="no credits agreed", zh="未约定服务积分"),
)
TO_APPROVE: Final = Stat(
    title=Text(en="To approve", zh="待审批"),
    description=Text(
        en="Exclusions of this period that nobody has approved yet: until then the time counts as lost. An exclusion "
        "counts once for each service and agreement that it touches.",
        zh="本期尚未审批的免责：审批之前，该时间仍计为损失。每涉及一个服务和协议计一次。",
    ),
    width=3,
    height=4,
    targets=(
        Target(
            expr=or_zero(f"sum({PENDING})"),
            instant=True,
        ),
    ),
    thresholds=ANY_WARNS,
)
LOWEST_COVERAGE: Final = Stat(
    title=Text(en="Lowest coverage", zh="最低覆盖率"),
    description=Text(
        en="The lowest share of agreed time or tickets that is known, of all chosen promises. Under 99 % a verdict may "
        "still turn.",
        zh="所选承诺中已知部分（约定时间或工单）占比的最低值。低于 99% 时结论仍可能改变。",
    ),
    width=3,
    height=4,
    targets=(
        Target(expr=f"min({once(selected('slawatch_objective_coverage_ratio', AGREEMENT, CURRENT))})", instant=True),
    ),
    unit="percentunit",
    decimals=1,
    thresholds=Steps(BAD, ((0.95, WARNING), (0.99, GOOD))),
)
__all__ = ["BROKEN_OR_NOT", "CREDITS_AT_STAKE", "LEAST_LEFT", "LOWEST_COVERAGE", "TO_APPROVE"]
