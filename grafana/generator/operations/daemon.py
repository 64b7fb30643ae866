"""slawatch itself: whether its figures can be trusted."""

from typing import Final

from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from generator.board import Row
from generator.colours import ANY_CELL_WARNS, BAD, EXCUSED, FAINT, GOOD, NONE, WARNING, Steps
from generator.field import Override, Word, named
from generator.pages import cell, unmapped
from generator.queries import SCRAPE, Target, by, grown, once, or_zero, selected
from generator.series import Graph, Heat, States
from generator.single import Stat
from generator.table import Column, Key, Table
from generator.text import DASH, Text

SOURCE: Final = ("source",)


def of_source(metric: str) -> str:
    """Return a gauge of each source."""
    return by(SOURCE, selected(metric, SCRAPE))


INTERVAL: Final = of_source("slawatch_source_poll_interval_seconds")


def not_mapped(metric: str) -> str:
    """Return what a source tells that nothing maps, 0 where it tells nothing of the sort."""
    return f"sum by (source) ({once(selected(metric, SCRAPE))}) or {INTERVAL} * 0"


SOURCES: Final = Table(
    title=Text(en="Sources", zh="数据来源"),
    description=Text(
        en="What slawatch reads. Answered: time since the last poll that was answered in full; told up to: how far "
        "behind now the source has told everything; not readable and unmapped are left out of figures until "
        "somebody mends them.",
        zh="slawatch 读取的系统。上次应答：距上次完整轮询的时间；滞后：来源完整告知的时刻距现在多久；"
        "无法读取与未映射的记录在修复前不计入数字。",
    ),
    width=24,
    height=5,
    keys=(Key(label="source", title=Text(en="Source", zh="来源")),),
    columns=(
        Column(
            expr=f"min by (source) ({selected('slawatch_source_up', SCRAPE)})",
            title=Text(en="Last poll", zh="上次轮询"),
            cell="color-text",
            words=(
                Word(value="1", text=Text(en="answered", zh="已应答"), colour=GOOD),
                Word(value="0", text=Text(en="failed", zh="失败"), colour=BAD),
            ),
        ),
        Column(
            expr=f"time() - {of_source('slawatch_source_last_success_timestamp_seconds')}",
            title=Text(en="Answered", zh="距上次应答"),
            unit="s",
            decimals=0,
        ),
        Column(
            expr=f"time() - {of_source('slawatch_source_watermark_timestamp_seconds')}",
            title=Text(en="Behind", zh="滞后"),
            unit="s",
            decimals=0,
        ),
        Column(expr=INTERVAL, title=Text(en="Polled every", zh="轮询间隔"), unit="s", decimals=0),
        Column(
            expr=f"{of_source('slawatch_source_rate_limit_remaining_ratio')} or {INTERVAL} * 0 - 1",
            title=Text(en="Requests left", zh="剩余请求额度"),
            unit="percentunit",
            thresholds=Steps(NONE, ((0, BAD), (0.1, WARNING), (0.2, NONE))),
            words=(Word(value="-1", text=DASH),),
        ),
        Column(
            expr=of_source("slawatch_source_quarantined_tickets"),
            title=Text(en="Not readable", zh="无法读取"),
            thresholds=ANY_CELL_WARNS,
        ),
        Column(
            expr=not_mapped("slawatch_source_unmapped_tickets"),
            title=Text(en="Unmapped tickets", zh="未映射工单"),
            links=(unmapped(source=cell("source")),),
            thresholds=ANY_CELL_WARNS,
        ),
        Column(
            expr=not_mapped("slawatch_source_unmapped_outages"),
            title=Text(en="Unmapped outages", zh="未映射中断"),
            links=(unmapped(source=cell("source")),),
            thresholds=ANY_CELL_WARNS,
        ),
    ),
)

AS_OF: Final = f"time() - {once(selected('slawatch_evaluation_as_of_timestamp_seconds', SCRAPE))}"
AGE: Final = Stat(
    title=Text(en="Age of figures", zh="数字的时效"),
    description=Text(
        en="Time since the instant that the figures are about: now minus slawatch_evaluation_as_of_timestamp_seconds.",
        zh="距数字所述时刻的时间：当前时间减去 slawatch_evaluation_as_of_timestamp_seconds。",
    ),
    width=6,
    height=4,
    targets=(Target(expr=AS_OF, instant=True),),
    unit="s",
    decimals=0,
    thresholds=Steps(GOOD, ((120, WARNING), (600, BAD))),
    if_empty=Text(en="no figures: is slawatch scraped?", zh="没有数据：slawatch 是否被抓取？"),
)
SERIES: Final = once(selected("slawatch_series", SCRAPE))
ROOM: Final = Stat(
    title=Text(en="Series, and room left", zh="时间序列数与余量"),
    description=Text(
        en="Series of figures that slawatch serves, and how many more fit below slawatch_series_limit. Without room, "
        "the least important families are left out.",
        zh="slawatch 提供的时间序列数，以及距 slawatch_series_limit 的余量。余量用尽时，最不重要的指标族会被省略。",
    ),
    width=6,
    height=3,
    under=True,
    names_beside=True,
    targets=(
        Target(expr=SERIES, legend=Text(en="series", zh="序列"), instant=True),
        Target(
            expr=f"{once(selected('slawatch_series_limit', SCRAPE))} - {SERIES}",
            legend=Text(en="room", zh="余量"),
            instant=True,
        ),
    ),
    overrides=(
        Override(
            name="B", by_query=True, properties=(("thresholds", Steps(BAD, ((1, WARNING), (1000, GOOD))).drawn()),)
        ),
    ),
)


def health(metric: str, words: Text) -> Target:
    """Return a gauge of 0 or 1 as a strip."""
    return Target(expr=f"min without (instance, pod) ({selected(metric, SCRAPE)})", legend=words)


HEALTH: Final = States(
    title=Text(en="Health of slawatch", zh="slawatch 的健康状况"),
    description=Text(
        en="Whether Prometheus reached slawatch, the database answered, the last reload of the configuration took "
        "effect, and the last poll of each source and calendar was answered.",
        zh="Prometheus 能否抓取 slawatch、数据库是否应答、最近一次配置重载是否生效，"
        "以及各数据来源与日历最近一次读取是否成功。",
    ),
    width=10,
    height=7,
    targets=(
        health("up", Text(en="scraped", zh="被抓取")),
        health("slawatch_database_up", Text(en="database", zh="数据库")),
        health("slawatch_config_last_reload_successful", Text(en="configuration", zh="配置")),
        Target(
            expr=f"min by (source) ({selected('slawatch_source_up', SCRAPE)})"
            f" or min by (calendar, feed) ({selected('slawatch_calendar_feed_up', SCRAPE)})",
            legend=Text(en="read: {{source}}{{calendar}}", zh="读取：{{source}}{{calendar}}"),
        ),
    ),
    words=(
        Word(value="1", text=Text(en="well", zh="正常"), colour=GOOD),
        Word(value="0", text=Text(en="failing", zh="失败"), colour=BAD),
    ),
)
POLLS: Final = Heat(
    title=Text(en="How long polls take", zh="轮询耗时分布"),
    description=Text(
        en="Polls of all sources by how long they took, in each step of the graph; darker is more.",
        zh="所有来源的轮询按耗时分布，按图中每个时间步统计；颜色越深次数越多。",
    ),
    width=8,
    height=8,
    targets=(
        Target(
            expr="sum by (le) (" + grown(selected("slawatch_source_poll_duration_seconds_bucket", SCRAPE)) + ")",
            legend="{{le}}",
            form=PromQueryFormat.HEATMAP,
            interval="5m",
        ),
    ),
    unit="s",
)
RECORDS: Final = Graph(
    title=Text(en="Records read, by outcome", zh="读取的记录（按结果）"),
    description=Text(
        en="Records that polls committed, in each step of the graph, all sources together.",
        zh="各轮询写入的记录数，按图中每个时间步统计，所有来源合计。",
    ),
    width=8,
    height=8,
    targets=(
        Target(
            expr=f"sum by (outcome) ({once(grown(selected('slawatch_source_records_total', SCRAPE)))})",
            legend="{{outcome}}",
            interval="5m",
        ),
    ),
    decimals=0,
    least=0,
    fill=60,
    stacked=True,
    overrides=(
        named("ticket_new", Text(en="new tickets", zh="新工单"), GOOD),
        named("ticket_changed", Text(en="changed tickets", zh="变更的工单"), FAINT),
        named("event_new", Text(en="events of tickets", zh="工单事件"), EXCUSED),
        named("outage_changed", Text(en="outages", zh="中断"), WARNING),
        named("bad", Text(en="not readable", zh="无法读取"), BAD),
    ),
)


def went_wrong(counter: str, legend: Text, *matchers: str) -> Target:
    """Return how often something went wrong in each step."""
    return Target(
        expr=or_zero(f"sum({once(grown(selected(counter, SCRAPE, *matchers)))})"), legend=legend, interval="5m"
    )


FAULTS: Final = Graph(
    title=Text(en="What went wrong", zh="出错情况"),
    description=Text(
        en="Evaluations that failed, scheduled runs missed, requests made again, and errors logged, in each step of "
        "the graph. All of it should be 0.",
        zh="失败的计算、错过的定时任务、重试的请求与错误日志，按图中每个时间步统计。理想情况全部为 0。",
    ),
    width=8,
    height=8,
    targets=(
        went_wrong("slawatch_evaluation_errors_total", Text(en="evaluations failed", zh="计算失败")),
        went_wrong("slawatch_scheduler_jobs_missed_total", Text(en="runs missed", zh="错过的任务")),
        went_wrong("slawatch_source_retries_total", Text(en="requests retried", zh="重试的请求")),
        went_wrong("slawatch_log_messages_total", Text(en="errors logged", zh="错误日志"), 'level=~"error|critical"'),
    ),
    decimals=0,
    least=0,
    soft_most=5,
)
DURATION: Final = Graph(
    title=Text(en="How long an evaluation takes", zh="单次计算耗时"),
    description=Text(
        en="Duration of the last good evaluation: slawatch_evaluation_duration_seconds.",
        zh="最近一次成功计算的耗时：slawatch_evaluation_duration_seconds。",
    ),
    width=8,
    height=7,
    targets=(
        Target(
            expr=once(selected("slawatch_evaluation_duration_seconds", SCRAPE)), legend=Text(en="duration", zh="耗时")
        ),
    ),
    unit="s",
    least=0,
    soft_most=0.1,
)
DAEMON: Final = Row(
    title=Text(en="slawatch itself", zh="slawatch 自身"),
    panels=(SOURCES, HEALTH, AGE, ROOM, DURATION, POLLS, RECORDS, FAULTS),
)
