"""How fast budgets are used, what is left of them, and where agreed time went."""

from typing import Final

from grafana_foundation_sdk.models.common import GraphThresholdsStyleMode

from generator.board import Row
from generator.colours import AT_ONE, BAD, EXCUSED, GOOD, UNKNOWN, WARNING, Steps
from generator.field import Word, named
from generator.operations.strip import LEFT, OBJECTIVE_NAME
from generator.queries import AGREEMENT, CURRENT, SCRAPE, SERVICE, Target, once, selected
from generator.series import Graph, States
from generator.single import Bars
from generator.text import Text

ALLOWED: Final = once(selected("slawatch_error_budget_allowed_seconds", AGREEMENT, CURRENT))
AS_OF: Final = f"scalar(max({selected('slawatch_evaluation_as_of_timestamp_seconds', SCRAPE)}))"
OLD: Final = (
    f"{AS_OF} - {once(selected('slawatch_service_data_timestamp_seconds', SERVICE))}"
    f" > bool {once(selected('slawatch_service_data_age_limit_seconds', SERVICE))}"
)
"""Whether the data were too old when they were judged; how old the judgement is stands elsewhere."""


def against_limit(short: str, long: str) -> str:
    """Return the burn rate in units of its threshold, the lower of two windows: both must reach it to be reported."""
    windows = f'window=~"{short}|{long}"'
    rate = once(selected("slawatch_error_budget_burn_rate", AGREEMENT, windows))
    limit = once(selected("slawatch_error_budget_burn_rate_threshold", AGREEMENT, windows))
    return f"min without (window) ({rate} / {limit})"


def burning(title: Text, description: Text, expr: str) -> Graph:
    """Return the graph of a burn rate against the line from which it is reported."""
    return Graph(
        title=title,
        description=description,
        width=12,
        height=9,
        targets=(Target(expr=expr, legend=OBJECTIVE_NAME),),
        unit="suffix:×",
        least=0,
        thresholds=AT_ONE,
        limit=GraphThresholdsStyleMode.DASHED,
        soft_most=1.2,
        bent_from=1,
    )


FAST: Final = burning(
    Text(en="Fast burn (5 min and 1 h) against its limit", zh="快速燃烧（5 分钟与 1 小时）与阈值之比"),
    Text(
        en="Burn rate divided by the rate from which it is reported, the lower of both windows. From the dashed line "
        "(1) on it pages. Windows count agreed service time; a gap is time outside it.",
        zh="燃烧率除以告警阈值，取两个窗口中较低者。达到虚线（1）即呼叫值班。窗口按约定服务时间计算；"
        "空白为约定时间之外。",
    ),
    against_limit("5m", "1h") + f" and ignoring (period) {ALLOWED}",
)
SLOW: Final = burning(
    Text(en="Slow burn (6 h and 3 d) against its limit", zh="慢速燃烧（6 小时与 3 天）与阈值之比"),
    Text(
        en="As on the left, over longer windows, for promises on tickets too. From the dashed line (1) on it warns.",
        zh="同左，窗口更长，也包括工单承诺。达到虚线（1）即发出警告。",
    ),
    against_limit("6h", "3d"),
)
LEFT_OVER_TIME: Final = Graph(
    title=Text(en="Downtime left", zh="剩余停机额度"),
    description=Text(
        en="Allowed minus consumed downtime of the period, each promise of availability. A step down is an outage, a "
        "step up an exclusion, a correction or a new period; below zero the promise is broken.",
        zh="各可用性承诺在本周期内允许的停机时间减去已消耗时间。下降表示中断，上升表示免责、更正或新周期；"
        "小于零表示承诺已被违反。",
    ),
    width=12,
    height=8,
    targets=(Target(expr=LEFT, legend=OBJECTIVE_NAME),),
    unit="s",
    soft_most=600,
    thresholds=Steps(BAD, ((0, "transparent"),)),
    limit=GraphThresholdsStyleMode.AREA,
)


def used(unit: str) -> str:
    """Return the share of the budget that is used, in seconds or in events; nothing where nothing is allowed."""
    consumed = once(selected(f"slawatch_error_budget_consumed_{unit}", AGREEMENT, CURRENT))
    allowed = once(selected(f"slawatch_error_budget_allowed_{unit}", AGREEMENT, CURRENT))
    return f"{consumed} / ({allowed} > 0)"


ELAPSED: Final = f"clamp_min({once(selected('slawatch_period_elapsed_ratio', AGREEMENT))}, 0.02)"
PACE: Final = Bars(
    title=Text(en="Pace of budgets: used ÷ elapsed", zh="额度消耗速度：已用 ÷ 已过"),
    description=Text(
        en="Share of the budget that is used, divided by the share of the period that is over; the eight highest. Over "
        "1 the budget does not last until the period's end if things go on as so far; orange from 1, red from 2.",
        zh="已用额度的比例除以周期已过的比例，取最高的八个。大于 1 表示按目前速度额度撑不到周期结束；1 起为橙色，2 "
        "起为红色。",
    ),
    width=12,
    height=8,
    targets=(
        Target(
            expr=f"sort_desc(topk(8, (({used('seconds')}) or ({used('events')})) / ignoring (period) {ELAPSED}))",
            legend=OBJECTIVE_NAME,
            instant=True,
        ),
    ),
    unit="suffix:×",
    decimals=1,
    least=0,
    thresholds=Steps(GOOD, ((1, WARNING), (2, BAD))),
)
LOST: Final = Graph(
    title=Text(en="Agreed time that was not up", zh="约定时间内的非正常时间"),
    description=Text(
        en="Agreed service time of the current period by class, all chosen services and agreements together, without "
        "the time that was up. Scheduled = up + down + degraded + excluded + unknown.",
        zh="本周期约定服务时间按类别划分（不含正常时间），所选服务与协议合计。约定 = 正常 + 中断 + 降级 + 免责 + "
        "未知。",
    ),
    width=12,
    height=8,
    targets=(
        Target(
            expr="sum by (class) ("
            + once(
                selected("slawatch_service_time_seconds", AGREEMENT, CURRENT, 'class=~"down|degraded|excluded|unknown"')
            )
            + ")",
            legend="{{class}}",
        ),
    ),
    unit="s",
    least=0,
    fill=60,
    stacked=True,
    overrides=(
        named("down", Text(en="down", zh="中断"), BAD),
        named("degraded", Text(en="degraded", zh="降级"), WARNING),
        named("excluded", Text(en="excluded", zh="免责"), EXCUSED),
        named("unknown", Text(en="unknown", zh="未知"), UNKNOWN),
    ),
)
WHEN: Final = States(
    title=Text(en="Outages over time", zh="中断时间线"),
    description=Text(
        en="Each service as slawatch knew it then: up, outage open, or data too old to tell. Late entered outages "
        "stand in the list of outages, not here.",
        zh="各服务在当时所知的状态：正常、中断中、或数据过旧无法判断。补录的中断见中断清单，不在此图中。",
    ),
    width=12,
    height=8,
    targets=(
        Target(
            expr=f"{once(selected('slawatch_outage_active', SERVICE))} + 2 * ({OLD})",
            legend="{{service_id}}",
        ),
    ),
    words=(
        Word(value="0", text=Text(en="up", zh="正常"), colour=GOOD),
        Word(value="1", text=Text(en="outage", zh="中断"), colour=BAD),
        Word(value="2", text=Text(en="not known", zh="未知"), colour=UNKNOWN),
        Word(value="3", text=Text(en="outage, data old", zh="中断，数据过旧"), colour=WARNING),
    ),
)
BURN: Final = Row(
    title=Text(en="Burn", zh="燃烧"),
    panels=(FAST, SLOW, LEFT_OVER_TIME, PACE, WHEN, LOST),
)
