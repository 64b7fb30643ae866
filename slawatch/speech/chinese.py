"""Chinese for what pages count and promise."""

# ruff: noqa: RUF001  the full-width signs are Chinese punctuation

from typing import Final

from slawatch.model.agreement import Indicator, Statistic

UNTIL_CLOSING: Final = "（至下班）"
UNITS: Final = {"d": "天", "h": "小时", "min": "分钟", "s": "秒"}
NOUNS: Final = {
    "open timer": "个进行中的计时",
    "missed timer": "个未达标的计时",
    "objective": "个目标",
    "outage": "次中断",
    "ticket": "个工单",
    "answer": "次答复",
    "update": "次更新",
    "open ticket": "个未结工单",
    "unmapped word": "个未映射词语",
    "service": "个服务",
    "agreement": "份协议",
    "source": "个来源",
}
"""With the measure word that stands after a number."""

PROMISES: Final = {
    Indicator.AVAILABILITY: "可用性",
    Indicator.FIRST_RESPONSE: "{time}内首次响应",
    Indicator.ACKNOWLEDGEMENT: "{time}内受理",
    Indicator.NEXT_REPLY: "{time}内回复",
    Indicator.PERIODIC_UPDATE: "每 {time}内更新",
    Indicator.RESOLUTION: "{time}内解决",
    Indicator.RESTORATION: "{time}内恢复",
    Indicator.HANDOVER: "处理不超过 {time}",
    Indicator.OUTAGES: "中断次数",
    Indicator.LONGEST_OUTAGE: "最长中断",
    Indicator.BACKLOG: "未结工单",
    Indicator.BACKLOG_AGE: "最久未结工单",
    Indicator.WORKLOAD: "新建工单",
    Indicator.SATISFACTION: "满意度",
    Indicator.FIRST_CONTACT: "首次联系即解决",
    Indicator.REOPENED: "重新打开",
}
STATISTICS: Final = {
    Statistic.SHARE: "",
    Statistic.MEDIAN: "（中位数）",
    Statistic.P90: "（十中之九，p90）",
    Statistic.MEAN: "（平均）",
}
