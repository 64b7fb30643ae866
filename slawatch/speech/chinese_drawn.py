"""Chinese for what is drawn and listed of tickets and outages."""

# ruff: noqa: E501, RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "Timeline": "时间线",
    "running beyond the target": "超出目标后继续计时",
    "holiday or closing day": "节假日或停业日",
    "not used": "未用",
    "assigned, acknowledged or changed": "分派、受理或变更",
    "reopened": "重新打开",
    "started": "开始",
    "stopped": "停止",
    "due if resumed now": "若现在恢复，到期于",
    "as of the figures": "数据截至",
    "{n} stretches, {m} marks": "{n} 段，{m} 个标记",
    "{n} times {what}": "{what} {n} 次",
    "Times are of {zone}.": "时间为 {zone} 时区。",
    "Open hours are to scale; closed hours get a quarter of the width at the most.": "工作时间按比例绘制；非工作时间最多占宽度的四分之一。",
    "Lists of tickets": "工单列表",
    "Due within 8 h": "8 小时内到期",
    "Missed this period": "本期未达标",
    "Missed last period": "上期未达标",
    "Quarantined": "已隔离",
    "Sort by": "排序",
    "Missed timers": "未达标的计时",
    "Missed at": "超时时刻",
    "Missed by": "超出",
    "stopped {at}": "停止于 {at}",
    "still open": "仍未结束",
    "done": "已结束",
    "Judged": "已评定",
    "No timer was missed.": "没有未达标的计时。",
    "No timer of this list passes these filters together; each of them alone is passed by some.": "此列表中没有计时同时满足这些筛选条件；单独使用其中任何一个都有结果。",
    "{name}={words} is passed by no timer of this list.": "此列表中没有计时满足 {name}={words}。",
    "Timers that count as missed in the period, also of tickets that are done; the latest miss first.": "周期内计为未达标的计时，包括已结束的工单；最近超时的排在最前。",
    "{n} tickets with unmapped words": "{n} 个工单含未映射词语",
    "{n} rows that can't be read": "{n} 行无法读取",
    "The words, and the lines that would map them": "这些词语，以及可用于映射的配置",
    "Tickets that are open, or were created or done in the current or the previous period. A ticket that no objective judges counts in no figure.": "未结的，或在本期或上期创建或结束的工单。没有目标评定的工单不计入任何数字。",
    "Figures know nothing of these rows until they can be read.": "在可读取之前，数字不包含这些行。",
}
