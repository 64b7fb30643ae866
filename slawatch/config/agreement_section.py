"""The section `agreements`: what is promised to whom."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Final, Self

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SkipValidation,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from slawatch.config import checks, versions
from slawatch.config.burn_section import BurnSection, burn_faults
from slawatch.config.checks import Found
from slawatch.config.credits_section import CreditsSection
from slawatch.config.exclusion_section import ExclusionsSection
from slawatch.config.faults import Trail, Written, moved, refused
from slawatch.config.party_section import party_kind
from slawatch.config.section import Section
from slawatch.config.values import (
    CalendarId,
    Day,
    Id,
    Names,
    PartyId,
    Percent,
    Periods,
    Seconds,
    ServiceRefs,
    Share,
    SourceId,
    Texts,
    TimeAllowed,
    Zone,
    as_list,
    known,
)
from slawatch.model.agreement import (
    AgreementKind,
    ChangePolicy,
    Indicator,
    PeriodKind,
    ReopenPolicy,
    Rolling,
)
from slawatch.model.ticket import StatusClass

StatusClasses = Annotated[
    tuple[StatusClass, ...], BeforeValidator(as_list, json_schema_input_type=StatusClass | list[StatusClass])
]
PartyIds = Annotated[tuple[PartyId, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str])]
SourceIds = Annotated[tuple[SourceId, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class WhenSection(Section):
    """What a ticket must be for an objective to judge it; every key must hold, each with one of its values."""

    kind: Texts | None = None
    """Kinds of ticket, e.g. incident."""
    priority: Texts | None = None
    """Priorities, e.g. P1."""
    service: ServiceRefs | None = None
    """Services of the agreement."""
    party: PartyIds | None = None
    """Parties, e.g. one customer."""
    category: Texts | None = None
    """Categories."""
    team: Texts | None = None
    """Teams."""
    source: SourceIds | None = None
    """Sources that the ticket comes from."""

    @property
    def conditions(self) -> dict[str, frozenset[str]]:
        """Return the attributes that are named, with the values allowed."""
        return {name: frozenset(getattr(self, name)) for name in self.model_fields_set}


class ObjectiveSection(Section):
    """One promise."""

    indicator: Indicator
    """What is measured: availability, or one of the timers, e.g. resolution."""
    target: Percent
    """The share to be kept: of agreed time for availability, of tickets for the others."""
    within: TimeAllowed | None = None
    """What a ticket may take: working time (90s, 15m, 4h) or business days (2bd, 2bd!eod). Not for availability."""
    when: WhenSection = WhenSection()
    """Which tickets; left out: every ticket of the agreement's services that no earlier objective took."""
    hours: CalendarId | None = None
    """The calendar in which the timer runs; left out: the hours of the ticket's service."""
    pause: StatusClasses | None = None
    """Status classes in which the timer stands still."""
    reopen: ReopenPolicy = ReopenPolicy.RESUME
    """After a reopening the closed gap does not count (resume), does (continue), or a new timer starts (new_cycle)."""
    on_change: ChangePolicy = ChangePolicy.RETROACTIVE
    """When a change of the ticket puts this objective in charge, all time before it counts (retroactive), none does
    (from_change), or the share of the target that was used is taken over (pro_rata)."""
    burn: BurnSection = BurnSection()
    """From where on the burning of its error budget is reported; left out: the usual, as far as it can be reached."""

    @model_validator(mode="after")
    def _fits_its_indicator(self) -> Self:
        faults = list(checks.objective_faults(self.indicator, self.model_fields_set, self.pause or ()))
        if faults:
            raise refused("objective", faults)
        return self

    @model_validator(mode="after")
    def _burn_can_be_reached(self) -> Self:
        faults = list(burn_faults(self.indicator, self.target, self.burn))
        if faults:
            raise refused("objective", faults)
        return self


class AgreementSection(Section):
    """An SLA with a customer, an OLA with a team or a contract with a supplier."""

    kind: AgreementKind = AgreementKind.SLA
    """sla, ola or contract."""
    party: PartyId = Field(alias="with")
    """With whom: a customer for an sla, a team for an ola, a supplier for a contract."""
    name: Names = Field(default={})
    """What people call it; left out: its id."""
    services: ServiceRefs
    """The services it promises; each is judged on its own."""
    period: Periods = PeriodKind.MONTH
    """The stretch that is judged: week, month, quarter, half_year, year, or e.g. rolling 28 days."""
    timezone: Zone = "UTC"
    """The IANA zone whose midnights cut the periods."""
    starts: Day | None = Field(default=None, alias="from")
    """First day in force: nothing before it is judged."""
    ends: Day | None = Field(default=None, alias="until")
    """Last day in force."""
    review_by: Day | None = None
    """By when it is to be looked at again; past that day `slawatch check` says so."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    """Decimals of printed percentages, which are cut off and never rounded up."""
    degraded: Share = Fraction(0)
    """The share of degraded time that counts as lost, e.g. 50%."""
    merge_gap: Seconds | None = None
    """Outages that lie at most so far apart are one, and the gap counts as outage."""
    min_outage: Seconds | None = None
    """Outages shorter than this, after merging, do not count."""
    exclusions: ExclusionsSection = ExclusionsSection()
    """What agreed exclusions do."""
    credits: CreditsSection | None = None
    """What a missed availability costs."""
    objectives: Annotated[dict[Id, ObjectiveSection], Field(min_length=1)]
    """Promises by id, in order: for each indicator the first that matches a ticket judges it."""
    versions: Annotated[tuple["VersionSection", ...], SkipValidation] = ()
    """What changes later, and from when on; each version has the keys of the one before beside those that it names."""
    _later: tuple["AgreementSection", ...] = PrivateAttr(default=())

    @property
    def in_turn(self) -> Sequence["AgreementSection"]:
        """Return the agreement as it stands at first, then each of its later versions with all its keys."""
        return self, *self._later

    @model_validator(mode="wrap")
    @classmethod
    def _with_versions(cls, data: Written, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        section = handler(data)
        if isinstance(data, dict) and data.get("versions") is not None:
            object.__setattr__(section, "_later", tuple(_later_versions(section, data, info)))
        return section

    @field_validator("party", mode="after")
    @classmethod
    def _party_on_the_right_side(cls, value: str, info: ValidationInfo) -> str:
        kinds = {name: party_kind(party) for name, party in (known(info, "parties") or {}).items()}
        fault = checks.party_fault(value, info.data["kind"], kinds) if "kind" in info.data else None
        if fault is not None:
            raise ValueError(fault)
        return value

    @field_validator("ends", mode="after")
    @classmethod
    def _ends_after_start(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts")
        if value and starts and value < starts:
            raise ValueError(f"the last day {value} lies before the first day {starts}; swap them")
        return value

    @field_validator("objectives", mode="after")
    @classmethod
    def _each_can_match(cls, value: dict[str, ObjectiveSection], info: ValidationInfo) -> dict[str, ObjectiveSection]:
        told = {name: (each.indicator, each.when.conditions) for name, each in value.items()}
        keys = {name: (each.indicator, each.model_fields_set) for name, each in value.items()}
        misplaced = checks.misplaced(info.data["kind"], keys) if "kind" in info.data else ()
        faults = [*misplaced, *checks.unreachable(told), *checks.foreign_services(info.data.get("services"), told)]
        if faults:
            raise refused("objectives", faults)
        return value

    @model_validator(mode="after")
    def _allowance_of_a_fixed_period(self) -> Self:
        if isinstance(self.period, Rolling) and self.exclusions.allowance is not None:
            raise refused("agreement", [(("exclusions", "allowance"), checks.ROLLING_ALLOWANCE)])
        return self

    @model_validator(mode="after")
    def _credits_fit(self) -> Self:
        promised = {each.indicator for each in self.objectives.values()}
        told = self.credits.faults(self.kind, self.period, self.services, promised) if self.credits else ()
        faults = list(told)
        if faults:
            raise refused("agreement", faults)
        return self


class VersionSection(AgreementSection):
    """What an agreement changes from a day on."""

    without: Texts = ()
    """Objectives that end with the version before, by id."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return what an editor accepts: any keys but the fixed ones, of objectives and exclusions only the changed."""
        reference = handler(core_schema)
        schema = handler.resolve_ref_schema(reference)
        schema["properties"] = {key: each for key, each in schema["properties"].items() if key not in versions.FIXED}
        schema["properties"]["objectives"] |= {"additionalProperties": {"type": "object"}}
        schema["required"] = ["from"]
        return reference


def _later_versions(first: AgreementSection, data: versions.Raw, info: ValidationInfo) -> Iterator[AgreementSection]:
    """Yield the versions after the first with all their keys; ValidationError at the first one that is faulty."""
    told = data["versions"]
    _refuse(versions.shape_faults(told), ())
    before, written = first, data
    for n, change in enumerate(told):
        _refuse(versions.drop_faults(change, before.objectives), (n,))
        written = versions.laid_over(written, change)
        section = _version(written, n, info)
        starts = section.starts or date.min
        _refuse(versions.start_faults(starts, before.starts, first.ends, first.period, first.timezone), (n,))
        _refuse(_change_faults(before, section), (n,))
        yield section
        before = section


def _version(written: versions.Raw, n: int, info: ValidationInfo) -> AgreementSection:
    try:
        return AgreementSection.model_validate(written, strict=False, context=info.context)
    except ValidationError as error:
        raise moved("agreement", error, at=("versions", n)) from None


def _change_faults(before: AgreementSection, after: AgreementSection) -> Iterator[Found]:
    told = [{key: each for key, each in section if key not in _NO_CHANGE} for section in (before, after)]
    if told[0] == told[1]:
        yield (), "it changes nothing; name the keys that change, or take the version out"
    for name, objective in after.objectives.items():
        earlier = before.objectives.get(name, objective)
        if objective.reopen is not earlier.reopen:
            yield ("objectives", name, "reopen"), versions.reopen_fault(after.starts, earlier.reopen)


def _refuse(faults: Iterable[Found], at: Trail) -> None:
    found = [(("versions", *at, *trail), text) for trail, text in faults]
    if found:
        raise refused("agreement", found)


_NO_CHANGE: Final = frozenset({"starts", "ends", "review_by", "versions"})
AgreementSection.model_rebuild()
