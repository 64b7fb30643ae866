"""The sections `parties` and `services`: who promises what to whom."""

from typing import Annotated

from pydantic import Field

from slawatch.config.faults import Written
from slawatch.config.section import ShortSection
from slawatch.config.state_section import StateSection
from slawatch.config.values import EVER_OPEN, CalendarId, Names
from slawatch.model.service import PartyKind


class PartySection(ShortSection):
    """A customer, a supplier or a team."""

    shorthand = "name"

    kind: PartyKind = PartyKind.CUSTOMER
    """customer, supplier or team."""
    name: Names = Field(default={})
    """What people call it, as a text or by language: {en: Finance, zh: 财务部}; left out: its id."""


class ServiceSection(ShortSection):
    """What is promised."""

    shorthand = "name"

    name: Names = Field(default={})
    """What people call it, as a text or by language; left out: its id."""
    owner: str | None = None
    """The team that answers for it."""
    hours: CalendarId = EVER_OPEN
    """The calendar of its service hours; left out: around the clock."""
    state: StateSection | None = None
    """How it stands by the services that it is made of; left out: its own outages alone tell."""
    users: Annotated[int, Field(ge=1)] | None = None
    """How many people use it; availability is then weighted by users, too."""


def party_kind(written: Written) -> str:
    """Return the kind that a party was given in the file, right or wrong."""
    kind = written.get("kind") if isinstance(written, dict) else None
    return kind if isinstance(kind, str) else PartyKind.CUSTOMER
