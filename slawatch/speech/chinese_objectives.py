"""Chinese for what objectives select, hours in brief, and what a source had not told, by the English words."""

# ruff: noqa: RUF001  the full-width signs are Chinese punctuation

from typing import Final

PHRASES: Final = {
    "{promise} ({which})": "{promise}（{which}）",
    "{hours} ({id})": "{hours}（{id}）",
    "{hours}x{days}": "{days}×{hours}",
    "a source of it did not tell of that time yet": "其来源当时尚未提供数据",
    "category": "类别",
    "team": "团队",
    "tags": "标签",
}
