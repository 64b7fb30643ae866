"""The section `alerting`, and the key `alerts` of an agreement: who is told what, how urgently, in which words."""

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from slawatch.config.daemon_section import web_url
from slawatch.config.delivery_section import SmtpSection
from slawatch.config.faults import Written, choice, found, refused
from slawatch.config.receivers_section import Receivers, Urgency, receiver_faults
from slawatch.config.section import Section
from slawatch.config.settings import AgreementAlerts
from slawatch.config.values import CalendarId, as_list, known
from slawatch.model.alert import OF_AGREEMENTS, OWN_LABELS, AlertName, Language

_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_TEMPLATE: Final = "{{"


def _of_an_agreement(value: Written) -> AlertName:
    if value in OF_AGREEMENTS:
        return AlertName(value)
    if value in tuple(AlertName):
        raise ValueError(f"{value} is not about an agreement; allowed: {', '.join(OF_AGREEMENTS)}")
    raise ValueError(f"there is no alert {found(value)}{choice(str(value), OF_AGREEMENTS)}")


def _label_name(text: str) -> str:
    if not _LABEL.fullmatch(text) or text.startswith("__"):
        raise ValueError(f'"{text}" is no name of a label; use letters, digits and "_", not "__" in front')
    if text in OWN_LABELS:
        raise ValueError(f'"{text}" is a label that alerts have already; take another name')
    return text


def _label_value(text: str) -> str:
    if not text.strip():
        raise ValueError("an empty label is as good as none; write its text, or leave it out")
    if _TEMPLATE in text:
        raise ValueError(f'"{text}": {_TEMPLATE} would be read as a template; write plain text')
    return text


def _page(text: str) -> str:
    if "#" in text:
        raise ValueError(f'"{text}": each alert adds its own "#"; leave it out')
    return web_url(text)


AgreementAlert = Annotated[
    AlertName,
    BeforeValidator(_of_an_agreement),
    WithJsonSchema({"type": "string", "enum": list(OF_AGREEMENTS)}),
]
Alerts = Annotated[tuple[AgreementAlert, ...], BeforeValidator(as_list)]
LabelName = Annotated[str, AfterValidator(_label_name), WithJsonSchema({"type": "string", "pattern": _LABEL.pattern})]
LabelValue = Annotated[str, AfterValidator(_label_value)]


class AgreementAlertsSection(Section):
    """What of an agreement's alerts is other than usual."""

    severity: dict[AgreementAlert, Urgency] = Field(default={})
    """Another severity of an alert: {SlawatchObjectiveBreached: warning}; where it has several, the highest."""
    labels: dict[LabelName, LabelValue] = Field(default={})
    """Labels that every alert of the agreement gets, for routes: {team: erp}."""
    off: Alerts = ()
    """Alerts that nobody wants of this agreement."""

    @property
    def settings(self) -> AgreementAlerts:
        """Return it as rules are made from it."""
        return AgreementAlerts(severity=self.severity, labels=self.labels, off=frozenset(self.off))


class AlertingSection(Section):
    """What alerts say and where their links lead; nothing of it changes a figure."""

    language: Language = Language.EN
    """Of the texts: en or zh."""
    grafana_url: Annotated[str, AfterValidator(web_url)] | None = None
    """The address of Grafana, for links to dashboards."""
    runbooks_url: Annotated[str, AfterValidator(_page)] | None = None
    """The page with a section for each alert; left out: the one that comes with slawatch."""
    office: CalendarId | None = None
    """The calendar in which people are told what can wait; left out: they are told at once."""
    smtp: SmtpSection | None = None
    """The server that mail goes through."""
    receivers: Receivers = Field(default={})
    """Who is told: `default`, the audiences by their names, and others of some agreements, services or parties."""

    @model_validator(mode="after")
    def _receivers_fit(self, info: ValidationInfo) -> Self:
        faults = list(receiver_faults(self.receivers, known(info, "agreements") or {}, smtp=self.smtp is not None))
        if faults:
            raise refused("alerting", faults)
        return self
