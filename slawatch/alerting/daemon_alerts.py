"""Alerts about slawatch itself: figures that grow old, and a daemon that is gone."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import behind, counted, lately, worst_at_best
from slawatch.alerting.texts import VALUE_SECONDS, VALUE_WHOLE
from slawatch.model.alert import AlertName, Audience, Severity

_LAST: Final = "slawatch_evaluation_last_success_timestamp_seconds"
_STARTED: Final = "process_start_time_seconds{@{selector}}"
_UP: Final = "up{@{selector}}"

DAEMON: Final = (
    Alert(
        name=AlertName.EVALUATION_STALE,
        # A daemon that has never finished one since its start has no such instant: then its start counts. One of two
        # that stands still is enough: what it told last stands beside what the other one tells, and may win.
        expr=f"""
time() - {behind(_LAST)} > @{{evaluation_age_seconds}}
or
max without (instance, pod) (
  time() - {_STARTED} unless on (job, instance, pod) last_over_time({_LAST}[5m])
) > @{{evaluation_age_seconds}} + 600
""",
        wait="5m",
        keep="5m",
        severity=Severity.CRITICAL,
        audience=Audience.PLATFORM,
        summary=Words(
            en=f"Figures are {VALUE_SECONDS} old: slawatch evaluates no more",
            zh=f"数字已有 {VALUE_SECONDS} 未更新：slawatch 不再计算",
        ),
        description=Words(
            en="The daemon, or one of several, answers and serves the last good figures, but no evaluation has ended "
            "well since. Alerts about services and tickets are as old as that: neither a new breach nor a recovery is "
            "seen. A first read of years may take so long.",
            zh="守护进程（或多个中的一个）有应答并提供最后一次有效的数字，但此后没有一次计算成功。关于服务和工单的告警也停留在当时："
            "新的违约和恢复都看不到。"
            "首次读取多年历史时可能需要这么久。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.EVALUATION_FAILING,
        expr=f"""
{counted("slawatch_evaluation_errors_total", "15m")} > 1.5
""",
        wait="5m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en="Evaluations fail while they {{ $labels.stage }}", zh="计算在 {{ $labels.stage }} 阶段失败"),
        description=Words(
            en=f"{VALUE_WHOLE} evaluations of the last 15 minutes failed. The last good figures stay, with their "
            f"age; the log tells why.",
            zh=f"最近 15 分钟内有 {VALUE_WHOLE} 次计算失败。保留最后一次有效的数字及其时间；原因见日志。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.AUDIT_FAILED,
        expr=f"""
{counted('slawatch_evaluation_audits_total{result="different"}', "1d")} > 0
or
{lately("slawatch_desk_imbalance_tickets")} != 0
""",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en="slawatch found a fault in its own figures", zh="slawatch 发现自己的数字有误"),
        description=Words(
            en="{{ if $labels.result }}The daily evaluation of all facts differed from the figures that grew change "
            "by change. They were "
            "replaced by it, so what is told now is right; what was told before may not have been{{ else }}Tickets "
            "in, tickets out and "
            "the change of the backlog do not add up{{ end }}. Please report it with the log: it is a fault of the "
            "program.",
            zh="{{ if $labels.result }}每日对全部事实的重新计算与逐次累积的数字不一致。数字已被替换，现在是正确的，"
            "但之前的可能有误"
            "{{ else }}流入、流出的工单数与积压的变化对不上{{ end }}。这是程序的缺陷，请附日志报告。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.JOBS_MISSED,
        expr=f"""
{counted("slawatch_scheduler_jobs_missed_total", "15m")} > 2.5
or
time() - {behind("slawatch_scheduler_heartbeat_timestamp_seconds")} > 120
""",
        wait="15m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(
            en="{{ if $labels.task }}Runs of {{ $labels.task }} do not take place{{ else }}The scheduler stands "
            "still{{ end }}",
            zh="{{ if $labels.task }}{{ $labels.task }} 的定时任务没有执行{{ else }}调度器已停止{{ end }}",
        ),
        description=Words(
            en=f"{{{{ if $labels.task }}}}{VALUE_WHOLE} runs of the last 15 minutes were left out, mostly since the "
            "one before was still at work. Nothing is lost, it comes later; a first read of years does this, else give "
            "it a longer interval{{ else }}Its last sign of life is {{ $value | humanizeDuration }} old: neither polls "
            "nor evaluations begin. Restart the daemon, and keep its log{{ end }}.",
            zh=f"{{{{ if $labels.task }}}}最近 15 分钟有 {VALUE_WHOLE} 次未执行，多半是因为上一次还没结束。"
            "数据不会丢失，只是变晚；首次读取多年历史时会这样，否则请加大间隔"
            "{{ else }}最后一次心跳在 {{ $value | humanizeDuration }}前：轮询和计算都不会开始。"
            "请重启守护进程并保留日志{{ end }}。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.CONFIG_RELOAD_FAILED,
        expr=f"""
{worst_at_best("slawatch_config_last_reload_successful")} == 0
""",
        wait="5m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en="The changed configuration is faulty and not in force", zh="修改后的配置有误，未生效"),
        description=Words(
            en="The last reload was refused whole, and the configuration before it is in force. `slawatch check` "
            "tells every fault with its "
            "line. A restart would fail.",
            zh="最近一次重新加载被整体拒绝，仍使用之前的配置。`slawatch check` 会列出每个错误及其行号。"
            "此时重启会失败。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.SERIES_LIMIT_REACHED,
        expr="""
max without (instance, pod) (sum without (family) (last_over_time(slawatch_series_dropped[5m]))) > 0
""",
        wait="10m",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(en=f"{VALUE_WHOLE} series are left out of the metrics", zh=f"有 {VALUE_WHOLE} 条序列未被导出"),
        description=Words(
            en="The ceiling on series is reached. Whole families are left out, the least important first: what "
            "dashboards show is incomplete. "
            "Take `metrics: full` from agreements that do not need it.",
            zh="已达到序列数上限。按重要性从低到高整族省略，因此仪表盘显示不完整。请去掉不需要的协议的 `metrics: "
            "full`。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.DATABASE_UNAVAILABLE,
        expr=f"""
{worst_at_best("slawatch_database_up")} == 0
""",
        wait="2m",
        keep="5m",
        severity=Severity.CRITICAL,
        audience=Audience.PLATFORM,
        summary=Words(en="slawatch can not reach its database", zh="slawatch 无法访问数据库"),
        description=Words(
            en="For five minutes and more nothing could be stored, so no poll is read and no figure changes. What "
            "sources tell is read later, once the database is back.",
            zh="至少五分钟无法写入数据，因此没有读取轮询结果，数字也不会变化。数据库恢复后会补读数据源的内容。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.DOWN,
        expr=f"""
max by (job) ({_UP}) == 0
or
absent({_UP})
""",
        wait="5m",
        severity=Severity.CRITICAL,
        audience=Audience.PLATFORM,
        summary=Words(en="slawatch is down", zh="slawatch 已停止"),
        description=Words(
            en="Prometheus has reached no slawatch for five minutes. Service levels are not watched: alerts about "
            "them stand as they last were "
            "and nothing new is told. What happens meanwhile is read from the sources after the restart.",
            zh="Prometheus 已有五分钟无法访问 slawatch。服务级别无人监控：相关告警停留在最后状态，也不会有新的告警。"
            "期间发生的事情会在重启后从数据源补读。",
        ),
        board=Board.OPERATIONS,
    ),
    Alert(
        name=AlertName.WATCHDOG,
        expr="""
vector(1)
""",
        severity=Severity.NONE,
        audience=Audience.WATCHDOG,
        summary=Words(en="Alerts arrive", zh="告警通路正常"),
        description=Words(
            en="It always fires. Send it to a service that calls when it stops: then Prometheus, Alertmanager or the "
            "way between them is broken.",
            zh="本告警始终触发。请将它发给一个“收不到就报警”的服务：一旦停止，说明 Prometheus、Alertmanager "
            "或其间的通路已中断。",
        ),
        board=Board.OPERATIONS,
    ),
)
