"""As much of JQL as a fake must understand; what it does not, it refuses, as Jira does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.testing.systems.jira.work import CATEGORY_OF, PROJECTS, Issue

ORDER: Final = re.compile(r"\s*ORDER BY (.+)$", re.IGNORECASE)
MOST_ORDERS: Final = 7


class JqlError(Exception):
    """The question can't be answered; the text says why, as Jira would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, read."""

    holds: Sequence[Callable[[Issue], bool]]
    newest_first: bool


def read(text: str, *, zone: str, ignored: bool, numbers: bool = True) -> Question:
    """Return a question; `ignored`: a filter on times finds everything; `numbers`: it understands milliseconds."""
    found = ORDER.search(text)
    where = text[: found.start()] if found else text
    clauses = [each.strip() for each in where.split(" AND ") if each.strip()]
    return Question(
        holds=[_clause(each, zone=zone, ignored=ignored, numbers=numbers) for each in clauses],
        newest_first=_descends(found),
    )


def found(issues: Sequence[Issue], question: Question) -> Sequence[Issue]:
    """Return the issues that a question finds, by their last change and key."""
    there = [issue for issue in issues if all(holds(issue) for holds in question.holds)]
    there.sort(key=lambda issue: issue.number)
    return sorted(there, key=lambda issue: issue.indexed, reverse=question.newest_first)


def _descends(order: re.Match[str] | None) -> bool:
    keys = [] if order is None else [each.split() for each in order[1].split(",")]
    if len(keys) > MOST_ORDERS:
        raise JqlError("JQL can be ordered by at most 7 fields.")
    for field, *way in keys:
        if field not in ("updated", "key") or way not in (["ASC"], ["DESC"], []):
            raise JqlError(f"Field '{field}' does not exist or you do not have permission to view it.")
    return bool(keys) and keys[0] == ["updated", "DESC"]


def _clause(text: str, *, zone: str, ignored: bool, numbers: bool) -> Callable[[Issue], bool]:
    if told := re.fullmatch(r"project in \((.+)\)", text):
        keys = {key.strip().strip('"') for key in told[1].split(",")}
        for key in sorted(keys - PROJECTS.keys()):
            raise JqlError(f"The value '{key}' does not exist for the field 'project'.")
        return lambda issue: issue.project in keys
    if text == "statusCategory != Done":
        return lambda issue: CATEGORY_OF[issue.status] != "done"
    if told := re.fullmatch(r"updated >= (.+)", text):
        since = _minute(_time(told[1], zone, numbers=numbers))
        return lambda issue: ignored or issue.indexed >= since
    raise JqlError(f"Error in the JQL Query: '{text}' can't be parsed.")


def _time(literal: str, zone: str, *, numbers: bool) -> datetime:
    if literal.isdigit() and numbers:
        return datetime.fromtimestamp(int(literal) / 1000, UTC)
    for pattern in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(literal.strip("\"'"), pattern).replace(tzinfo=ZoneInfo(zone), fold=1)
        except ValueError:
            continue
    raise JqlError(f"Date value {literal} for field 'updated' is invalid.")


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)
