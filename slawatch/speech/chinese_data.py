"""Chinese for what workbooks and tables of figures say themselves."""

# ruff: noqa: RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "Key figure": "关键指标",
    "Reading": "解读",
    "the higher the better": "越高越好",
    "the lower the better": "越低越好",
    "neither is better": "无好坏之分",
    "Text": "内容",
    "Day": "日期",
    "Series": "序列",
    "promised: {name}": "承诺值：{name}",
    "nothing promised": "未作承诺",
    "nothing listed": "无内容",
    "Degraded": "降级",
    "Outside service hours": "非服务时间",
    "times in {zone}": "时间为 {zone} 时区",
    "Sheet": "工作表",
    "Table": "表",
    "Organisation": "组织",
    "Report id": "报告编号",
    "Time zone": "时区",
    "{n} more rows do not fit; CSV and JSON hold all": "另有 {n} 行放不下；CSV 和 JSON 含全部行",
    " … [{n} more characters; JSON holds all]": " …（另有 {n} 个字符；JSON 含全文）",
}
