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
}
