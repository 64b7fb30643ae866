"""Fields of forms as pages show them, and what is written in them understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from slawatch.model.definitions import Definitions
from slawatch.web.forms import Fields, Refusal

LONGEST_NAME: Final = 500

NEEDED: Final = "This is needed."
TOO_LONG: Final = "This is too long."
NO_TIME: Final = "This is no time; write 2026-10-31T16:00 or 2026-10-31T16:00:00Z."
NOT_ON_THE_CLOCK: Final = "The clocks of this zone are put forward then; there is no such time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A field of a form."""

    name: str
    label: str
    kind: Literal["text", "area", "choice", "time", "day"] = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    """By value what is shown."""
    is_needed: bool = True
    hint: str = ""


def zones(definitions: Definitions) -> Entry:
    """Return the field that says in which zone times of a form are meant."""
    known = list(dict.fromkeys((*(each.timezone for each in definitions.agreements), "UTC")))
    return Entry(name="zone", label="Time zone", kind="choice", choices={each: each for each in known})


def text(fields: Fields, name: str, *, longest: int = LONGEST_NAME) -> str:
    """Return what a field says; Refusal where it says nothing, or too much."""
    told = optional(fields, name, longest=longest)
    if told is None:
        raise Refusal({name: NEEDED})
    return told


def optional(fields: Fields, name: str, *, longest: int = LONGEST_NAME) -> str | None:
    """Return what a field says, None where it says nothing; Refusal where it says too much."""
    told = fields.get(name, "")
    if len(told) > longest:
        raise Refusal({name: TOO_LONG})
    return told or None


def one_of(fields: Fields, name: str, known: Sequence[str], fault: str) -> str:
    """Return which of some a field names; Refusal with the fault where it names none."""
    told = text(fields, name)
    if told not in known:
        raise Refusal({name: fault})
    return told


def instant(fields: Fields, name: str, definitions: Definitions) -> datetime:
    """Return an instant, in the zone that the form names unless it says its own; Refusal where there is none."""
    told = optional_instant(fields, name, definitions)
    if told is None:
        raise Refusal({name: NEEDED})
    return told


def optional_instant(fields: Fields, name: str, definitions: Definitions) -> datetime | None:
    """Return an instant, None where the field says nothing; Refusal where it is none."""
    told = optional(fields, name)
    if told is None:
        return None
    try:
        found = datetime.fromisoformat(told)
        return _in_zone(found, name, _zone(fields, definitions)) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal({name: NO_TIME}) from None


def _zone(fields: Fields, definitions: Definitions) -> str:
    if "zone" not in fields:
        return "UTC"
    return one_of(fields, "zone", list(zones(definitions).choices), "There is no such zone here.")


def _in_zone(local: datetime, name: str, zone: str) -> datetime:
    found = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise Refusal({name: NOT_ON_THE_CLOCK})
    return found
