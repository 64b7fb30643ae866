"""Chinese for what pages count."""

from typing import Final

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
    "link": "个环节",
}
"""With the measure word that stands after a number."""
