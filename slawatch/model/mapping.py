"""How a source's raw words become the field's words.

The mapping belongs to the definitions, not to the facts: the store keeps what the source said, and the
mapping is applied when the engine loads. A change of mapping therefore needs no new reading of the source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from slawatch.model.desk import ChangeType, Relation
from slawatch.model.outage import UNWATCHED, Severity
from slawatch.model.ticket import StatusClass

TAGS: Final = "tags"
"""The attribute of which a ticket has several values at once, or none."""

ATTRIBUTES: Final = ("kind", "service", "priority", "party", "category", "team", TAGS)
"""What an objective can match on, besides the source itself."""

CHANGE_TYPE: Final = "change_type"
"""The attribute whose values are those of ChangeType."""

DESK_ATTRIBUTES: Final = ("queue", "outcome", CHANGE_TYPE)
"""What only figures of the desk read, where a mapping names it: the queue, what became of a change, and its type."""

_CHANGE_TYPES: Final = frozenset(ChangeType)

GOOD: Final = "good"
POOR: Final = "poor"
"""What a satisfaction survey's answers mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """One attribute of a ticket: the raw field that tells it and what the field's values mean.

    `values` maps raw text (exact, else by glob such as "Awaiting *", else by number range "90..100", both ends
    included) to the attribute's value. With no `values` the raw text itself is the value. A raw value
    that nothing matches gives `default`; a default of None means unmapped, which is counted.
    """

    field: str
    values: Mapping[str, str] | None = None
    default: str | None = None
    separator: str | None = None
    """What parts the several values of one raw text; the mapped ones are told in order, a line each."""

    def value(self, raw: str | None) -> str | None:
        """Return the mapped value of one raw value, None where it is not mapped."""
        if raw is None or raw == "":
            return self.default
        if self.separator is None:
            return self._mapped(raw)
        told = {self._mapped(part.strip()) for part in raw.split(self.separator) if part.strip()}
        return "\n".join(sorted(word for word in told if word is not None)) or self.default

    def _mapped(self, raw: str) -> str | None:
        if self.values is None:
            return raw
        if raw in self.values:
            return self.values[raw]
        for pattern, value in self.values.items():
            if _in_range(pattern, raw) or ("*" in pattern and fnmatchcase(raw, pattern)):
                return value
        return self.default


def _in_range(pattern: str, raw: str) -> bool:
    low, dots, high = pattern.partition("..")
    if not dots:
        return False
    try:
        return float(low) <= float(raw) <= float(high)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRule:
    """Which tickets are outages: those whose mapped field has one of the values, from creation to the first close."""

    field: str
    equals: frozenset[str]
    started_at: str | None = None
    """A raw field with the true start (ISO 8601 with a zone), else the creation counts."""
    ended_at: str | None = None
    users: str | None = None
    """A raw field with the number of users that it touches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRule:
    """Which tickets are agreed time out, as approved changes are: those whose mapped field has one of the values."""

    field: str
    equals: frozenset[str]
    started_at: str
    """The raw field with the start of the window (ISO 8601 with a zone)."""
    ended_at: str
    approval: str
    """The raw field that tells whether it is approved."""
    approved: frozenset[str]
    """Its raw values that mean so."""
    approver: str | None = None
    """A raw field that names who approved it; only so does it count in retrospect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRule:
    """Whose requesters were asked for an answer: those of tickets whose raw field has one of the values."""

    field: str
    equals: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How a source's ratings are read. `answers` maps raw answers to GOOD or POOR; any other is unreadable."""

    name: str
    """Where the answers come from, for people."""
    answers: FieldMap
    """Its field tells them; with an empty name the source's own ratings do."""
    asked: AskedRule | None = None
    """None: nobody knows who was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMapping:
    """Everything that turns one source's raw words into attributes, status classes and severities."""

    attributes: Mapping[str, FieldMap] = field(default_factory=dict)
    """By attribute (see ATTRIBUTES); one that is missing reads the raw field of its own name."""
    status: FieldMap = field(default_factory=lambda: FieldMap(field="status", values={}))
    severity: FieldMap = field(default_factory=lambda: FieldMap(field="severity", values={}))
    outage: OutageRule | None = None
    exclusion: ExclusionRule | None = None
    public_replies: bool = True
    """False where the source can't tell replies: first response is then unknown, never met."""
    links: Mapping[Relation, str] = field(default_factory=dict)
    """Raw fields that hold another ticket's id, beside the links that a source tells as such."""
    survey: Survey | None = None
    native: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of objectives by what the source calls its own service level; others are known by their indicator."""

    def attribute(self, name: str) -> FieldMap:
        """Return the map of an attribute."""
        return self.attributes.get(name) or FieldMap(field=name, separator="," if name == TAGS else None)

    def status_class(self, raw: str | None) -> StatusClass:
        """Return the class of a raw status; a status that nothing maps is UNKNOWN and lets the timer run."""
        if raw is None:
            return StatusClass.NEW
        return StatusClass(self.status.value(raw) or StatusClass.UNKNOWN)

    def severity_class(self, raw: str | None) -> Severity:
        """Return the class of a raw severity; a severity that nothing maps counts as down (the safe side)."""
        if raw == UNWATCHED:
            return Severity.UNKNOWN
        return Severity(self.severity.value(raw) or Severity.DOWN)

    def lacks_status(self, raw: str | None) -> bool:
        """Tell whether a raw status was told that nothing maps."""
        return self.status_class(raw) is StatusClass.UNKNOWN

    def lacks_service(self, raw: str | None) -> bool:
        """Tell whether a raw service stands for none, also where none was told."""
        return self.attribute("service").value(raw) is None

    def lacks_priority(self, raw: str | None) -> bool:
        """Tell whether a raw priority stands for none, likewise."""
        return self.attribute("priority").value(raw) is None

    def lacks_change_type(self, raw: str | None) -> bool:
        """Tell whether a raw type of a change stands for none of ChangeType, likewise."""
        return self.attribute(CHANGE_TYPE).value(raw) not in _CHANGE_TYPES

    def lacks_severity(self, raw: str | None) -> bool:
        """Tell whether a raw severity was told that nothing maps."""
        return bool(raw) and raw != UNWATCHED and self.severity.value(raw) is None
