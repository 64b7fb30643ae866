"""Chinese for what writers of reports say themselves; what stands in a report is translated where it is collected."""

# ruff: noqa: E501, RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "Report": "报告",
    "Service level report": "服务级别报告",
    "Provisional": "暂定版",
    "Final": "正式版",
    "Restatement {n}": "第 {n} 次重述版",
    "Provisional: it is not sealed, and figures may still change.": "暂定版：尚未封存，数字仍可能变化。",
    "Audience": "呈送对象",
    "previous period": "环比",
    "same period of last year": "同比",
    "better": "改善",
    "worse": "变差",
    "unchanged": "持平",
    "Contents": "目录",
    "promised": "承诺值",
    "Promised": "承诺值",
    "Data cut-off": "数据截止",
    "Facts known up to": "事实获知至",
    "Definitions": "定义版本",
    "In every row": "各行相同",
    "In every row shown here": "此处所示各行相同",
    "Only the first {n} of {total} rows are shown here; the CSV, XLSX and JSON files of this report hold all of them.": "此处只显示 {total} 行中的前 {n} 行；本报告的 CSV、XLSX 和 JSON 文件包含全部行。",
    "Values, the oldest first: {values}": "数值，从最早开始：{values}",
    "No outage": "无中断",
    "Figures of the drawing": "图中数字",
    "{n} pp": "{n} 个百分点",
}
