"""The section `sources`: where facts come from, and what their raw words mean."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from slawatch.config.desk_section import SatisfactionSection
from slawatch.config.faults import choice
from slawatch.config.ranges import ranges_run_up
from slawatch.config.section import Section, ShortSection
from slawatch.config.values import PartyId, Seconds, SecondsOrNever, ServiceRef, Texts
from slawatch.model.desk import ChangeType, Relation
from slawatch.model.mapping import ATTRIBUTES, DESK_ATTRIBUTES
from slawatch.model.outage import Severity
from slawatch.model.person import FIELDS
from slawatch.model.ticket import StatusClass


class FieldSection(ShortSection):
    """An attribute of a ticket: the raw field that tells it, and what the field's values mean."""

    shorthand = "field"

    field: str | None = None
    """The name of the raw field in the source; left out: the attribute's own name."""
    values: Annotated[dict[str, str], AfterValidator(ranges_run_up)] | None = None
    """Raw value to meaning; `"Awaiting *"` is a pattern, `"90..100"` a range. Left out: as the source says."""
    default: str | None = None
    """The meaning of every other value; left out: not mapped, and counted as such."""

    @model_validator(mode="after")
    def _no_person_passes(self) -> Self:
        if self.field in FIELDS and self.values is None:
            raise ValueError(
                f'the raw field "{self.field}" tells who has the ticket, and attributes are shown everywhere; '
                "give it values that name no person, and see desk.by_person for figures by person"
            )
        return self


class ServiceField(FieldSection):
    """Which service a ticket is about."""

    values: Annotated[dict[str, ServiceRef], AfterValidator(ranges_run_up)] | None = None
    """Raw value to the id of a service; `"Mail *"` is a pattern. Left out: the raw value is the id."""
    default: ServiceRef | None = None
    """The service of every other ticket; left out: not mapped, and counted as such."""


class PartyField(FieldSection):
    """Which party a ticket comes from or stands with."""

    values: Annotated[dict[str, PartyId], AfterValidator(ranges_run_up)] | None = None
    """Raw value to the id of a party. Left out: the raw value is the id."""
    default: PartyId | None = None
    """The party of every other ticket; left out: not mapped."""


class TagsField(FieldSection):
    """Which tags a ticket has: any number of them in one raw field."""

    separator: Annotated[str, Field(min_length=1)] = ","
    """What stands between two tags."""


class ChangeTypeField(FieldSection):
    """How a change came to be made."""

    values: Annotated[dict[str, ChangeType], AfterValidator(ranges_run_up)] | None = None  # type: ignore[assignment]  # they are texts
    """Raw value to emergency, normal or standard. Left out: the raw value is one of these."""
    default: ChangeType | None = None
    """The type of every other change; left out: not mapped, and counted as such."""


class OutageCondition(Section):
    """Which tickets are outages."""

    field: str
    """The name of the raw field that tells it."""
    equals: Texts
    """The raw value, or a list of them, of an outage."""


class RawField(ShortSection):
    """A raw field by its name."""

    shorthand = "field"

    field: str
    """The name of the raw field in the source."""


class OutageSection(Section):
    """Tickets that are outages of their service, from creation to the first close unless a field knows better."""

    when: OutageCondition
    """The condition on a raw field."""
    started_at: RawField | None = None
    """A raw field with the true start (ISO 8601 with a zone)."""
    ended_at: RawField | None = None
    """A raw field with the true end (ISO 8601 with a zone)."""
    users: RawField | None = None
    """A raw field with the number of users that it touches."""


class ApprovalCondition(Section):
    """When a change is approved."""

    field: str
    """The name of the raw field that tells it."""
    equals: Texts
    """The raw value, or a list of them, of an approved one."""


class ExclusionSection(Section):
    """Tickets, such as changes, whose window was agreed not to count once they are approved."""

    when: OutageCondition
    """The condition on a raw field."""
    started_at: RawField
    """The raw field with the start of the window (ISO 8601 with a zone)."""
    ended_at: RawField
    """The raw field with its end (ISO 8601 with a zone)."""
    approved: ApprovalCondition
    """The condition under which it is approved."""
    approved_by: RawField | None = None
    """The raw field that names who approved it: only so does it count in retrospect."""


class MapSection(Section):
    """What the source's raw words mean. It judges stored facts: a change of it needs no new reading of the source."""

    kind: FieldSection | None = None
    """Of ticket: incident, request, problem, change, or a word of your own."""
    service: ServiceField | None = None
    """Which service a ticket or an outage is about."""
    priority: FieldSection | None = None
    """Of ticket, e.g. P1."""
    party: PartyField | None = None
    """Whose ticket it is."""
    category: FieldSection | None = None
    """A classification of your own."""
    team: FieldSection | None = None
    """Who works on it."""
    tags: TagsField | None = None
    """Labels of which it has any number."""
    queue: FieldSection | None = None
    """Where it lies; left out: workload is not told by queue."""
    outcome: FieldSection | None = None
    """What became of a change: a value that means `failed` is one that failed. Left out: nobody knows."""
    change_type: ChangeTypeField | None = None
    """How a change came to be made: as an emergency, a normal or a standard one. Left out: nobody knows."""
    links: dict[Relation, str] = Field(default={})
    """Raw fields that hold another ticket's id: problem, change, caused_by, parent or duplicate to the field's name."""
    satisfaction: SatisfactionSection | None = None
    """How answers of requesters are read; left out: they are not."""
    status: dict[str, StatusClass] = Field(default={})
    """Raw status to its class, beyond what the kind of source knows; `"Awaiting *"` is a pattern."""
    severity: dict[str, Severity] = Field(default={})
    """Raw severity of an outage to down, degraded, ignore or unknown (nobody looked); any other is down."""
    outage: OutageSection | None = None
    """Which tickets are outages; left out: none."""
    exclusion: ExclusionSection | None = None
    """Which tickets exclude time: changes with a window and an approval."""
    native: dict[str, Texts] = Field(default={})
    """What the source calls its own service levels, to the id of an objective or a list of them. Verdicts that the
    source tells are stored beside ours and compared with them. Left out: known by what they measure."""

    @property
    def attributes(self) -> Mapping[str, FieldSection]:
        """Return the attributes that are mapped here, by name."""
        told = {name: getattr(self, name) for name in (*ATTRIBUTES, *DESK_ATTRIBUTES)}
        return {name: section for name, section in told.items() if section is not None}


def _installed(kind: str, info: ValidationInfo) -> str:
    kinds = (info.context or {}).get("kinds")
    if kinds is not None and kind not in kinds:
        raise ValueError(f'there is no kind of source "{kind}"{choice(kind, kinds)}')
    return kind


class SourceSection(Section):
    """One ticketing system or file; the options of its kind stand beside these keys."""

    kind: Annotated[str, AfterValidator(_installed)]
    """The kind of source, e.g. request_tracker."""
    every: Seconds = 120
    """Time between two polls; 2m unless told otherwise."""
    rescan: SecondsOrNever = 3_600
    """Time between two looks at all that changed in the last 24 hours, or never; 1h by default."""
    census: SecondsOrNever = 86_400
    """Time between two counts of the tickets that there are, held against those stored, or never; 24h by default."""
    mapping: MapSection = Field(default=MapSection(), alias="map")
    """What the source's raw words mean."""
