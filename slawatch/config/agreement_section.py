"""The section `agreements`: what is promised to whom."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Final, Literal, Self

from pydantic import (
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
from slawatch.config.alerting_section import AgreementAlertsSection
from slawatch.config.checks import Found
from slawatch.config.credits_section import CreditsSection
from slawatch.config.exclusion_section import ExclusionsSection
from slawatch.config.faults import Trail, Written, moved, refused
from slawatch.config.objective_section import ObjectiveSection
from slawatch.config.party_section import party_kind
from slawatch.config.report_section import ROLLING, ReportSection
from slawatch.config.scope_section import Weights, scope_faults
from slawatch.config.section import Section
from slawatch.config.values import (
    AgreementRefs,
    Day,
    Id,
    Names,
    PartyId,
    Periods,
    Seconds,
    ServiceRefs,
    Share,
    Texts,
    Zone,
    known,
)
from slawatch.model.agreement import (
    AgreementKind,
    PeriodKind,
    Rolling,
    Scope,
)


class AgreementSection(Section):
    """An SLA with a customer, an OLA with a team or a contract with a supplier."""

    kind: AgreementKind = AgreementKind.SLA
    """sla, ola or contract."""
    party: PartyId = Field(alias="with")
    """With whom: a customer for an sla, a team for an ola, a supplier for a contract."""
    name: Names = Field(default={})
    """What people call it; left out: its id."""
    services: ServiceRefs
    """The services it promises."""
    scope: Scope = Scope.SERVICE
    """service: each is judged on its own; agreement: all of them together, by the sums of their seconds and tickets."""
    weights: Weights = Field(default={})
    """With scope: agreement, how often the seconds of a service count in an availability, e.g. {erp: 2, mail: 1}."""
    period: Periods = PeriodKind.MONTH
    """The stretch that is judged: week, month, quarter, half_year, year, or e.g. rolling 28 days."""
    timezone: Zone = "UTC"
    """The IANA zone whose midnights cut the periods."""
    starts: Day | None = Field(default=None, alias="from")
    """First day in force: nothing before it is judged."""
    ends: Day | None = Field(default=None, alias="until")
    """Last day in force."""
    underpins: AgreementRefs | None = None
    """Of an ola or a contract, the agreements that it is to carry; left out: every one above it on its services."""
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
    workload: dict[Id, Annotated[int, Field(ge=0)]] = Field(default={})
    """How many tickets of a kind the customer may bring in a period; each is an objective, e.g. workload-incident."""
    metrics: Literal["lean", "full"] = "lean"
    """How much of it the metrics tell: full adds every state of the previous period, priorities and typical times."""
    alerts: AgreementAlertsSection = AgreementAlertsSection()
    """What of its alerts is other than usual."""
    report: ReportSection | None = None
    """Its report: sealed when a period has closed, kept and mailed; left out: none is."""
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
        told = {name: ((each.indicator, each.statistic), each.when.conditions) for name, each in value.items()}
        keys = {name: (each.indicator, each.model_fields_set) for name, each in value.items()}
        misplaced = checks.misplaced(info.data["kind"], keys) if "kind" in info.data else ()
        faults = [
            *misplaced,
            *checks.unreachable(told),
            *checks.foreign_services(info.data.get("services"), told),
            *checks.doubled_workload(info.data.get("workload", {}), told),
        ]
        if faults:
            raise refused("objectives", faults)
        return value

    @model_validator(mode="after")
    def _allowance_of_a_fixed_period(self) -> Self:
        if isinstance(self.period, Rolling) and self.exclusions.allowance is not None:
            raise refused("agreement", [(("exclusions", "allowance"), checks.ROLLING_ALLOWANCE)])
        return self

    @model_validator(mode="after")
    def _report_of_a_fixed_period(self) -> Self:
        if isinstance(self.period, Rolling) and self.report is not None:
            raise refused("agreement", [(("report",), ROLLING)])
        return self

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        promised = {each.indicator for each in self.objectives.values()}
        faults = list(scope_faults(self.scope, self.weights, self.services, promised))
        if faults:
            raise refused("agreement", faults)
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


_NO_CHANGE: Final = frozenset({"starts", "ends", "underpins", "review_by", "alerts", "report", "versions"})
AgreementSection.model_rebuild()
