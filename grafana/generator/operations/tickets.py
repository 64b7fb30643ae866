"""The desk: what is open, how close to due, and whether it drains."""

from typing import Final

from grafana_foundation_sdk.models.common import GraphDrawStyle

from generator.board import Row
from generator.colours import BAD, FAINT, GOOD, SOON, WARNING
from generator.field import Override, fixed, named
from generator.pages import label, tickets
from generator.queries import AGREEMENT, SERVICE, Target, grown, once, ref_id, selected
from generator.series import Graph
from generator.text import Text, same

OPEN: Final = Graph(
    title=Text(en="Open tickets by priority", zh="未关闭工单（按优先级）"),
    description=Text(
        en="Tickets that are not done, all kinds, stacked. Sum of slawatch_tickets_open.",
        zh="尚未完成的工单，含所有类型，堆叠显示。对 slawatch_tickets_open 求和。",
    ),
    width=8,
    height=8,
    targets=(
        Target(expr=f"sum by (priority) ({once(selected('slawatch_tickets_open', SERVICE))})", legend="{{priority}}"),
    ),
    least=0,
    fill=60,
    stacked=True,
    links=(tickets(Text(en="Tickets of this priority", zh="该优先级的工单"), priority=label("priority")),),
    overrides=(
        named("P1", same("P1"), BAD),
        named("P2", same("P2"), WARNING),
        named("P3", same("P3"), GOOD),
        named("P4", same("P4"), FAINT),
    ),
)
SHARES: Final = (
    ('band="lt_50"', Text(en="under 50 %", zh="不足 50%"), FAINT),
    ('band="50_75"', same("50–75 %"), GOOD),
    ('band="75_90"', same("75–90 %"), SOON),
    ('band="90_100"', same("90–100 %"), WARNING),
    ('band="overdue"', Text(en="overdue", zh="已超期"), BAD),
)
"""From the bottom up: a query for each, for labels would be ordered by their letters."""
BANDS: Final = Graph(
    title=Text(en="Running timers by time used", zh="计时中的承诺（按已用时间）"),
    description=Text(
        en="Promises on open tickets by the share of their time that is used. A ticket counts once for each objective.",
        zh="未关闭工单上的承诺，按已用时间占比划分。一张工单每个目标计一次。",
    ),
    width=8,
    height=8,
    targets=tuple(
        Target(expr=f"sum({once(selected('slawatch_timers_running', AGREEMENT, matcher))})", legend=title)
        for matcher, title, _ in SHARES
    ),
    least=0,
    fill=60,
    stacked=True,
    overrides=tuple(
        Override(name=ref_id(place), by_query=True, properties=fixed(colour))
        for place, (_, _, colour) in enumerate(SHARES)
    ),
)


def flow(counter: str) -> str:
    """Return how many tickets a counter of tickets told in each step."""
    return f"sum({once(grown(selected(counter, SERVICE)))})"


FLOW: Final = Graph(
    title=Text(en="Created and resolved per hour", zh="每小时新建与解决"),
    description=Text(
        en="Tickets by the hour in which slawatch first saw that they were created, resolved or reopened. Where "
        "created stays above resolved, the backlog grows.",
        zh="按 slawatch 首次获知新建、解决、重开的小时统计的工单数。新建持续高于解决则积压增长。",
    ),
    width=8,
    height=8,
    targets=(
        Target(expr=flow("slawatch_tickets_created_total"), legend=Text(en="created", zh="新建"), interval="1h"),
        Target(expr=flow("slawatch_tickets_resolved_total"), legend=Text(en="resolved", zh="解决"), interval="1h"),
        Target(expr=flow("slawatch_tickets_reopened_total"), legend=Text(en="reopened", zh="重开"), interval="1h"),
    ),
    decimals=0,
    least=0,
    overrides=(
        Override(
            name="A",
            by_query=True,
            properties=(
                *fixed(FAINT),
                ("custom.drawStyle", GraphDrawStyle.BARS),
                ("custom.fillOpacity", 60),
            ),
        ),
        Override(name="B", by_query=True, properties=fixed(GOOD)),
        Override(name="C", by_query=True, properties=fixed(WARNING)),
    ),
)
TICKETS: Final = Row(title=Text(en="Tickets", zh="工单"), panels=(OPEN, BANDS, FLOW))
