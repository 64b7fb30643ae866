"""How the desk works: what is solved at once, what comes back, what changes break, how old the backlog is."""

from typing import Final

from generator.board import Row
from generator.field import named
from generator.queries import CURRENT, SCRAPE, SERVICE, Target, by, once, selected
from generator.series import Graph
from generator.table import Column, Key, Table
from generator.text import Text


def share(indicator: str) -> str:
    """Return a share of a service's tickets, of all kinds that it is told for, weighted by their number."""
    return f"{part(indicator)} / ({number(indicator)} > 0)"


def part(indicator: str) -> str:
    """Return how many tickets the indicator is true of."""
    return f"sum by (service_id) ({told('ratio', indicator)} * {told('tickets', indicator)})"


def number(indicator: str) -> str:
    """Return how many tickets the share is taken of."""
    return f"sum by (service_id) ({told('tickets', indicator)})"


def told(what: str, indicator: str) -> str:
    """Return a metric of processes for an indicator."""
    return once(selected(f"slawatch_process_{what}", SERVICE, CURRENT, f'indicator="{indicator}"'))


INDICATORS: Final = (
    ("first_contact", Text(en="First contact", zh="一线解决率"), Text(en="of settled", zh="已定工单数"), 130),
    ("reopened", Text(en="Reopened", zh="重开率"), Text(en="of resolved", zh="已解决数"), 120),
    ("problem_linked", Text(en="Linked to a problem", zh="已关联问题"), Text(en="of incidents", zh="事件数"), 150),
    ("change_failed", Text(en="Failed changes", zh="变更失败率"), Text(en="of changes", zh="变更总数"), 140),
    (
        "change_caused_incidents",
        Text(en="Changes that broke things", zh="引发事件的变更"),
        Text(en="of made", zh="已实施变更数"),
        205,
    ),
    ("change_emergency", Text(en="Emergency changes", zh="紧急变更率"), Text(en="of typed", zh="类型已知变更数"), 160),
)
"""A share, its title, what it is taken of (two columns of one title would show the same), and its width."""


def columns() -> tuple[Column, ...]:
    """Return a share and the number behind it, for each indicator."""
    pairs = (
        (
            Column(expr=share(name), title=title, unit="percentunit", decimals=1, width=width),
            Column(expr=number(name), title=basis, width=110),
        )
        for name, title, basis, width in INDICATORS
    )
    return tuple(column for pair in pairs for column in pair)


PROCESSES: Final = Table(
    title=Text(en="Incidents, requests, changes", zh="事件、请求与变更"),
    description=Text(
        en="Of each service's tickets in the current period: the share solved by the first contact, reopened, linked "
        "to a problem, and of changes the share that failed, caused incidents or was made as an emergency. The number "
        "behind each share stands beside it.",
        zh="本期各服务工单中：一线解决、重开、已关联问题的比例，以及变更中失败、引发事件或属紧急变更的比例。每个比例旁"
        "为其样本数。",
    ),
    width=24,
    height=8,
    keys=(Key(label="service_id", title=Text(en="Service", zh="服务")),),
    columns=columns(),
    sort=((Text(en="First contact", zh="一线解决率"), False),),
)


def overall(indicator: str) -> str:
    """Return the share of all chosen services together."""
    ratio, tickets = told("ratio", indicator), told("tickets", indicator)
    return f"sum({ratio} * {tickets}) / sum({tickets})"


TREND: Final = Graph(
    title=Text(en="Process shares over time", zh="流程指标走势"),
    description=Text(
        en="The shares of the table above for all chosen services together, over time. Each period begins anew, so "
        "that the first days of one jump.",
        zh="上表各比例在所选服务合计下的走势。每个周期重新统计，期初会有跳动。",
    ),
    width=12,
    height=8,
    targets=tuple(Target(expr=overall(name), legend=title) for name, title, *_ in INDICATORS),
    unit="percentunit",
    least=0,
)
BACKLOG: Final = Graph(
    title=Text(en="Age of the backlog", zh="积压时长"),
    description=Text(
        en="How old open incidents and requests are: median, nine of ten, oldest; the worst of the chosen services. "
        "Elapsed time since creation, nights included.",
        zh="未关闭事件与请求的时长：中位数、P90、最长；取所选服务中最差者。自创建起的自然时间（含夜间）。",
    ),
    width=12,
    height=8,
    targets=(
        Target(
            expr=by(("stat",), selected("slawatch_backlog_age_seconds", SERVICE, 'kind=~"incident|request"')),
            legend="{{stat}}",
        ),
    ),
    unit="s",
    least=0,
    overrides=(
        named("p50", Text(en="median", zh="中位数")),
        named("p90", Text(en="nine of ten", zh="P90")),
        named("max", Text(en="oldest", zh="最长")),
    ),
)


def team(state: str) -> str:
    """Return how many tickets of each team are in a state."""
    return by(("team",), selected("slawatch_team_tickets", SCRAPE, CURRENT, f'state="{state}"'))


TEAMS: Final = Table(
    title=Text(en="Teams", zh="团队"),
    description=Text(
        en="Tickets of each team in the desk's current period: in, out, reopened, and the backlog at its start and "
        "now; the median time that tickets done in it were open with the team. In - out = change of the backlog. "
        "Never by person.",
        zh="各团队在服务台本期的工单：流入、流出、重开、期初与当前积压；本期完成的工单在该团队停留时间的中位数。流入 "
        "- 流出 = 积压变化。不按个人统计。",
    ),
    width=24,
    height=7,
    keys=(Key(label="team", title=Text(en="Team", zh="团队")),),
    columns=(
        Column(expr=team("in"), title=Text(en="In", zh="流入")),
        Column(expr=team("out"), title=Text(en="Out", zh="流出")),
        Column(expr=team("reopened"), title=Text(en="Reopened", zh="重开")),
        Column(expr=team("backlog_start"), title=Text(en="Backlog at the start", zh="期初积压")),
        Column(expr=team("backlog_end"), title=Text(en="Backlog now", zh="当前积压")),
        Column(
            expr=by(("team",), selected("slawatch_team_handling_seconds", SCRAPE, CURRENT)),
            title=Text(en="Median time with the team", zh="停留时间中位数"),
            unit="s",
            decimals=1,
        ),
    ),
    sort=((Text(en="Backlog now", zh="当前积压"), True),),
    if_empty=Text(en="no teams are told", zh="没有团队数据"),
)
PROCESS: Final = Row(title=Text(en="The desk", zh="服务台"), panels=(PROCESSES, TREND, BACKLOG, TEAMS))
