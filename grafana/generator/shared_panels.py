"""Panels that stand on more than one board."""

from collections.abc import Callable

from generator.colours import ANY_IS_BAD, ANY_WARNS, BAD, GOOD, NEUTRAL, UNKNOWN, WARNING, Steps
from generator.field import Override
from generator.queries import AGREEMENT, CURRENT, Target, once, selected
from generator.single import Stat
from generator.standing import counted
from generator.text import Text


def promises(*, description: Text, width: int, of: str = "") -> Stat:
    """Return how many promises stand how; `of` narrows them in PromQL."""
    return Stat(
        title=Text(en="Promises", zh="承诺"),
        description=description,
        width=width,
        height=4,
        targets=(
            _standing(Text(en="broken", zh="违约"), "breached", of=of),
            _standing(Text(en="at risk", zh="有风险"), "at_risk", of=of),
            _standing(Text(en="kept", zh="达标"), "met", of=of),
            _standing(Text(en="no verdict", zh="无结论"), "indeterminate", "no_data", "not_applicable", of=of),
        ),
        thresholds=ANY_IS_BAD,
        overrides=(
            Override(name="B", by_query=True, properties=(("thresholds", ANY_WARNS.drawn()),)),
            Override(name="C", by_query=True, properties=(("thresholds", NEUTRAL.drawn()),)),
            Override(name="D", by_query=True, properties=(("thresholds", Steps(UNKNOWN).drawn()),)),
        ),
    )


def _standing(legend: Text, *states: str, of: str) -> Target:
    return Target(expr=counted(*states, of=of), legend=legend, instant=True)


def credits_at_stake(credit: Callable[[str], str], *, title: Text, description: Text, width: int) -> Stat:
    """Return credits by currency, both ways; `credit` is the query of a direction."""
    return Stat(
        title=title,
        description=description,
        width=width,
        height=4,
        targets=(
            Target(
                expr=credit("owed"), legend=Text(en="we owe, {{currency}}", zh="我方应付 {{currency}}"), instant=True
            ),
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


def lowest_coverage(*, width: int) -> Stat:
    """Return the share that is known of what is known least."""
    coverage = once(selected("slawatch_objective_coverage_ratio", AGREEMENT, CURRENT))
    return Stat(
        title=Text(en="Lowest coverage", zh="最低覆盖率"),
        description=Text(
            en="The lowest share of agreed time or tickets that is known, of all chosen promises. Under 99 % a verdict "
            "may still turn.",
            zh="所选承诺中已知部分（约定时间或工单）占比的最低值。低于 99% 时结论仍可能改变。",
        ),
        width=width,
        height=4,
        targets=(Target(expr=f"min({coverage})", instant=True),),
        unit="percentunit",
        decimals=1,
        thresholds=Steps(BAD, ((0.95, WARNING), (0.99, GOOD))),
    )
