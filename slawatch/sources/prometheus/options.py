"""What can be chosen about a Prometheus."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Id, Seconds, Texts
from slawatch.ingest.address import ReachableUrl

MOST_POINTS: Final = 11_000
"""Prometheus refuses a range of more steps."""
_SELECTOR: Final = re.compile(r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*\s*(\{[^{}]*\})?|\{[^{}]*\})\s*")
_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def is_selector(expression: str) -> bool:
    """Tell whether an expression only names series, such as up{job="shop"}."""
    return _SELECTOR.fullmatch(expression) is not None


def _selector(expression: str) -> str:
    if not is_selector(expression):
        raise ValueError(f'{expression!r} does not name series; write e.g. up{{job="prometheus"}}')
    return expression


def _label(name: str) -> str:
    if not _LABEL.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a label")
    return name


class Query(Section):
    """An expression, and what its values say of which service."""

    name: Id
    """Part of the ids of its outages: once it has told some, it should stay."""
    expr: str = Field(min_length=1)
    """PromQL, e.g. up{job="shop"}, probe_success or ALERTS{alertname="ShopDown",alertstate="firing"}."""
    down_when: Literal["zero", "nonzero", "present"] = "zero"
    """Which value is an outage: 0, any other than 0, or any at all (then no value means up, as with ALERTS)."""
    by: tuple[Annotated[str, AfterValidator(_label)], ...] = ()
    """Labels whose values, joined by a slash, are the raw service; series that agree in them are one."""
    service: str | None = None
    """The raw service of all its series, instead of `by`."""
    down_if: Literal["any", "all"] = "any"
    """Of several series of a service: down if any of them is, or only if all are."""
    expect: Texts = ()
    """Raw services that are unknown as long as no series ever told of them."""
    severity: str | None = None
    """The raw severity of its outages, for the mapping, e.g. minor."""

    @model_validator(mode="after")
    def _of_a_service(self) -> Self:
        if bool(self.by) == (self.service is not None):
            raise ValueError("write either by (labels that name the service) or service (one for all)")
        if self.down_when == "present" and self.down_if == "all":
            raise ValueError("down_if: all needs values; with down_when: present a series that is not there is up")
        return self


class Options(Section):
    """How a Prometheus is reached and what it is asked."""

    allow_http: bool = False
    """Ask a host that is not this one unencrypted."""
    url: ReachableUrl
    """Before /api/v1, e.g. https://prometheus.example.org or https://mimir.example.org/prometheus."""
    token: Secret | None = None
    """A bearer token, as env:NAME or file:/path."""
    username: str | None = None
    """Of basic authentication."""
    password: Secret | None = None
    """Its password, as env:NAME or file:/path."""
    tenant: str | None = None
    """Sent as X-Scope-OrgID, for Mimir, Cortex and Loki-like servers."""
    queries: tuple[Query, ...] = Field(min_length=1)
    """What is asked."""
    step: Seconds = Field(default=60, ge=1)
    """Distance of the instants that are looked at: outages and gaps begin and end on them."""
    fresh: Seconds = Field(default=120, ge=1)
    """How long a sample counts: one and a half to two intervals of scrapes."""
    watched: Annotated[str, AfterValidator(_selector)] = "up"
    """Series of which one is there whenever Prometheus looks; where none is, everything is unknown."""
    lag: Seconds = Field(default=60, ge=0)
    """Samples of so long ago are there by now (a scrape that times out, remote write, rules)."""
    since: AwareDatetime | None = None
    """Nothing is told of the time before; left out, all time before the first sample is unknown."""
    history: Seconds = Field(default=15 * 86_400, ge=0)
    """How far back the first reading goes, where `since` is left out."""
    points: int = Field(default=1440, ge=2, le=MOST_POINTS)
    """Instants asked for at a time."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [query.name for query in self.queries]
        if len(set(names)) < len(names):
            raise ValueError("two queries have the same name")
        if self.token and self.username:
            raise ValueError("write token or username and password, not both")
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password belong together")
        return self
