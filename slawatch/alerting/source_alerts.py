"""Alerts about where facts come from: sources, their words, and feeds of calendars."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import TOLD, at_best, counted, lately
from slawatch.alerting.texts import VALUE_SECONDS, VALUE_WHOLE
from slawatch.model.alert import AlertName, Audience, Severity

_SOURCE: Final = "{{ $labels.source }}"
_OF_SOURCE: Final = "/tickets?source={{ $labels.source }}"
_WORDS: Final = "/unmapped?source={{ $labels.source }}&attribute={{ $labels.attribute }}"
_UP: Final = "slawatch_source_up"
_BEHIND: Final = f"time() - {lately('slawatch_source_watermark_timestamp_seconds')}"
_INTERVAL: Final = lately("slawatch_source_poll_interval_seconds")

SOURCES: Final = (
    Alert(
        name=AlertName.SERVICE_DATA_STALE,
        # Both instants are of one evaluation: how long ago that was is another alert's concern.
        expr=f"""
max by (job) (last_over_time({TOLD}[5m]))
- on (job) group_right () {lately("slawatch_service_data_timestamp_seconds")}
> {lately("slawatch_service_data_age_limit_seconds")}
""",
        wait="5m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(
            en=f"Nothing new is known of {{{{ $labels.service_id }}}} for {VALUE_SECONDS}",
            zh=f"{{{{ $labels.service_id }}}} 已有 {VALUE_SECONDS} 没有新数据",
        ),
        description=Words(
            en=f"The oldest source behind the service told its last news {VALUE_SECONDS} ago, longer than three of "
            f"its polls take. "
            "Figures stand as they were, time since then counts as unknown, and an outage of now would not be seen.",
            zh=f"该服务所依赖的最旧数据源在 {VALUE_SECONDS} 前最后一次更新，已超过三个轮询间隔。"
            "各项数字停留在当时，此后的时间按未知计，现在若发生故障也看不到。",
        ),
        board=Board.OPERATIONS,
        shown=("service_id",),
        tickets="/tickets?service_id={{ $labels.service_id }}",
    ),
    Alert(
        name=AlertName.SOURCE_DOWN,
        expr=f"""
{at_best(_UP)} == 0
""",
        wait="10m",
        keep="5m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en=f"The source {_SOURCE} does not answer", zh=f"数据源 {_SOURCE} 没有应答"),
        description=Words(
            en="Every poll of the last 15 minutes failed. Nothing is lost: slawatch asks on, less and less often, "
            "and reads what it missed. "
            "Until then tickets and outages of this source are not seen. `slawatch check --live` tells what is wrong.",
            zh="最近 15 分钟的每次轮询都失败了。数据不会丢失：slawatch 会继续以更低的频率尝试，恢复后补读遗漏内容。"
            "在此之前看不到该数据源的工单和故障。用 `slawatch check --live` 查看原因。",
        ),
        board=Board.OPERATIONS,
        tickets=_OF_SOURCE,
    ),
    Alert(
        name=AlertName.SOURCE_STALE,
        # One that does not answer has an alert of its own.
        expr=f"""
{_BEHIND} > @{{source_intervals}} * {_INTERVAL}
unless on (job, source) {at_best(_UP)} == 0
""",
        wait="10m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(
            en=f"The source {_SOURCE} answers, and tells nothing newer than {VALUE_SECONDS} ago",
            zh=f"数据源 {_SOURCE} 有应答，但 {VALUE_SECONDS} 以来没有新内容",
        ),
        description=Words(
            en="It is more than three polls behind: a file that nobody writes any more, a clock that stands, an "
            "index that lags, or a poll "
            "that never ends. What happened since is unknown.",
            zh="已落后三个以上轮询间隔：可能是文件不再更新、时钟停滞、索引滞后，或某次轮询一直没有结束。"
            "此后发生的事情未知。",
        ),
        board=Board.OPERATIONS,
        tickets=_OF_SOURCE,
    ),
    Alert(
        name=AlertName.SOURCE_RATE_LIMITED,
        expr=f"""
{lately("slawatch_source_rate_limit_remaining_ratio")} < @{{rate_limit}}
or
{counted('slawatch_source_polls_total{result="deferred"}', "30m")} > 1.5
""",
        wait="15m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en=f"The source {_SOURCE} limits how often it is asked", zh=f"数据源 {_SOURCE} 正在限制请求频率"),
        description=Words(
            en="The server asked to be left alone, or little is left of what it allows. slawatch waits as it is "
            "told, so news come later. "
            "Poll less often (`every`), or ask for a higher limit.",
            zh="服务器要求暂缓请求，或允许的额度所剩无几。slawatch 会照办，因此数据更新变慢。"
            "请降低轮询频率（`every`），或申请更高的额度。",
        ),
        board=Board.OPERATIONS,
        tickets=_OF_SOURCE,
    ),
    Alert(
        name=AlertName.SOURCE_CLOCK_SKEW,
        expr=f"""
abs({lately("slawatch_source_clock_skew_seconds")}) > @{{clock_skew_seconds}}
""",
        wait="15m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(
            en=f"The clock of {_SOURCE} and ours differ by {VALUE_SECONDS}",
            zh=f"{_SOURCE} 的时钟与本机相差 {VALUE_SECONDS}",
        ),
        description=Words(
            en="Timers use the source's own times, so figures are right among themselves; what is due soon, burns or "
            "is open now is told too early or too late by as much. Synchronise both machines.",
            zh="计时使用数据源自己的时间，因此数字之间仍然一致；但即将到期、正在消耗、"
            "正在持续的情况会早报或晚报同样的时长。请同步两台机器的时钟。",
        ),
        board=Board.OPERATIONS,
        tickets=_OF_SOURCE,
    ),
    Alert(
        name=AlertName.UNMAPPED_TICKETS,
        expr=f"""
{lately("slawatch_source_unmapped_tickets")} > 0
or
{lately("slawatch_source_unmapped_outages")} > 0
""",
        wait="1h",
        severity=Severity.INFO,
        audience=Audience.PLATFORM,
        summary=Words(
            en=f"Rows of {_SOURCE} whose {{{{ $labels.attribute }}}} nothing maps: {VALUE_WHOLE}",
            zh=f"{_SOURCE} 有 {VALUE_WHOLE} 条记录的 {{{{ $labels.attribute }}}} 没有映射",
        ),
        description=Words(
            en="A ticket whose service is not mapped is judged by nobody; with an unknown status its timer runs on; a "
            "change of unknown type is in no share of emergencies. The linked page tells the words and the lines for "
            "`map` of the source, as `slawatch unmapped` does: past figures then follow without another reading, but "
            "for a field that was not told when it was read: `slawatch sync --full` reads it.",
            zh="服务未映射的工单不参与任何判定；状态未知时计时继续；类型未知的变更不计入紧急变更占比。"
            "链接页面（同 `slawatch unmapped`）列出这些词以及应写入该数据源 `map` 的内容："
            "过去的数字会随之更新，无需重新读取；读取时尚未提供的字段除外，用 `slawatch sync --full` 补读。",
        ),
        board=Board.OPERATIONS,
        tickets=_WORDS,
    ),
    Alert(
        name=AlertName.CALENDAR_FEED_DOWN,
        # Feeds are read a few times a day, and one failure is mended by the next reading.
        expr=f"""
{at_best("slawatch_calendar_feed_up")} == 0
unless on (job, calendar, feed)
  time() - {lately("slawatch_calendar_feed_last_success_timestamp_seconds")} < @{{feed_age_seconds}}
""",
        wait="1h",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(
            en="The feed {{ $labels.feed }} of the calendar {{ $labels.calendar }} can not be read",
            zh="日历 {{ $labels.calendar }} 的订阅 {{ $labels.feed }} 无法读取",
        ),
        description=Words(
            en="What it said last goes on to count; dates that changed since are not known. Judging goes on with the "
            "hours as they were.",
            zh="沿用最后一次读到的内容；此后变更的日期未知，判定按原有服务时间继续进行。",
        ),
        board=Board.OPERATIONS,
    ),
)
