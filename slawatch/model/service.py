"""Services and the parties that promise them or are promised them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NewType

Names = Mapping[str, str]
"""A free text by language code, e.g. {"en": "Mail", "zh": "邮件"}; one language is enough."""

ServiceId = NewType("ServiceId", str)


class PartyKind(StrEnum):
    """On which side of a promise a party stands."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody with whom an agreement is made."""

    id: str
    kind: PartyKind
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """A whole that is as good as the worst of its `needed` best parts: all of them, any, or k of n."""

    needed: int
    parts: tuple[ServiceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """A whole of which each part carries a share (0..1; all together 1); a part that is down loses its share."""

    shares: Mapping[ServiceId, Fraction]

    @property
    def parts(self) -> tuple[ServiceId, ...]:
        """The services that carry it."""
        return tuple(self.shares)


Composition = Quorum | Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is promised."""

    id: ServiceId
    names: Names
    hours: str
    """The id of the calendar of its service hours."""
    owner: str | None = None
    state: Composition | None = None
    """How it stands by the services that it is made of; None: its own outages alone tell."""
    users: int | None = None
    """How many people use it; None where that is not stated."""


def text(names: Names, language: str = "en") -> str:
    """Return the text in a language, else in English, else in the first language given."""
    return names.get(language) or names.get("en") or next(iter(names.values()))
