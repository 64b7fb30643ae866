"""Versions of an agreement: each one's keys laid over the version before, and what is wrong with them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import NoneType
from typing import Any, Final

from slawatch.calendars.periods import period_containing
from slawatch.calendars.zones import midnight, zone
from slawatch.config.checks import Found
from slawatch.config.faults import Written, choice, found
from slawatch.config.values import as_list
from slawatch.model.agreement import Period, ReopenPolicy, Rolling

Raw = Mapping[str, Any]
"""A part of the file as it was written."""

FIXED: Final = {
    "kind": "it is the same in all versions; write another agreement",
    "with": "it is the same in all versions; write another agreement",
    "period": "it is the same in all versions; write another agreement",
    "timezone": "it is the same in all versions; write another agreement",
    "scope": "it is the same in all versions; write another agreement",
    "until": "a version ends where the next one begins; the last day of them all stands in the agreement",
    "underpins": "it stands in the agreement",
    "review_by": "it stands in the agreement",
    "report": "it stands in the agreement",
    "alerts": "they stand in the agreement",
    "versions": "a version has none; put it beside this one",
}
"""Keys of an agreement that no version has, and why."""

_BY_KEY: Final = ("exclusions",)
_ONCE: Final = frozenset({"until", "underpins", "review_by", "alerts", "report", "versions"})


def shape_faults(versions: Written) -> Iterator[Found]:
    """Yield what keeps versions, as written, from being read: no list, no map, no first day, a key that is fixed."""
    if not isinstance(versions, list):
        yield (), f"found {found(versions)}; a list is needed here (- from: …)"
        return
    for n, version in enumerate(versions):
        if not isinstance(version, dict):
            yield (n,), f"found {found(version)}; a map is needed here (key: value, a line each)"
        elif version.get("from") is None:
            yield (n, "from"), "is missing; the first day on which this version is in force"
        else:
            yield from (((n, key), f"a version can't change it: {FIXED[key]}") for key in version if key in FIXED)


def laid_over(before: Raw, version: Raw) -> Raw:
    """Return an agreement as written with a version's keys: objectives by id, and of these and exclusions by key."""
    told = {key: value for key, value in version.items() if value is not None and key != "without"}
    whole = {key: value for key, value in before.items() if key not in _ONCE} | told
    for key in _BY_KEY:
        if key in told:
            whole[key] = _by_key(before.get(key), told[key])
    whole["objectives"] = _objectives(before.get("objectives"), told.get("objectives"), dropped(version))
    return whole


def dropped(version: Raw) -> Sequence[str]:
    """Return the ids of objectives that end with the version before."""
    ids = as_list(version.get("without"))
    return [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []


def drop_faults(version: Raw, promised: Collection[str]) -> Iterator[Found]:
    """Yield what is wrong with the objectives that a version drops; `promised` are those of the version before."""
    ids = as_list(version.get("without", []))
    if not isinstance(ids, list):
        yield ("without",), f"found {found(ids)}; a list is needed here ([a, b])"
        return
    for each in ids:
        if each not in promised:
            end = choice(str(each), promised)
            yield ("without",), f"{found(each)} is no objective of the version before{end}"


def start_faults(
    starts: date, before: date | None, ends: date | None, period: Period, timezone: str
) -> Iterator[Found]:
    """Yield what is wrong with a version's first day, seen from that of the one before and the agreement's last."""
    if before is not None and starts <= before:
        yield ("from",), f"{starts} does not lie after {before}, where the version before begins; put them in order"
    elif ends is not None and starts > ends:
        yield ("from",), f"{starts} lies after the agreement's last day {ends}; take the version out, or move until"
    elif isinstance(period, Rolling):
        yield (
            ("from",),
            (
                f"a period is judged under one version, and {period} begin anew every day; "
                "end this agreement with until, and write another"
            ),
        )
    else:
        yield from _edge_faults(starts, period, timezone)


def reopen_fault(starts: date | None, earlier: ReopenPolicy) -> str:
    """Return why a version can't have another reopen policy of an objective."""
    return (
        f"a version can't change it: a ticket reopened after {starts} would be judged twice or not at all; "
        f"keep {earlier}, or write another agreement"
    )


def _edge_faults(starts: date, period: Period, timezone: str) -> Iterator[Found]:
    at = midnight(starts, timezone)
    around = period_containing(period, at, timezone=timezone)
    if around.start != at:
        first, after = (edge.astimezone(zone(timezone)).date() for edge in (around.start, around.end))
        yield (
            ("from",),
            (
                f"{starts} lies inside the {period} of {first} to {after - timedelta(days=1)}, "
                f"and a period is judged under one version; write {first} or {after}"
            ),
        )


def _by_key(before: Written, told: Written) -> Written:
    if not isinstance(before, dict) or not isinstance(told, dict):
        return before if told is None else told
    return {**before, **{key: value for key, value in told.items() if value is not None}}


def _objectives(before: Written, told: Written, without: Sequence[str]) -> Written:
    if not isinstance(before, dict) or not isinstance(told, dict | NoneType):
        return told
    kept = {name: each for name, each in before.items() if name not in without}
    return kept | {name: _by_key(kept.get(name), each) for name, each in (told or {}).items()}
