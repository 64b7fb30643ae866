"""What people wrote and stated for a report, handed in so that a sealed one can be made again byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from slawatch.model.action import Acceptance, Action
from slawatch.model.service import Names


class Place(StrEnum):
    """Where a text stands in a report."""

    SUMMARY = "summary"
    """What happened, why, what we do."""
    OUTAGES = "outages"
    WORKLOAD = "workload"
    SATISFACTION = "satisfaction"
    DECISIONS = "decisions"


class Role(StrEnum):
    """What somebody answers for who signs a report."""

    PREPARED = "prepared"
    REVIEWED = "reviewed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What somebody wrote."""

    place: Place
    language: str
    """en or zh."""
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Somebody who is named for a role, and when they signed."""

    role: Role
    name: str
    at: datetime | None = None
    """None while they have not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """All of it; what nobody told is empty."""

    texts: tuple[Text, ...] = ()
    """The newest of each place and language."""
    signatures: tuple[Signature, ...] = ()
    actions: tuple[Action, ...] = ()
    """The newest version of each by then, in the order of their ids, also of other subjects."""
    acceptances: tuple[Acceptance, ...] = ()
    organisation: Names = field(default_factory=dict)
    """Who reports."""
    audience: Names = field(default_factory=dict)
    """For whom it is."""

    def written(self, place: Place) -> Mapping[str, Text]:
        """Return what was written for a place, by language."""
        return {each.language: each for each in self.texts if each.place is place}

    def accepted(self, on: date) -> tuple[Acceptance, ...]:
        """Return the acceptances that hold on a date, which is one of the zone of what they are about."""
        return tuple(each for each in self.acceptances if each.holds(on))

    def signed(self, role: Role) -> tuple[Signature, ...]:
        """Return who is named for a role."""
        return tuple(each for each in self.signatures if each.role is role)


NOTHING: Final = Notes()
