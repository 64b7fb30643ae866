"""Definitions read back from the canonical text that was stored of them."""

import json
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter

from slawatch.config.canonical import sha256
from slawatch.config.identity import identified
from slawatch.errors import ConfigError
from slawatch.model.agreement import Agreement, AgreementKind
from slawatch.model.definitions import Definitions
from slawatch.model.desk import Desk
from slawatch.model.feed import AllDay, Feed, FeedEvents, FeedKind, Timed
from slawatch.model.hours import WorkingHours
from slawatch.model.maintenance import Maintenance
from slawatch.model.mapping import SourceMapping
from slawatch.model.service import Names, Party, PartyKind, Service

_N = TypeVar("_N")

Json = Any
"""What JSON can hold."""

_EDITION: Final = "edition"
"""Of the almanac of holidays: today's is used, whatever was installed then (see other_almanac)."""
_PARTIES: Final[Mapping[AgreementKind, PartyKind]] = {
    AgreementKind.SLA: PartyKind.CUSTOMER,
    AgreementKind.OLA: PartyKind.TEAM,
    AgreementKind.CONTRACT: PartyKind.SUPPLIER,
}


def definitions(body: str, *, like: Definitions) -> Definitions:
    """Return the definitions of which this is the canonical text (see config.canonical).

    What the text leaves out, since it changes no figure, is taken from today's definitions: names for people, where
    they are still there, the order of the file, age limits. ConfigError where this version of slawatch would judge
    otherwise than the text says.
    """
    told = json.loads(body)
    try:
        read = _read(told, like)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"definitions {sha256(body)[:12]}, of another version of slawatch, can't be read") from error
    for difference in _differences(told, json.loads(identified(read).body), "definitions"):
        raise ConfigError(
            f"this version of slawatch would judge otherwise than definitions {sha256(body)[:12]}: {difference}"
        )
    return replace(read, body=body, sha256=sha256(body))


def other_almanac(body: str) -> bool:
    """Tell whether the text was made with another edition of the almanac of holidays than the one in use."""
    calendars = json.loads(body)["calendars"].values()
    return any(each["holidays"][_EDITION] != version("holidays") for each in calendars if each.get("holidays"))


def _read(told: Mapping[str, Json], like: Definitions) -> Definitions:
    names = {each.id: each.names for each in like.agreements}
    agreements = [_spoken(Agreement, each, names=_names(names, each["id"])) for each in told["agreements"].values()]
    services = {
        name: _spoken(Service, each, names=_names({key: own.names for key, own in like.services.items()}, name))
        for name, each in told["services"].items()
    }
    place = {name: place for place, name in enumerate(names)}
    return replace(
        like,
        services=_in_order(services, like.services),
        parties={**_parties(agreements), **like.parties},
        agreements=tuple(sorted(agreements, key=lambda each: (place.get(each.id, len(place)), each.id, each.version))),
        calendars={name: _calendar(each) for name, each in told["calendars"].items()},
        mappings=_in_order({name: _mapping(each) for name, each in told["mappings"].items()}, like.mappings),
        maintenance=tuple(
            _in_order(
                {name: _maintenance(each) for name, each in told["maintenance"].items()},
                [each.id for each in like.maintenance],
            ).values()
        ),
        desk=_spoken(Desk, told.get("desk", {})),
    )


def _spoken(kind: type[_N], told: Mapping[str, Json], **words: object) -> _N:
    """Return a noun of the model with the words for people that its canonical text leaves out."""
    adapter: TypeAdapter[_N] = _adapter(cast("Hashable", kind))
    return adapter.validate_python({**told, **words})


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  a noun of the model
    """Return what makes a noun: to make that takes longer than to read all definitions."""
    return TypeAdapter(kind)


def _names(known: Mapping[str, Names], name: str) -> Names:
    return known.get(name) or {"en": name}


def _parties(agreements: Collection[Agreement]) -> dict[str, Party]:
    return {each.party: Party(id=each.party, kind=_PARTIES[each.kind], names={"en": each.party}) for each in agreements}


def _calendar(told: Mapping[str, Json]) -> WorkingHours:
    return _spoken(WorkingHours, told, feeds=tuple(_feed(each) for each in told.get("feeds", ())))


def _maintenance(told: Mapping[str, Json]) -> Maintenance:
    feed = told.get("feed")
    return _spoken(Maintenance, {"approved_by": "", **told}, reason="", feed=None if feed is None else _feed(feed))


def _feed(told: Mapping[str, Json]) -> Feed:
    kind, events = FeedKind(told["kind"]), told["events"]
    if events is None:
        return Feed(name="", kind=kind)
    timed = tuple(Timed(start, end, "", *created) for start, end, *created in events if isinstance(start, int))
    dates = [each for each in events if isinstance(each[0], str)]
    all_day = tuple(
        AllDay(date.fromisoformat(first), date.fromisoformat(after), "", *created) for first, after, *created in dates
    )
    return Feed(name="", kind=kind, events=FeedEvents(all_day=all_day, timed=timed))


def _mapping(told: Mapping[str, Json]) -> SourceMapping:
    attributes = {name: _whole(each) for name, each in told["attributes"].items()}
    fields = {name: _whole(told[name]) for name in ("status", "severity")}
    survey = told.get("survey")
    if survey is not None:
        fields["survey"] = {**survey, "answers": _whole(survey["answers"])}
    return _spoken(SourceMapping, {**told, **fields, "attributes": attributes})


def _whole(told: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return a field map with its patterns among its values again."""
    values = told["values"]
    return {**told, "values": None if values is None else {**values, **dict(told["patterns"])}}


def _in_order(nouns: Mapping[str, _N], order: Collection[str]) -> dict[str, _N]:
    """Return nouns in an order, those that it does not name at the end."""
    known = [name for name in order if name in nouns]
    return {name: nouns[name] for name in dict.fromkeys([*known, *nouns])}


def _differences(told: Json, read: Json, at: str) -> Iterator[str]:
    """Yield where something told was not read as it is; what an older version did not tell yet may be there."""
    if isinstance(told, dict) and isinstance(read, dict):
        for name in told.keys() - {_EDITION}:
            yield from _differences(told[name], read.get(name), f"{at}.{name}")
    elif isinstance(told, list) and isinstance(read, list) and len(told) == len(read):
        for place, (one, other) in enumerate(zip(told, read, strict=True)):
            yield from _differences(one, other, f"{at}[{place}]")
    elif told != read:
        yield at
