"""What is done about breaches and outages: the improvement register in numbers."""

from typing import Final

from generator.board import Row
from generator.colours import ANY_IS_BAD, NEUTRAL
from generator.field import Link
from generator.management.number import number
from generator.pages import asked, label
from generator.queries import SCRAPE, Target, once, selected
from generator.single import Bars
from generator.text import Text

CONCERNED: Final = f'{SCRAPE}, sla=~"$sla"'
OPEN: Final = once(selected("slawatch_actions_open", CONCERNED))
OVERDUE: Final = once(selected("slawatch_actions_overdue", CONCERNED))
UNANSWERED: Final = once(selected("slawatch_findings_unanswered", CONCERNED))


def register(title: Text, which: str) -> Link:
    """Return the link to the improvement register."""
    return Link(title=title, url=f"${{slawatch_url}}/actions{asked({'which': which})}")


UNDER_WAY: Final = number(
    Text(en="Open actions", zh="进行中的改进措施"),
    Text(
        en="Improvement actions that are planned, being done or being checked; one that concerns several agreements "
        "counts for each.",
        zh="处于计划、执行、检查或处置阶段的改进措施；涉及多个协议的，各计一次。",
    ),
    f"sum({OPEN})",
    thresholds=NEUTRAL,
    links=(register(Text(en="The register", zh="查看登记册"), "open"),),
)
LATE: Final = number(
    Text(en="Overdue actions", zh="逾期的改进措施"),
    Text(
        en="Of the open ones, those whose day has passed in the zone of their agreement.",
        zh="进行中的措施里，按协议所在时区已过期限的。",
    ),
    f"sum({OVERDUE})",
    thresholds=ANY_IS_BAD,
    links=(register(Text(en="These actions", zh="查看这些措施"), "overdue"),),
)
WITHOUT_ANSWER: Final = number(
    Text(en="Findings without an answer", zh="无人处理的问题"),
    Text(
        en="Missed objectives and unplanned outages of the last year with neither an action nor somebody who accepts "
        "them, added up over agreements. Right after a start of slawatch breaches are missing until older periods have "
        "been read.",
        zh="最近一年内既无改进措施也无人接受的违约和计划外中断，按协议累加。"
        "slawatch 刚启动时，在读完更早的周期之前不含违约。",
    ),
    f"sum({UNANSWERED})",
)
WHOSE: Final = Bars(
    title=Text(en="Findings without an answer, by agreement", zh="各协议无人处理的问题"),
    description=Text(
        en="The same by agreement and kind: `breach` is a missed objective, `outage` one that nobody had planned. "
        "Right after a start of slawatch breaches are missing until older periods have been read: 0 may mean that.",
        zh="按协议和类型统计：`breach` 为违约，`outage` 为计划外中断。"
        "slawatch 刚启动时，在读完更早的周期之前不含违约，此时的 0 不代表没有。",
    ),
    width=12,
    height=4,
    targets=(
        Target(
            expr=f"sort_desc(sum by (sla, kind) ({UNANSWERED}) > 0) or on () vector(0)",
            legend="{{sla}} · {{kind}}",
            instant=True,
        ),
    ),
    least=0,
    links=(
        Link(
            title=Text(en="These findings", zh="查看这些问题"),
            url=f"${{slawatch_url}}/findings{asked({'sla': label('sla'), 'kind': label('kind')})}",
        ),
    ),
)
IMPROVEMENT: Final = Row(
    title=Text(en="What is done about it", zh="改进"),
    panels=(UNDER_WAY, LATE, WITHOUT_ANSWER, WHOSE),
)
