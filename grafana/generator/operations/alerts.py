"""Alerts that fire. Their series have no instance, for rules put the daemons together."""

from typing import Final

from generator.colours import ANY_IS_BAD, ANY_WARNS, BAD, CELL_WARNING, NONE
from generator.field import Link, Override, Word
from generator.pages import RUNBOOKS
from generator.queries import Target, or_zero
from generator.single import Stat
from generator.table import Column, Key, Table
from generator.text import DASH, Text

OURS: Final = 'alertname=~"Slawatch.+", severity!="none", service_id=~"$service_id|", sla=~"$sla|"'
LABELS: Final = "alertname, service_id, sla, objective, source"
FIRES: Final = f'max by ({LABELS}) (ALERTS{{{OURS}, alertstate="firing"}})'
SINCE: Final = f"max by ({LABELS}) (ALERTS_FOR_STATE{{{OURS}}}) and {FIRES}"
NO_ALERT: Final = " or on () vector(0)"
RANKS: Final = {"critical": 3, "warning": 2, "info": 1}
"""The more urgent the greater, for the words would sort info before warning."""
SEVERITIES: Final = (
    Word(value="3", text=Text(en="critical", zh="严重"), colour=BAD),
    Word(value="2", text=Text(en="warning", zh="警告"), colour=CELL_WARNING),
    Word(value="1", text=Text(en="info", zh="提示"), colour=NONE),
    Word(value="0", text=Text(en="nothing fires", zh="没有告警"), colour=NONE),
)


def rank() -> str:
    """Return each alert that fires with how urgent it is."""
    parts = (
        f'{number} * ALERTS{{{OURS}, alertstate="firing", severity="{severity}"}}' for severity, number in RANKS.items()
    )
    return f"max by ({LABELS}) ({' or '.join(parts)})"


def fires(severity: str) -> str:
    """Return how many alerts of a severity fire."""
    return or_zero(f'count(ALERTS{{{OURS}, alertstate="firing", severity="{severity}"}})')


FIRING: Final = Stat(
    title=Text(en="Alerts firing", zh="触发中的告警"),
    description=Text(
        en="Number of slawatch alerts that fire for the chosen services and for slawatch itself. "
        "Critical ones page somebody; the list stands below.",
        zh="所选服务以及 slawatch 自身正在触发的告警数。严重告警会呼叫值班人员；清单见下方。",
    ),
    width=5,
    height=4,
    targets=(
        Target(expr=fires("critical"), legend=Text(en="critical", zh="严重"), instant=True),
        Target(expr=fires("warning"), legend=Text(en="warning", zh="警告"), instant=True),
    ),
    thresholds=ANY_IS_BAD,
    overrides=(Override(name="B", by_query=True, properties=(("thresholds", ANY_WARNS.drawn()),)),),
)
FIRING_LIST: Final = Table(
    title=Text(en="What fires", zh="触发中的告警清单"),
    description=Text(
        en="Every slawatch alert that fires, the most urgent first, then the newest, with the time since it became "
        "true. An alert's name leads to what to do about it.",
        zh="所有正在触发的 slawatch 告警，按严重程度排序，同级最新的在前，并显示条件成立至今的时长。"
        "点击告警名称可查看处置方法。",
    ),
    width=24,
    height=8,
    keys=(
        Key(
            label="alertname",
            title=Text(en="Alert", zh="告警"),
            links=(
                Link(
                    title=Text(en="What to do", zh="处置方法"),
                    url=Text(en=f"{RUNBOOKS.en}#${{__value.raw}}", zh=f"{RUNBOOKS.zh}#${{__value.raw}}"),
                ),
            ),
        ),
        Key(label="service_id", title=Text(en="Service", zh="服务")),
        Key(label="sla", title=Text(en="Agreement", zh="协议")),
        Key(label="objective", title=Text(en="Objective", zh="目标")),
        Key(label="source", title=Text(en="Source", zh="数据来源")),
    ),
    columns=(
        Column(
            expr=rank() + NO_ALERT,
            title=Text(en="Severity", zh="级别"),
            width=120,
            leads=True,
            words=SEVERITIES,
        ),
        Column(
            expr=f"(time() - ({SINCE})){NO_ALERT}",
            title=Text(en="For", zh="已持续"),
            unit="s",
            words=(Word(value="0", text=DASH),),
        ),
        Column(
            expr=f"(1000 * ({SINCE})){NO_ALERT}",
            title=Text(en="Since", zh="开始于"),
            unit="dateTimeAsLocalNoDateIfToday",
            words=(Word(value="0", text=DASH),),
        ),
    ),
    sort=((Text(en="Severity", zh="级别"), True), (Text(en="For", zh="已持续"), False)),
)
