"""Chinese for mails of sealed reports and for what an audit would miss."""

# ruff: noqa: E501, RUF001  a phrase a line; the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "Seal": "封存",
    "What changed": "变更内容",
    "{agreement}: no figures of {month}": "{agreement}：{month} 没有数字",
    "{agreement}, {service} ({objective}), {period}: {known} known": "{agreement}，{service}（{objective}），{period}：已知 {known}",
    "{agreement}, {service}, {period}: missed {objective}": "{agreement}，{service}，{period}：未达到“{objective}”",
    "{service}: down from {start} to {end}": "{service}：自 {start} 至 {end} 中断",
    "{agreement}: no day is set by when it is looked at again (review_by)": "{agreement}：未设定评审期限（review_by）",
    "{agreement}: it was to be looked at again by {day}": "{agreement}：应于 {day} 前评审",
    "{action} of {owner}: due {day}": "{action}（{owner}）：期限 {day}",
    "{agreement}: {month} is not sealed": "{agreement}：{month} 未封存",
    "{report}: not prepared and not approved": "{report}：未编制签署，未批准",
    "{report}: not prepared": "{report}：未编制签署",
    "{report}: not approved": "{report}：未批准",
    "correction {id} of {author}": "更正 {id}（{author}）",
    "{finding}": "{finding}",
    "{ready} of {asked} questions are answered; the clauses are those of ISO/IEC 20000-1:2018": "{asked} 个问题中已答 {ready} 个；条款为 ISO/IEC 20000-1:2018 的条款",
    "question": "问题",
    "clause": "条款",
    "answer": "结论",
    "missing": "缺少",
    "ready": "就绪",
    "nothing to look at": "无可检查",
    "and {n} more, in the store": "另有 {n} 项，见存储",
    "This takes the place of what was sent before: figures changed by what was told since.": "本版取代此前发送的版本：此后获知的事实改变了数字。",
}
