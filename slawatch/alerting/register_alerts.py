"""Alerts about the improvement register: what is late, and what nobody has answered."""

from typing import Final

from slawatch.alerting.alert import Alert, Board, Words
from slawatch.alerting.promql import lately
from slawatch.alerting.texts import VALUE_WHOLE
from slawatch.model.alert import AlertName, Audience, Severity

_SLA: Final = "{{ $labels.sla }}"
_READ_AGAIN: Final = "1h"
"""After a start no breaches are told until older periods are read; two days of waiting must not begin anew with it."""

REGISTER: Final = (
    Alert(
        name=AlertName.ACTION_OVERDUE,
        expr=f"""
{lately("slawatch_actions_overdue")} > 0
""",
        wait="1h",
        severity=Severity.WARNING,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"Improvement actions that are overdue: {VALUE_WHOLE} ({_SLA})",
            zh=f"有 {VALUE_WHOLE} 项改进措施逾期（协议 {_SLA}）",
        ),
        description=Words(
            en="Their day has passed where the agreement is at home, and nobody has said that they were done, or "
            "looked at what came of them. `slawatch action list --which overdue` names them with their owners. Say "
            "that one is done, or agree on another day and say why.",
            zh="按协议所在时区，期限已过，仍无人登记完成，或无人检查效果。"
            "`slawatch action list --which overdue` 会列出各项及负责人。"
            "已完成的请登记，需要延期的请商定新日期并写明原因。",
        ),
        board=Board.AGREEMENTS,
        shown=("sla",),
        tickets="/actions?which=overdue&sla={{ $labels.sla }}",
    ),
    Alert(
        name=AlertName.FINDING_UNANSWERED,
        expr=f"""
{lately("slawatch_findings_unanswered", _READ_AGAIN)} > 0
""",
        wait="2d",
        severity=Severity.INFO,
        audience=Audience.SERVICE_MANAGER,
        summary=Words(
            en=f"Without an action and accepted by nobody: {VALUE_WHOLE} ({{{{ $labels.kind }}}}, {_SLA})",
            zh=f"有 {VALUE_WHOLE} 项既无措施也无人接受（{{{{ $labels.kind }}}}，协议 {_SLA}）",
        ),
        description=Words(
            en="For two days there have been missed objectives (breach) or unplanned outages (outage) of the last "
            "year that nobody has answered. An auditor asks for an action, or for the name of somebody who accepts "
            "each. `slawatch action needed` lists them.",
            zh="两天以来，最近一年内仍有违约（breach）或计划外中断（outage）无人处理。"
            "审核时，每一项都需要有改进措施，或由具名人员接受。用 `slawatch action needed` 查看。",
        ),
        board=Board.AGREEMENTS,
        shown=("sla",),
        tickets="/findings?kind={{ $labels.kind }}&sla={{ $labels.sla }}",
    ),
)
