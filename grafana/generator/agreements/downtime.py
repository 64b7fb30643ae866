"""Where agreed time went, and the outages behind it."""

from typing import Final

from generator.board import Row
from generator.colours import BAD, GOOD
from generator.field import Word
from generator.pages import cell, outages
from generator.queries import AGREEMENT, CURRENT, SERVICE, Target, by, selected
from generator.series import States
from generator.table import Column, Key, Table
from generator.text import Text, same

PAIR: Final = ("service_id", "sla")
OUTAGES: Final = outages(
    Text(en="Its outages", zh="查看中断"), service_id=cell("service_id"), sla=cell("sla"), period="current"
)
KEYS: Final = (
    Key(label="service_id", title=Text(en="Service", zh="服务"), width=100, links=(OUTAGES,)),
    Key(label="sla", title=Text(en="Agreement", zh="协议")),
)


def spent(name: str) -> str:
    """Return the agreed time of a class in the current period."""
    return by(PAIR, selected("slawatch_service_time_seconds", AGREEMENT, CURRENT, f'class="{name}"'))


def told(name: str, *matchers: str) -> str:
    """Return a figure of each service in each agreement."""
    return by(PAIR, selected(f"slawatch_{name}", AGREEMENT, *(matchers or (CURRENT,))))


COUNTED: Final = f"{spent('scheduled')} - {spent('excluded')} - {spent('unknown')}"
CLASSES: Final = Table(
    title=Text(en="Agreed service time so far", zh="本期约定服务时间"),
    description=Text(
        en="Where the agreed time of the current period went: agreed = up + degraded + down + excluded + unknown. "
        "Felt by users is the share of agreed time that was up with exclusions ignored; where it is lower than up "
        "÷ counted time, exclusions make the difference.",
        zh="本期约定服务时间的去向：约定 = 正常 + 降级 + 中断 + 免责 + 未知。用户感受可用性忽略免责；"
        "若低于计入可用性，差异来自免责。",
    ),
    width=24,
    height=8,
    keys=KEYS,
    columns=(
        Column(expr=spent("scheduled"), title=Text(en="Agreed", zh="约定"), unit="dthms"),
        Column(expr=spent("up"), title=Text(en="Up", zh="正常"), unit="dthms"),
        Column(
            expr=spent("down"),
            title=Text(en="Down", zh="中断"),
            unit="dthms",
            links=(OUTAGES,),
        ),
        Column(
            expr=spent("degraded"),
            title=Text(en="Degraded", zh="降级"),
            unit="dthms",
            links=(OUTAGES,),
        ),
        Column(
            expr=spent("excluded"),
            title=Text(en="Excluded", zh="免责"),
            unit="dthms",
        ),
        Column(
            expr=spent("unknown"),
            title=Text(en="Unknown", zh="未知"),
            unit="dthms",
        ),
        Column(
            expr=f"{spent('up')} / ({COUNTED} > 0)",
            title=Text(en="Up ÷ counted", zh="正常 ÷ 计入"),
            unit="percentunit",
            decimals=3,
        ),
        Column(
            expr=told("availability_raw_ratio"),
            title=Text(en="Felt by users", zh="用户感受可用性"),
            unit="percentunit",
            decimals=3,
        ),
    ),
    sort=((Text(en="Down", zh="中断"), True),),
)
RELIABILITY: Final = Table(
    title=Text(en="Outages and reliability", zh="中断与可靠性"),
    description=Text(
        en="Outages that count in agreed time, in this period and the previous one. MTRS: mean full length of all "
        "outages that were restored in this period, nights and exclusions too, and how many they are. MTBF: mean "
        "agreed time between failures, with the ends of its interval. Empty where no outage gives a mean.",
        zh="本期与上期计入约定时间的中断次数。MTRS：本期恢复的全部中断的平均完整时长（含夜间与免责），并列出其数量。"
        "MTBF：按约定时间计算的平均故障间隔及其区间。没有中断时为空。",
    ),
    width=15,
    height=8,
    keys=KEYS,
    columns=(
        Column(expr=told("outages"), title=Text(en="Outages", zh="中断次数"), width=95, links=(OUTAGES,)),
        Column(expr=told("outages", 'period="previous"'), title=Text(en="Previous", zh="上期"), width=90),
        Column(
            expr=told("reliability_events", CURRENT, 'measure="mtrs"'),
            title=Text(en="Restored", zh="已恢复"),
            width=85,
        ),
        Column(expr=told("mtrs_seconds"), title=same("MTRS"), unit="dthms", width=95),
        Column(expr=told("mtbf_seconds"), title=same("MTBF"), unit="s", decimals=1, width=95),
        Column(expr=told("mtbf_lower_seconds"), title=Text(en="at least", zh="下限"), unit="s", decimals=1, width=95),
        Column(expr=told("mtbf_upper_seconds"), title=Text(en="at most", zh="上限"), unit="s", decimals=1, width=95),
    ),
    sort=((Text(en="Outages", zh="中断次数"), True),),
)
WHEN: Final = States(
    title=Text(en="When services were out", zh="服务中断时间线"),
    description=Text(
        en="Each service over time: an open outage, as slawatch knew it then. A short outage fills the whole step in "
        "which it lay. max_over_time of slawatch_outage_active.",
        zh="各服务随时间的中断状态（按当时所知）。短暂中断会占满其所在的一格。取 slawatch_outage_active 的 "
        "max_over_time。",
    ),
    width=9,
    height=8,
    targets=(
        Target(
            expr=f"max by (service_id) (max_over_time({selected('slawatch_outage_active', SERVICE)}[$__interval]))",
            legend="{{service_id}}",
            interval="1h",
        ),
    ),
    words=(
        Word(value="0", text=Text(en="up", zh="正常"), colour=GOOD),
        Word(value="1", text=Text(en="outage", zh="中断"), colour=BAD),
    ),
)
DOWNTIME: Final = Row(title=Text(en="Outages", zh="中断"), panels=(CLASSES, RELIABILITY, WHEN))
