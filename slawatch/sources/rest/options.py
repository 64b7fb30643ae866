"""How a REST API is described in the configuration."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section, ShortSection
from slawatch.config.values import Seconds, Zone
from slawatch.ingest.address import ReachableUrl
from slawatch.ingest.stamps import ISO_8601, Stamps

Kind = Literal["created", "status", "priority", "assigned", "change", "reply"]
SAMPLE: Final = datetime(2026, 11, 22, 13, 45, 56, tzinfo=UTC)


def _relative(text: str) -> str:
    if "://" in text or text.startswith("/"):
        raise ValueError(f'"{text}" is no path below url; write it without the host and without a slash before it')
    return text


def _with_id(text: str) -> str:
    if "{id}" not in text:
        raise ValueError(f'"{text}" does not say where the ticket\'s id stands; write {{id}} there')
    return text


Below = Annotated[str, AfterValidator(_relative)]
"""A path below url."""
OfTicket = Annotated[str, AfterValidator(_relative), AfterValidator(_with_id)]


class Auth(Section):
    """How the account says who it is: one of these ways."""

    bearer: Secret | None = None
    """A token, sent as `Authorization: Bearer …`."""
    user: str | None = None
    """With `password`: HTTP basic authentication."""
    password: Secret | None = None
    headers: dict[str, Secret] = Field(default_factory=dict)
    """Any other headers that hold secrets."""
    body: dict[str, Secret] = Field(default_factory=dict)
    """Parameters of a list asked by POST that hold secrets."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        if sum((self.bearer is not None, self.user is not None)) > 1:
            raise ValueError("bearer and user are two ways to say who one is; choose one")
        return self


class Times(Section):
    """How the API writes times."""

    format: str = ISO_8601
    """`iso8601`, or a pattern of strptime such as `%Y-%m-%d %H:%M:%S`."""
    timezone: Zone | None = None
    """Needed where the times tell no offset."""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        Stamps(self.format, self.timezone)
        return self


class Account(ShortSection):
    """Where the API tells who asks."""

    shorthand = "path"
    path: Below
    name: str = "name"
    """Path in the answer."""
    timezone: str | None = None
    """Path in the answer of the account's time zone, where literals of `since` are read in it."""


class Since(Section):
    """How the list is asked for what changed at an instant or later; it must come by last change, the oldest first."""

    param: str
    template: str = "{}"
    """What is sent, with the time in the place of {}."""
    format: str = "%Y-%m-%dT%H:%M:%SZ"
    timezone: Zone = "UTC"
    """The zone in which the API reads the time."""
    grain: int = Field(default=1, ge=1, le=60)
    """Seconds: how coarse the filter is."""

    @field_validator("template")
    @classmethod
    def _has_a_place(cls, template: str) -> str:
        if template.count("{}") != 1:
            raise ValueError(f'"{template}" needs one {{}}, where the time goes')
        return template


class Paging(Section):
    """How the list goes on."""

    style: Literal["none", "token", "page", "offset", "link"] = "none"
    param: str = ""
    """The parameter that holds the token, the page's number or the offset."""
    size_param: str = ""
    size: int = Field(default=100, ge=1, le=10_000)
    first: int = 1
    """The first page's number."""
    pages: str = ""
    """Path of the number of pages; with neither it nor `total`, pages are asked for until one is empty."""
    total: str = ""
    """Path of the number of rows."""
    next: str = ""
    """Path of the next token in the answer; of `link`: of the next address, left out where the Link header names it."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.style in {"token", "page", "offset"} and not self.param:
            raise ValueError(f"paging by {self.style} needs param, the parameter that holds it")
        if self.style == "token" and not self.next:
            raise ValueError("paging by token needs next, the token's path in the answer")
        return self


class Listing(Section):
    """Where the tickets are listed."""

    path: Below
    method: Literal["GET", "POST"] = "GET"
    """POST sends the parameters as a JSON object."""
    params: dict[str, str] = Field(default_factory=dict)
    newest: dict[str, str] = Field(default_factory=dict)
    """Further parameters that put the ticket that changed last first, for a check of the filter."""
    rows: str = ""
    """Path of the rows in the answer; empty: the answer is the list."""
    since: Since | None = None
    """Left out: all tickets are listed at every poll."""
    page: Paging = Paging()


class TicketPaths(Section):
    """Where a row holds what."""

    id: str = "id"
    """The immutable id, not the key that people see."""
    key: str | None = None
    created: str
    updated: str | None = None
    status: str = "status"
    initial_status: str | None = None
    """Without a history: the status that new tickets have."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Raw field for `map` -> path; `owner` holds a person and is stored as a pseudonym."""
    url: str = ""
    """The ticket's page, with {id} or {key} in it."""

    @field_validator("fields")
    @classmethod
    def _free(cls, fields: dict[str, str]) -> dict[str, str]:
        if "status" in fields:
            raise ValueError("status has a key of its own beside fields")
        return fields


class Detail(ShortSection):
    """Where a single ticket is shown."""

    shorthand = "path"
    path: OfTicket
    row: str = ""
    """Path of the row in the answer."""


class History(Section):
    """Where a ticket's history is listed; paths are those in a row of it."""

    path: OfTicket
    rows: str = ""
    id: str = "id"
    at: str
    kind: str
    kinds: dict[str, Kind]
    """What the API calls each kind of entry -> what it is; others are left out."""
    field: str | None = None
    """Of `change`: path of the field's name, as `ticket.fields` names it."""
    old: str | None = None
    new: str | None = None
    public: str | None = None
    """Of `reply`: path of what is true for those that the requester sees."""
    private: str | None = None
    """Of `reply`: path of what is true for internal ones."""
    author: str | None = None
    requester: str | None = None
    """Path, in the ticket's row, of who asks: replies by the same author are the requester's."""


class Options(Section):
    """How an API is reached, and where it tells what."""

    allow_http: bool = False
    """Send secrets unencrypted to a host that is not this one."""
    url: ReachableUrl
    """The address that all paths are below."""
    auth: Auth = Auth()
    headers: dict[str, str] = Field(default_factory=dict)
    """Headers that are no secrets."""
    ok: dict[str, str] = Field(default_factory=dict)
    """Path -> text that a good answer holds there, for APIs that answer faults with status 200."""
    times: Times = Times()
    account: Account | None = None
    list: Listing
    ticket: TicketPaths
    detail: Detail | None = None
    history: History | None = None
    """Left out: what happened is seen by comparing two looks."""
    lag: Seconds = 0
    """For how long a change may stay hidden after it was made."""
    people_salt: Secret | None = None
    """With it, owners are told apart by pseudonyms; without it, only that a ticket has an owner is stored."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.auth.body and self.list.method != "POST":
            raise ValueError("auth.body needs list.method: POST; in an address a secret ends up in logs")
        if self.list.since and self.ticket.updated is None:
            raise ValueError("list.since needs ticket.updated: pages go on at the last change that was seen")
        if self.history and (self.list.since is None or self.detail is None):
            raise ValueError("history needs list.since and detail; without them, leave history out: looks are compared")
        return self
