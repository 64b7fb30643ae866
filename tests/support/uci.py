"""Sums over `slawatch timers --format csv`, in the words of the UCI log's truth file."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

CALENDARS = ("wall", "business")
POLICIES = ("resume", "continue")


def sums(lines: Iterable[str]) -> Mapping[tuple[str, str], Counter[str]]:
    """Return by (agreement, priority) what the truth file counts."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in csv.DictReader(lines):
        reopens = int(row["reopens"])
        found[row["sla"], row["priority"]].update(
            n=1,
            resolved=row["stopped_at"] != "",
            reopened_tickets=reopens > 0,
            reopens=reopens,
            met=row["outcome"] == "met",
            elapsed=int(row["elapsed_seconds"]),
            paused=int(row["paused_seconds"]),
        )
    return found


def expected(truth: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Counter[str]]]:
    """Yield the same from the truth file."""
    for priority, told in truth["by_priority"].items():
        for calendar in CALENDARS:
            for policy in POLICIES:
                plain = {name: told[name] for name in ("n", "resolved", "reopened_tickets", "reopens")}
                yield (
                    (f"{calendar}-{policy}", priority),
                    Counter(
                        plain,
                        met=told[f"{calendar}_met_{policy}"],
                        elapsed=told[f"{calendar}_elapsed_{policy}_seconds"],
                        paused=told[f"{calendar}_paused_seconds"],
                    ),
                )
