"""The strip of numbers at the top of the agreements."""

from typing import Final

from generator.colours import ANY_WARNS
from generator.operations.strip import LEAST_LEFT
from generator.queries import AGREEMENT, CURRENT, Target, once, or_zero, selected
from generator.shared_panels import credits_at_stake, lowest_coverage, promises
from generator.single import Stat
from generator.text import Text

PENDING: Final = once(selected("slawatch_exclusions", AGREEMENT, CURRENT, 'status="pending"'))
BROKEN_OR_NOT: Final = promises(
    description=Text(
        en="How many of the chosen promises are broken, at risk, kept so far, or without a verdict because nothing "
        "was judged or too much is unknown. Counts slawatch_objective_state of the current period.",
        zh="所选承诺中违约、有风险、目前达标、以及尚无结论（没有可判定的数据或未知过多）的数量。统计本期的 "
        "slawatch_objective_state。",
    ),
    width=7,
)


def credit(direction: str) -> str:
    """Return the credits of a direction by currency."""
    amounts = selected("slawatch_service_credit_amount", AGREEMENT, CURRENT, f'direction="{direction}"')
    return f"sum by (currency) ({once(amounts)})"


CREDITS_AT_STAKE: Final = credits_at_stake(
    credit,
    title=Text(en="Credits if nothing more is lost", zh="服务积分（若不再有损失）"),
    description=Text(
        en="Service credits of the current period by currency: owed by us, claimable from a supplier. A credit never "
        "shrinks while a period runs. Sum of slawatch_service_credit_amount.",
        zh="本期服务积分（违约扣减），按币种：应付为我方欠客户，可索为可向供应商索赔。周期内只增不减。对 "
        "slawatch_service_credit_amount 求和。",
    ),
    width=6,
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
LOWEST_COVERAGE: Final = lowest_coverage(width=3)
__all__ = ["BROKEN_OR_NOT", "CREDITS_AT_STAKE", "LEAST_LEFT", "LOWEST_COVERAGE", "TO_APPROVE"]
