"""Chinese for the page of words that nothing maps."""

# ruff: noqa: E501, RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "Unmapped words": "未映射词语",
    "change type": "变更类型",
    "Raw word": "原词",
    "Open tickets": "未结工单",
    "Tickets": "工单",
    "Newest": "最新一条",
    "Since": "始于",
    "Looks like": "近似于",
    "(empty)": "（空）",
    "{n} signs": "{n} 个字符",
    "read from {field}": "读取字段 {field}",
    "Lines to put into the configuration": "可写入配置的内容",
    "Every word that passes is mapped.": "符合条件的词语均已映射。",
    "{n} words of fewer tickets are not listed; `slawatch unmapped` prints all of them": "另有 {n} 个工单较少的词未列出；`slawatch unmapped` 会全部打印",
    "Fill in the meanings, put the lines into the configuration, run `slawatch check` and reload: past figures follow, nothing is read again. Words whose tickets are cancelled, merged or deleted do not count.": "补全含义后写入配置，运行 `slawatch check` 并重载：过去的数字随之更新，无需重新读取。已取消、合并或删除的工单不计入。",
}
