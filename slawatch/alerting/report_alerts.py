"""Alerts about reports that should have been sealed."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import lately
from slawatch.model.alert import AlertName, Audience, Severity

_SUBJECT: Final = "{{ $labels.subject }}"

REPORTS: Final = (
    Alert(
        name=AlertName.REPORT_OVERDUE,
        expr=f"""
time() - {lately("slawatch_report_due_timestamp_seconds")} > 86400
""",
        wait="1h",
        severity=Severity.WARNING,
        audience=Audience.PLATFORM,
        summary=Words(
            en=f"The report of {_SUBJECT} is overdue: it is not sealed a day after its time",
            zh=f"{_SUBJECT} 的报告逾期：到期一天后仍未封存",
        ),
        description=Words(
            en="The period has closed and the time for late data is over, and yet the report is not sealed: a source "
            "behind it has not told all of the period, or sealing fails. `slawatch seal --list` says what it waits "
            "for, the log why it fails. Two weeks after its time it is sealed with the gap told in it.",
            zh="报告期已结束，迟到数据的等待期也已过，报告仍未封存：相关数据源尚未报告完整个周期，或封存失败。"
            "`slawatch seal --list` 会说明在等什么，失败原因见日志。到期两周后将带着数据缺口说明封存。",
        ),
        board=Board.OPERATIONS,
        tickets="/reports",
    ),
)
