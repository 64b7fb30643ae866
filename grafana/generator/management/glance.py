"""First row: the month in one glance."""

from typing import Final

from generator.board import Row
from generator.field import Override
from generator.queries import AGREEMENT, CURRENT, SERVICE, Target, once, selected
from generator.series import States
from generator.shared_panels import credits_at_stake, promises
from generator.single import Stat
from generator.standing import IN_PARTY, STATES, code, of_party
from generator.text import Text

PROMISES: Final = promises(
    description=Text(
        en="How many promises with the chosen parties are broken, at risk, kept so far, or without a verdict. Counts "
        "slawatch_objective_state of the current period.",
        zh="与所选签约方的承诺中违约、有风险、目前达标、尚无结论的数量。统计本期的 slawatch_objective_state。",
    ),
    width=10,
    of=IN_PARTY,
)
OF_AGREEMENTS: Final = (
    'max by (sla, party) (slawatch_objective_info{job=~"$job", instance=~"$instance", party=~"$party"})'
)


def credit(direction: str) -> str:
    """Return the credits of a direction with the chosen parties, by currency."""
    amounts = once(selected("slawatch_service_credit_amount", AGREEMENT, CURRENT, f'direction="{direction}"'))
    return f"sum by (currency) ({amounts} * on (sla) group_left () max by (sla) ({OF_AGREEMENTS}))"


CREDITS: Final = credits_at_stake(
    credit,
    title=Text(en="Credits of this period", zh="本期服务积分"),
    description=Text(
        en="Service credits of the current period if nothing more is lost, by currency: owed by us, claimable from a "
        "supplier. Sum of slawatch_service_credit_amount.",
        zh="本期服务积分（违约扣减，若不再有损失），按币种：我方应付客户的金额，以及可向供应商索赔的金额。",
    ),
    width=8,
)
SCORE: Final = once(selected("slawatch_satisfaction_score_ratio", SERVICE, CURRENT))
ANSWERS: Final = once(selected("slawatch_satisfaction_responses", SERVICE, CURRENT))
SATISFIED: Final = Stat(
    title=Text(en="Satisfied requesters", zh="用户满意度"),
    description=Text(
        en="Share of the answers to the survey that are good, of all chosen services together, and how many answers "
        "there were: Σ (score × answers) ÷ Σ answers. Few answers say little.",
        zh="所选服务合计的好评占比及答复数：Σ（满意度 × 答复数）÷ Σ 答复数。答复太少时参考意义有限。",
    ),
    width=6,
    height=4,
    targets=(
        Target(expr=f"sum({SCORE} * {ANSWERS}) / sum({ANSWERS})", legend=Text(en="good", zh="好评"), instant=True),
        Target(expr=f"sum({ANSWERS})", legend=Text(en="answers", zh="答复数"), instant=True),
    ),
    unit="percentunit",
    decimals=0,
    overrides=(Override(name="B", by_query=True, properties=(("unit", "locale"),)),),
    if_empty=Text(en="nobody is asked", zh="未开展满意度调查"),
)
OVER_TIME: Final = States(
    title=Text(en="Worst promise of each service", zh="各服务最差承诺状态"),
    description=Text(
        en="For each service the state of its worst promise in the period that ran then, day by day. A new period "
        "begins with a clean sheet.",
        zh="各服务在当时周期内最差承诺的状态，逐日显示。新周期重新开始。",
    ),
    width=24,
    height=8,
    targets=(Target(expr=f"max by (service_id) ({of_party(code())})", legend="{{service_id}}", interval="6h"),),
    words=STATES,
)
GLANCE: Final = Row(title=Text(en="In one glance", zh="总览"), panels=(PROMISES, CREDITS, SATISFIED, OVER_TIME))
