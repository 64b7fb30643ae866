"""What can be chosen about an Alertmanager."""

from typing import Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Seconds, Texts
from slawatch.ingest.address import ReachableUrl


class Options(Section):
    """How an Alertmanager is reached and which of its alerts are outages."""

    allow_http: bool = False
    """Ask a host that is not this one unencrypted."""
    url: ReachableUrl
    """Before /api/v2, e.g. https://alertmanager.example.org or https://mimir.example.org/alertmanager."""
    token: Secret | None = None
    """A bearer token, as env:NAME or file:/path."""
    username: str | None = None
    """Of basic authentication."""
    password: Secret | None = None
    """Its password, as env:NAME or file:/path."""
    tenant: str | None = None
    """Sent as X-Scope-OrgID, for Mimir and Cortex."""
    filter: Texts = ()
    """Matchers that an alert must all meet, e.g. outage="true" or alertname=~"Shop.*"; left out: every alert."""
    by: Texts = ("service",)
    """Labels whose values, joined by a slash, are the raw service; alerts that have none of them tell nothing."""
    severity_label: str | None = "severity"
    """The label whose value is the raw severity, for map.severity."""
    silenced: bool = True
    """Alerts that somebody silenced are outages all the same; agreed maintenance is excluded by other means."""
    inhibited: bool = True
    """Likewise those that another alert inhibits."""
    watchdog: str | None = None
    """Name of an alert that always fires; while it does not, everything is unknown (Prometheus may be dead)."""
    gap: Seconds = Field(default=300, ge=30)
    """Polls further apart than this leave the time between them unknown; so exact are ends told."""
    lag: Seconds = Field(default=60, ge=0)
    """Alerts that began so long ago have arrived by now."""
    since: AwareDatetime | None = None
    """Nothing is told of the time before; left out, all time before the first poll is unknown."""

    @field_validator("by")
    @classmethod
    def _of_a_service(cls, by: Texts) -> Texts:
        if not by:
            raise ValueError("name the labels that tell the service")
        return by

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.token and self.username:
            raise ValueError("write token or username and password, not both")
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password belong together")
        return self
