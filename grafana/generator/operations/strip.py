"""The strip of numbers at the top."""

from typing import Final

from grafana_foundation_sdk.models.common import BigValueTextMode

from generator.colours import ANY_IS_BAD, ANY_WARNS, BAD, GOOD, OVERDRAWN, WARNING, Steps
from generator.pages import outages, tickets
from generator.queries import AGREEMENT, CURRENT, SERVICE, Target, once, selected
from generator.single import Stat
from generator.text import Text

LEFT: Final = (
    f"{once(selected('slawatch_error_budget_allowed_seconds', AGREEMENT, CURRENT))}"
    f" - {once(selected('slawatch_error_budget_consumed_seconds', AGREEMENT, CURRENT))}"
)
"""Seconds of downtime that each objective has left in the period."""
SHARE_LEFT: Final = once(selected("slawatch_error_budget_remaining_ratio", AGREEMENT, CURRENT))
NEXT_DUE: Final = f"{once(selected('slawatch_timer_next_due_timestamp_seconds', AGREEMENT))} - time()"
AGE: Final = f"time() - {once(selected('slawatch_service_data_timestamp_seconds', SERVICE))}"
STALE_BY_SERVICE: Final = f"({AGE}) > bool {once(selected('slawatch_service_data_age_limit_seconds', SERVICE))}"
EXHAUSTED_IN: Final = f"{once(selected('slawatch_error_budget_exhaustion_timestamp_seconds', AGREEMENT))} - time()"
LATE: Final = 'band="overdue"'
SILENT: Final = Text(en="no figures: is slawatch scraped?", zh="没有数据：slawatch 是否被抓取？")
OBJECTIVE_NAME: Final = "{{service_id}} · {{sla}} · {{objective}}"

OPEN_OUTAGES: Final = Stat(
    title=Text(en="Open outages", zh="进行中的中断"),
    description=Text(
        en="Number of services with an outage that has not ended. Sum of slawatch_outage_active over the chosen "
        "services.",
        zh="中断尚未结束的服务数。对所选服务的 slawatch_outage_active 求和。",
    ),
    width=3,
    height=4,
    targets=(Target(expr=f"sum({once(selected('slawatch_outage_active', SERVICE))})", instant=True),),
    thresholds=ANY_IS_BAD,
    links=(outages(Text(en="List of outages", zh="中断清单"), period="current"),),
    if_empty=SILENT,
)
LEAST_LEFT: Final = Stat(
    title=Text(en="Least downtime left", zh="剩余停机额度最少"),
    description=Text(
        en="Downtime left of the promise that has the least share of its budget left in this period: allowed minus "
        "consumed. Red below zero: the promise is broken.",
        zh="本周期内额度剩余比例最低的承诺还剩多少停机时间：允许值减去已消耗值。小于零为红色，表示承诺已被违反。",
    ),
    width=5,
    height=4,
    targets=(Target(expr=f"({LEFT}) and bottomk(1, {SHARE_LEFT} and ({LEFT}))", legend=OBJECTIVE_NAME, instant=True),),
    unit="s",
    thresholds=OVERDRAWN,
    shown=BigValueTextMode.VALUE_AND_NAME,
    if_empty=SILENT,
)
USED_UP: Final = Stat(
    title=Text(en="Budget used up in", zh="额度耗尽倒计时"),
    description=Text(
        en="Time until an open outage will have used up a budget if it goes on, the first one: "
        "slawatch_error_budget_exhaustion_timestamp_seconds minus now. Red under a quarter of an hour.",
        zh="若进行中的中断持续，距离首个额度耗尽的时间：slawatch_error_budget_exhaustion_timestamp_seconds "
        "减去当前时间。不足一刻钟为红色。",
    ),
    width=5,
    height=4,
    targets=(Target(expr=f"bottomk(1, {EXHAUSTED_IN})", legend=OBJECTIVE_NAME, instant=True),),
    unit="s",
    thresholds=Steps(BAD, ((900, WARNING),)),
    shown=BigValueTextMode.VALUE_AND_NAME,
    links=(outages(Text(en="List of outages", zh="中断清单"), period="current"),),
    if_empty=Text(en="no budget is being used up", zh="没有额度正在消耗"),
)
OVERDUE: Final = Stat(
    title=Text(en="Overdue", zh="已超期"),
    description=Text(
        en="Promises on open tickets that are past due. A ticket counts once for each objective that it misses. "
        "Sum of slawatch_timers_running in the band overdue.",
        zh="未关闭工单上已超期的承诺数。一张工单每违反一个目标计一次。对「已超期」区间的 slawatch_timers_running "
        "求和。",
    ),
    width=3,
    height=4,
    targets=(Target(expr=f"sum({once(selected('slawatch_timers_running', AGREEMENT, LATE))})", instant=True),),
    thresholds=ANY_WARNS,
    links=(tickets(Text(en="Overdue tickets", zh="超期工单"), band="overdue"),),
    if_empty=SILENT,
)
DUE_NEXT: Final = Stat(
    title=Text(en="Next due in", zh="最近到期"),
    description=Text(
        en="Time until the next promise on an open ticket falls due, and of which objective: earliest due instant "
        "minus now; business hours and pauses are considered. Orange under half an hour.",
        zh="距离未关闭工单下一个承诺到期的时间及其目标：最早到期时刻减去当前时间，已考虑工作时间与暂停。"
        "不足半小时为橙色。",
    ),
    width=5,
    height=4,
    targets=(Target(expr=f"bottomk(1, {NEXT_DUE})", legend=OBJECTIVE_NAME, instant=True),),
    unit="s",
    thresholds=Steps(WARNING, ((1800, GOOD),)),
    shown=BigValueTextMode.VALUE_AND_NAME,
    links=(tickets(Text(en="Due within half an hour", zh="半小时内到期"), due_within="30m"),),
    if_empty=Text(en="nothing is due", zh="没有即将到期的承诺"),
)
STALE: Final = Stat(
    title=Text(en="Stale data", zh="数据过期"),
    description=Text(
        en="Number of services whose data are older than they may be: their figures stand still, and what happens now "
        "is not known. Counts services whose watermark is older than slawatch_service_data_age_limit_seconds.",
        zh="数据超过允许时效的服务数：其数字停在原处，当前情况未知。"
        "统计水位线早于 slawatch_service_data_age_limit_seconds 的服务。",
    ),
    width=3,
    height=4,
    targets=(Target(expr=f"sum({STALE_BY_SERVICE})", instant=True),),
    thresholds=ANY_WARNS,
    if_empty=SILENT,
)
