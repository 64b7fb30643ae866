"""Rules as Prometheus would have evaluated them in the past: recorded series and ALERTS.

`promtool tsdb create-blocks-from rules` leaves alerts out, so expressions are asked for over the range and what
`for` and `keep_firing_for` make of them is worked out here.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from past_prometheus import Prometheus, labelled

STEP = 300
"""Seconds."""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def rules(folder: Path) -> list[Mapping[str, Any]]:
    """Return the rules of all files in a folder, in their order."""
    files = (yaml.safe_load(path.read_text()) for path in sorted(folder.glob("*.yml")))
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


def recorded(prometheus: Prometheus, rule: Mapping[str, Any], start: datetime, end: datetime) -> Iterator[str]:
    """Yield the samples of a recording rule."""
    for series in prometheus.over(rule["expr"], start, end, step=STEP):
        labels = _labels(rule, series["metric"])
        yield from (f"{rule['record']}{{{labelled(labels)}}} {value} {at}\n" for at, value in series["values"])


def alerted(prometheus: Prometheus, rule: Mapping[str, Any], start: datetime, end: datetime) -> Iterator[str]:
    """Yield the samples of ALERTS for an alerting rule."""
    pending, keep = seconds(rule.get("for", "0s")), seconds(rule.get("keep_firing_for", "0s"))
    for series in prometheus.over(rule["expr"], start, end, step=STEP):
        labels = {"alertname": rule["alert"], **_labels(rule, series["metric"])}
        active = [int(at) for at, _ in series["values"]]
        for at, since in held(active, pending=pending, keep=keep, end=int(end.timestamp())):
            state = "firing" if at - since >= pending else "pending"
            yield f"ALERTS{{{labelled(labels | {'alertstate': state})}}} 1 {at}\n"
            yield f"ALERTS_FOR_STATE{{{labelled(labels)}}} {since} {at}\n"


def held(active: list[int], *, pending: int, keep: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield instants, STEP apart, at which an alert whose expression holds at some of them stands, and since when."""
    since = last = active[0]
    for at in active:
        kept = _kept_until(last, since=since, pending=pending, keep=keep)
        yield from ((instant, since) for instant in range(last + STEP, min(at, kept + 1), STEP))
        since = since if at - STEP <= kept else at
        yield at, since
        last = at
    kept = _kept_until(last, since=since, pending=pending, keep=keep)
    yield from ((instant, since) for instant in range(last + STEP, min(kept, end) + 1, STEP))


def _kept_until(last: int, *, since: int, pending: int, keep: int) -> int:
    """Return until when an alert stands whose expression held at last: one that never fired is not kept."""
    return last + keep if last - since >= pending else last


def seconds(duration: str) -> int:
    """Return the seconds of a duration of Prometheus."""
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", duration))


def _labels(rule: Mapping[str, Any], series: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in series.items() if name != "__name__"}
    told = {
        name: re.sub(r"\{\{ *\$labels\.(\w+) *\}\}", lambda found: kept.get(found[1], ""), str(value))
        for name, value in rule.get("labels", {}).items()
    }
    return kept | told
