"""The key `credits` of an agreement: what a missed availability costs."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from slawatch.config.durations import percentage, share
from slawatch.config.faults import Trail, Written, choice, found, refused
from slawatch.config.section import Section
from slawatch.config.values import read_by
from slawatch.model.agreement import AgreementKind, Indicator, Period, Rolling
from slawatch.model.credit import CreditBand, CreditTerms
from slawatch.model.service import ServiceId

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DAYS: Final = re.compile(r"(\d{1,4})\s*(days?|weeks?)")
_EACH: Final = ""
"""Stands for every service where one fee is told for all."""


def currency(text: str) -> str:
    """Return a currency's code; raise ValueError for what has not the shape of ISO 4217."""
    if not _CURRENCY.fullmatch(text):
        raise ValueError(f'"{text}" is no currency; write its three letters (ISO 4217), e.g. CNY, EUR, USD')
    return text


def calendar_days(text: str) -> int:
    """Return the days of `30 days` or `8 weeks`; raise ValueError for anything else."""
    told = _DAYS.fullmatch(text.strip())
    if told is None or not int(told[1]):
        raise ValueError(f"found {found(text)}; write calendar days or weeks, e.g. 30 days, 8 weeks")
    return int(told[1]) * (7 if told[2].startswith("week") else 1)


_LEAST: Final = Decimal("0.0001")
_MOST: Final = Decimal(10) ** 15
"""Between them lies every fee that money has names for; beyond, exact arithmetic has no end."""


def amount(text: Written) -> Fraction:
    """Return the exact amount of `100000` or `1250.50`; raise ValueError for anything else."""
    try:
        value = Decimal(text.strip())
    except (AttributeError, InvalidOperation):
        value = Decimal(0)
    if not (value.is_finite() and _LEAST <= value <= _MOST):
        raise ValueError(f"found {found(text)}; write an amount above 0 without its currency, e.g. 100000 or 1250.50")
    return Fraction(value)


def _fees(value: Written) -> Mapping[str, Fraction]:
    if not isinstance(value, dict):
        return {_EACH: amount(value)}
    told, faults = _each_read(value, amount)
    if faults:
        raise refused("fee", faults)
    return told


def _bands(value: Written) -> tuple[CreditBand, ...]:
    if not isinstance(value, dict) or not value:
        raise ValueError(f'found {found(value)}; write bands such as {{"<99.9%": 5%, "<99.0%": 10%}}')
    below, misnamed = _each_read({key: key for key in value}, _below)
    shares, unreadable = _each_read(value, lambda text: share(str(text)))
    read = [(key, CreditBand(below=below[key], share=shares[key])) for key in value if key in below and key in shares]
    faults = [*misnamed, *unreadable, *_order_faults(read)]
    if faults:
        raise refused("bands", faults)
    return tuple(band for _, band in read)


def _below(text: str) -> Fraction:
    if not text.strip().startswith("<"):
        raise ValueError(f'a band begins with "<"; write "<{text.strip()}"')
    return percentage(text.strip().removeprefix("<"))


def _order_faults(bands: Sequence[tuple[str, CreditBand]]) -> Iterator[tuple[Trail, str]]:
    for (above, upper), (key, lower) in pairwise(bands):
        if lower.below == upper.below:
            yield (key,), f'it is the same band as "{above}"; keep one'
        elif lower.below > upper.below:
            yield (key,), f'it overlaps "{above}", which stands before it; write the highest bound first'
        elif lower.share <= upper.share:
            yield (key,), f'it earns no more than "{above}" above it; a lower availability earns a higher share'


def _each_read(
    value: Mapping[str, Any], read: Callable[[Any], Fraction]
) -> tuple[dict[str, Fraction], list[tuple[Trail, str]]]:
    """Return every value that can be read, and what is wrong with the others."""
    told: dict[str, Fraction] = {}
    faults: list[tuple[Trail, str]] = []
    for key, text in value.items():
        try:
            told[key] = read(text)
        except ValueError as error:
            faults.append(((key,), str(error)))
    return told, faults


Fees = Annotated[
    dict[str, Fraction],
    BeforeValidator(_fees),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "object", "additionalProperties": {"type": "number"}}]}),
]
Bands = Annotated[
    tuple[CreditBand, ...],
    BeforeValidator(_bands),
    WithJsonSchema({"type": "object", "patternProperties": {r"^<\d+(\.\d+)?%$": {"type": "string"}}}),
]
Currency = Annotated[str, read_by(currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
Days = Annotated[
    int,
    read_by(calendar_days),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4} (days?|weeks?)$", "examples": ["30 days"]}),
]


class CreditsSection(Section):
    """What an availability below agreed bounds costs whoever promised it."""

    currency: Currency
    """The currency of the fee, ISO 4217, e.g. CNY."""
    fee: Fees
    """What a service costs in a period: one amount for each of the services, or amounts by service."""
    bands: Bands
    """Shares of the fee by availability, e.g. {"<99.9%": 5%, "<99.0%": 10%}; the lowest band that matches decides."""
    claim_within: Days | None = None
    """Calendar days after the period's end within which a claim must be made, e.g. 30 days."""

    def terms(self, services: Iterable[str]) -> CreditTerms:
        """Return the terms for the services of an agreement."""
        return CreditTerms(
            currency=self.currency,
            fees={ServiceId(each): self.fee.get(each) or self.fee[_EACH] for each in services},
            bands=self.bands,
            claim_within=self.claim_within,
        )

    def terms_together(self, agreement: str) -> CreditTerms:
        """Return the terms for services that are judged together: one amount is the fee of them all."""
        return CreditTerms(
            currency=self.currency,
            fees={ServiceId(agreement): sum(self.fee.values(), Fraction(0))},
            bands=self.bands,
            claim_within=self.claim_within,
        )

    def faults(
        self, kind: AgreementKind, period: Period, services: Collection[str], promised: Collection[Indicator]
    ) -> Iterator[tuple[Trail, str]]:
        """Yield what does not go with the agreement."""
        if kind is AgreementKind.OLA:
            yield ("credits",), "go with an sla or a contract; an ola is among ourselves; leave them out"
        if isinstance(period, Rolling):
            yield ("credits",), f"go with periods that end, such as month; {period} has no fee of its own"
        if Indicator.AVAILABILITY not in promised:
            yield ("credits",), "go with an objective of availability, and none is promised here; add one"
        if _EACH not in self.fee:
            for each in self.fee:
                if each not in services:
                    yield ("credits", "fee", each), f'"{each}" is no service of this agreement{choice(each, services)}'
            missing = [each for each in services if each not in self.fee]
            if missing:
                yield ("credits", "fee"), f"tells none for {', '.join(missing)}; add it"
