"""The sections `parties` and `services`: who promises what to whom."""

from typing import Any

from pydantic import Field, model_validator

from slawatch.config.section import Section
from slawatch.config.values import EVER_OPEN, CalendarId, Names
from slawatch.model.service import PartyKind


class PartySection(Section):
    """A customer, a supplier or a team."""

    kind: PartyKind = PartyKind.CUSTOMER
    """customer, supplier or team."""
    name: Names = Field(default={})
    """What people call it, as a text or by language: {en: Finance, zh: 财务部}; left out: its id."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:  # noqa: ANN401  whatever stands in the file
        return {"name": data} if isinstance(data, str) else data


class ServiceSection(Section):
    """What is promised."""

    name: Names = Field(default={})
    """What people call it, as a text or by language; left out: its id."""
    owner: str | None = None
    """The team that answers for it."""
    hours: CalendarId = EVER_OPEN
    """The calendar of its service hours; left out: around the clock."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:  # noqa: ANN401  whatever stands in the file
        return {"name": data} if isinstance(data, str) else data


def party_kind(written: Any) -> str:  # noqa: ANN401  whatever stands in the file
    """Return the kind that a party was given in the file, right or wrong."""
    kind = written.get("kind") if isinstance(written, dict) else None
    return kind if isinstance(kind, str) else PartyKind.CUSTOMER
