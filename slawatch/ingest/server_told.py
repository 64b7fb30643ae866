"""What a server tells of itself beside its answer: its clock, and how much more it lets itself be asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slawatch.ingest.backoff import http_date

_HALF_SECOND: Final = timedelta(seconds=0.5)
"""Date has whole seconds, cut off; on average the server's clock shows half a second more."""
_LIMITS: Final = ("RateLimit-Limit", "X-RateLimit-Limit", "X-Rate-Limit-Limit", "X-RateLimit-Total", "X-Rate-Limit")
_REMAINING: Final = ("RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining")
_ITEM: Final = re.compile(r'"(?P<name>[^"]*)"(?P<parameters>(?:;[^,"]*|"[^"]*")*)')
"""An item of a structured field: a policy's name and its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTold:
    """What one answer told; None where it said nothing."""

    clock_skew_seconds: float | None = None
    """The server's clock less ours, good to a second and half of the request's time."""
    rate_limit_remaining_ratio: float | None = None
    """The share (0..1) of the requests allowed that is left, of several limits the least."""


def server_told(headers: Mapping[str, str], *, asked: datetime, answered: datetime) -> ServerTold:
    """Return what headers tell of an answer that began to come at an instant; their names compare without case."""
    return ServerTold(
        clock_skew_seconds=_clock_skew(headers, asked + (answered - asked) / 2),
        rate_limit_remaining_ratio=_remaining(headers),
    )


def _clock_skew(headers: Mapping[str, str], between: datetime) -> float | None:
    """An answer out of a cache carries the Date at which it went in."""
    told = None if "Age" in headers else http_date(headers.get("Date", ""))
    return None if told is None else (told + _HALF_SECOND - between).total_seconds()


def _remaining(headers: Mapping[str, str]) -> float | None:
    shares = [
        min(max(remaining / limit, 0.0), 1.0)
        for remaining, limit in (*_of_policies(headers), *_of_numbers(headers), *_of_one_field(headers))
        if limit > 0
    ]
    return min(shares, default=None)


def _of_policies(headers: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    """Yield what is left and what was given by `RateLimit: "day";r=50` and `RateLimit-Policy: "day";q=100`."""
    quotas = dict(_parameters(headers.get("RateLimit-Policy", ""), "q"))
    for name, left in _parameters(headers.get("RateLimit", ""), "r"):
        if name in quotas:
            yield left, quotas[name]


def _parameters(text: str, key: str) -> Iterator[tuple[str, float]]:
    for item in _ITEM.finditer(text):
        found = re.search(rf";\s*{key}=(\d{{1,18}})", item["parameters"])
        if found:
            yield item["name"], float(found[1])


def _of_one_field(headers: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    """Yield those of `RateLimit: limit=100, remaining=50, reset=5`, as earlier drafts have it."""
    told = dict(re.findall(r"\b(limit|remaining)\s*=\s*(\d{1,18})", headers.get("RateLimit", "")))
    if len(told) == 2:  # noqa: PLR2004  both
        yield float(told["remaining"]), float(told["limit"])


def _of_numbers(headers: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    """Yield those of two headers, whose names differ from server to server."""
    limit, left = (_first_number(headers, names) for names in (_LIMITS, _REMAINING))
    if limit is not None and left is not None:
        yield left, limit


def _first_number(headers: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    """Return the number that the first of the headers begins with; a policy may follow it."""
    told = (re.match(r"\s*(\d{1,18})(?![\d.])", headers.get(name, "")) for name in names)
    return next((float(found[1]) for found in told if found), None)
