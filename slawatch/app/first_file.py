"""A first configuration as text: what a system told, and a calendar, a service and a promise to be mended."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import yaml

from slawatch.app.inventory import Inventory, Listed
from slawatch.runtime.map_lines import plain_or_quoted, quoted

_CLASSES: Final = "new, open, pending_requester, pending_supplier, pending_other, resolved, closed, cancelled"
_FIRST_LINE: Final = "     # take {} away with the first line below"
_IN_ID: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_ID: Final = 40


def first_file(  # noqa: PLR0913  what was asked for, what was found
    source: str, kind: str, options: Mapping[str, Any], found: Inventory, *, zone: str, replies: bool, at: datetime
) -> str:
    """Return the YAML; it is valid, and every promise in it is a proposal."""
    services = _services(found)
    lines = [
        f"# slawatch: a first configuration, made of what {source} told on {at:%Y-%m-%d %H:%M} UTC.",
        "# Mend it, then: slawatch check --live. Every key is explained in docs/configuration.md.",
        "",
        "sources:",
        f"  {source}:",
        f"    kind: {kind}",
        *_indented(yaml.safe_dump(dict(options), allow_unicode=True, sort_keys=False) if options else "", 4),
        *_indented("\n".join(_map(found, services)), 4),
        "",
        "calendars:",
        "  office:                     # an example: the hours that count",
        f"    timezone: {zone}",
        '    hours: {mon-fri: ["09:00-18:00"]}',
        "",
        "services:",
        *(f"  {id_}: {{name: {quoted(raw)}}}" for raw, id_ in services.items()),
        "",
        "parties:",
        "  customer: {kind: customer, name: Our customer}   # an example",
        "",
        *_agreement(found, services, zone=zone, replies=replies),
    ]
    return "\n".join(lines) + "\n"


def _indented(text: str, by: int) -> Iterator[str]:
    return (f"{' ' * by}{line}" if line else line for line in text.splitlines())


def _services(found: Inventory) -> dict[str, str]:
    """Return an id for each raw service; one service where the system has none."""
    listed = found.listed.get("service")
    ids: dict[str, str] = {}
    for number, raw in enumerate(listed.words if listed else ("Service desk",), 1):
        id_ = _IN_ID.sub("-", raw.casefold()).strip("-")[:_LONGEST_ID].strip("-") or f"service-{number}"
        ids[raw] = id_ if id_ not in ids.values() else f"{id_}-{number}"
    return ids


def _map(found: Inventory, services: Mapping[str, str]) -> Iterator[str]:
    yield "map:                        # what the system's words mean"
    if found.statuses:
        yield f"  # One of {_CLASSES}."
        yield from _words("status", found.statuses, lacking="nobody told what it means; until you do, its timers run")
    if found.severities:
        yield from _words("severity", found.severities, lacking="down, degraded or ignore; until you say so it is down")
    if "priority" in found.listed:
        yield from _values("priority", found.listed["priority"], found.listed["priority"].words)
    if "kind" in found.listed:
        yield from _values("kind", found.listed["kind"], found.listed["kind"].words)
    if "service" in found.listed:
        yield from _values("service", found.listed["service"], services)
    else:
        yield f"  service: {{default: {next(iter(services.values()))}}}"


def _words(name: str, words: Mapping[str, str | None], *, lacking: str) -> Iterator[str]:
    known = {raw: meaning for raw, meaning in words.items() if meaning}
    yield f"  {name}:" if known else f"  {name}: {{}}{_FIRST_LINE}"
    yield from (f"    {quoted(raw)}: {meaning}" for raw, meaning in known.items())
    yield from (f"    # {quoted(raw)}: unknown     # {lacking}" for raw in words if raw not in known)


def _values(name: str, listed: Listed, meanings: Mapping[str, str | None]) -> Iterator[str]:
    known = {raw: meaning for raw, meaning in meanings.items() if meaning}
    yield f"  {name}:"
    yield f"    field: {plain_or_quoted(listed.field)}"
    yield "    values:" if known else f"    values: {{}}{_FIRST_LINE}"
    yield from (f"      {quoted(raw)}: {plain_or_quoted(meaning)}" for raw, meaning in known.items())
    unknown = [raw for raw in meanings if raw not in known]
    yield from (f"      # {quoted(raw)}: incident     # or request, problem, change, …" for raw in unknown)


def _agreement(found: Inventory, services: Mapping[str, str], *, zone: str, replies: bool) -> Iterator[str]:
    yield "agreements:"
    yield "  first:                      # an example: put in what was promised"
    yield "    kind: sla"
    yield "    with: customer"
    yield f"    services: [{', '.join(services.values())}]"
    yield f"    timezone: {zone}"
    yield "    objectives:"
    if found.tickets or not found.outages:
        if replies:
            yield "      response: {indicator: first_response, within: 4h, target: 95%, hours: office}"
        yield "      resolution: {indicator: resolution, within: 16h, target: 90%, hours: office}"
    if found.outages:
        yield "      availability: {indicator: availability, target: 99.5%}"
