"""The keys `scope` and `weights` of an agreement: whether its services are judged together, and what each weighs."""

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from slawatch.config.checks import Found
from slawatch.config.faults import Trail, Written, choice, found, refused
from slawatch.model.agreement import Indicator, Scope
from slawatch.model.definitions import Definitions

_NEEDED: Final = "write a whole number above 0 or a percentage above 0%, e.g. 2 or 40%"
_UNDER: Final = "the figures of all services together are told under the agreement's id"


def weight(value: Written) -> Fraction:
    """Return the weight of `2` or `40%`; raise ValueError for anything else, as for 0."""
    text = str(value).strip()
    if not re.fullmatch(r"\d+(\.\d+)?\s*%|\d+", text, re.ASCII) or not float(text.removesuffix("%")):
        raise ValueError(f"found {found(value)}; {_NEEDED}")
    return Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)


def _weights(value: Written) -> Mapping[str, Fraction]:
    if not isinstance(value, dict):
        raise ValueError(f"found {found(value)}; a map is needed here (service: weight, a line each)")  # noqa: TRY004  pydantic reports ValueError
    told: dict[str, Fraction] = {}
    faults: list[tuple[Trail, str]] = []
    for service, text in value.items():
        try:
            told[service] = weight(text)
        except ValueError as error:
            faults.append(((service,), str(error)))
    if faults:
        raise refused("weights", faults)
    return told


def _written(weights: Mapping[str, Fraction]) -> dict[str, int | str]:
    return {name: int(each) if each.denominator == 1 else f"{float(each * 100):g}%" for name, each in weights.items()}


Weights = Annotated[
    dict[str, Fraction],
    BeforeValidator(_weights),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": "integer", "exclusiveMinimum": 0},
                    {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"},
                ]
            },
            "examples": [{"erp": 2, "mail": 1}],
        }
    ),
]


def scope_faults(
    scope: Scope, weights: Collection[str], services: Collection[str], promised: Collection[Indicator]
) -> Iterator[Found]:
    """Yield weights that have nothing to weigh, those of foreign services, and services that have none."""
    if not weights:
        return
    if scope is not Scope.AGREEMENT:
        yield ("weights",), "weigh services that are judged together; add scope: agreement, or leave them out"
        return
    if Indicator.AVAILABILITY not in promised:
        yield ("weights",), "weigh seconds of availability, and none is promised here; add one, or leave them out"
    for each in weights:
        if each not in services:
            yield ("weights", each), f'"{each}" is no service of this agreement{choice(each, services)}'
    missing = [each for each in services if each not in weights]
    if missing:
        yield ("weights",), f"tell none for {', '.join(missing)}; add it"


def name_faults(definitions: Definitions) -> Iterator[Found]:
    """Yield agreements whose services are judged together under the id of a service."""
    for each in definitions.agreements:
        if each.scope is Scope.AGREEMENT and each.version == 1 and each.id in definitions.services:
            yield (each.id, "scope"), f'"{each.id}" is a service, too, and {_UNDER}; give the agreement another id'
