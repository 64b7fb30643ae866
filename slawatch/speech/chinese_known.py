"""Chinese for how much is known: what nobody looked at, what is stored in part, and why time counts or does not."""

# ruff: noqa: E501, RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "facts of only a part of that time are stored": "该时段只存有部分数据",
    "no source tells outages of this service": "没有来源提供该服务的中断数据",
    "No source tells outages.": "没有来源提供中断数据。",
    "No source tells outages of {n} services.": "有 {n} 个服务没有来源提供中断数据。",
    "No source tells outages of {services}, so nothing is known of them here.": "没有来源提供以下服务的中断数据，故此处情况未知：{services}。",
    "No source tells outages of {services}: each counts as up for as long as nobody says otherwise.": "没有来源提供以下服务的中断数据，无人另行说明时一律计为正常：{services}。",
    "Facts are stored from": "数据存储始于",
    "Not known": "未知情况",
    "make-up working day": "调休工作日",
    "closed date": "休息日期",
    "closed every year on this date": "每年此日休息",
    "dated hours": "特定日期的工作时间",
    "Outages: length, tickets and suppliers": "中断：时长、工单与供应商",
    "Intervals and stages of restoration": "置信区间与恢复各阶段",
    "Tickets by objective and priority: pauses, and what is not judged": "按目标和优先级的工单：暂停与未评定",
    "Exclusions: who stated them, approval and over-run": "排除：登记人、批准与超时",
    "Improvement actions: before and after": "改进措施：前后对比",
    "Breached objectives: instant, responsible party and credit": "违约目标：时刻、责任方与抵扣",
}
