"""The whole file, apart from the options of the kinds of sources, which only they know."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, Field, model_validator

from slawatch.config.agreement_section import AgreementSection
from slawatch.config.alerting_section import AlertingSection
from slawatch.config.calendar_section import CalendarSection
from slawatch.config.daemon_section import EvaluateSection, StoreSection, WebSection
from slawatch.config.desk_section import DeskSection
from slawatch.config.faults import refused
from slawatch.config.feed_section import FeedsSection
from slawatch.config.maintenance_section import MaintenanceSection
from slawatch.config.party_section import PartySection, ServiceSection
from slawatch.config.report_section import ReportsSection, report_faults
from slawatch.config.section import Section
from slawatch.config.settings import SourceSchema
from slawatch.config.source_section import SourceSection
from slawatch.config.values import ID_PATTERN, Id, NewCalendarId, Texts

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
BY_ID = ("sources", "calendars", "parties", "services", "agreements", "maintenance")
"""Sections that hold entries by id and may be spread over several files."""


class File(Section):
    """A configuration of slawatch."""

    include: Texts = ()
    """Further files, as paths or patterns beside this file; their entries are added by id."""
    sources: Annotated[dict[Id, SourceSection], Field(min_length=1)]
    """Where facts come from, by id."""
    calendars: dict[NewCalendarId, CalendarSection] = Field(default={})
    """Which instants count, by id; `24x7` is always there."""
    parties: dict[Id, PartySection] = Field(default={})
    """Customers, suppliers and teams, by id."""
    services: dict[Id, ServiceSection] = Field(default={})
    """What is promised, by id."""
    agreements: dict[Id, AgreementSection] = Field(default={})
    """The promises, by id."""
    maintenance: dict[Id, MaintenanceSection] = Field(default={})
    """Windows that come back, whose time is excluded, by id."""
    desk: DeskSection = DeskSection()
    """How figures of the service desk are cut."""
    web: WebSection = WebSection()
    """The pages, the metrics and the API."""
    store: StoreSection = StoreSection()
    """Where facts and figures are kept."""
    evaluate: EvaluateSection = EvaluateSection()
    """When figures are computed."""
    feeds: FeedsSection = FeedsSection()
    """When feeds of calendars are read again."""
    alerting: AlertingSection = AlertingSection()
    """What alerts say and where their links lead."""
    reports: ReportsSection = ReportsSection()
    """Which reports are sealed, and who gets them."""

    @model_validator(mode="after")
    def _reports_fit(self) -> Self:
        told = report_faults(self.agreements, self.reports, alerting=self.alerting.smtp is not None)
        faults = [(("reports", *at), text) for at, text in told]
        if faults:
            raise refused("File", faults)
        return self


def json_schema(kinds: Mapping[str, SourceSchema]) -> dict[str, Any]:
    """Return the JSON schema of the file, with the options of the kinds of sources given."""
    whole = File.model_json_schema()
    definitions = whole["$defs"]
    common = definitions.pop("SourceSection")
    for name, kind in kinds.items():
        definitions[f"source_{name}"] = _source_schema(name, kind.options, common, definitions)
    any_kind = {"oneOf": [{"$ref": f"#/$defs/source_{name}"} for name in kinds]}
    whole["properties"]["sources"]["patternProperties"] = {ID_PATTERN: any_kind}
    for section in BY_ID:
        whole["properties"][section]["additionalProperties"] = False
    return {"$schema": _DIALECT, **whole}


def kind_schema(options: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of one kind's own options, as they stand in its entry under `sources`."""
    return {"$schema": _DIALECT, **options.model_json_schema()}


def _source_schema(
    name: str, options: type[BaseModel], common: dict[str, Any], definitions: dict[str, Any]
) -> dict[str, Any]:
    # Two kinds may call different parts by one name, e.g. Columns.
    own = options.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}")
    definitions |= {f"{name}.{part}": schema for part, schema in own.pop("$defs", {}).items()}
    return {
        "type": "object",
        "title": name,
        "description": own.get("description", ""),
        "properties": {**common["properties"], "kind": {"const": name}, **own.get("properties", {})},
        "required": ["kind", *own.get("required", [])],
        "additionalProperties": False,
    }
