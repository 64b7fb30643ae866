"""What can be chosen about a ServiceNow instance."""

from typing import Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl

LARGEST_PAGE: Final = 1000
STOCK_TABLES: Final = ("incident", "sc_req_item", "problem", "change_request")


class Options(Section):
    """How a ServiceNow instance is reached and what is read of it."""

    allow_http: bool = False
    """Send secrets unencrypted to a host that is not this one."""
    url: ReachableUrl
    """The instance, e.g. https://example.service-now.com."""
    username: str | None = None
    """The account that reads; with a client beside it, OAuth2 asks for a token in its name."""
    password: Secret | None = None
    """Its password, as env:NAME or file:/path."""
    client_id: str | None = None
    """An OAuth2 client; alone it asks in its own name (client credentials)."""
    client_secret: Secret | None = None
    """The client's secret, as env:NAME or file:/path."""
    api_key: Secret | None = None
    """A REST API key, as env:NAME or file:/path, in the place of all the above."""
    tables: Texts = STOCK_TABLES
    """Tables of tickets; each must extend task."""
    queries: dict[str, str] = Field(default_factory=dict)
    """Encoded queries that narrow a table, by its name."""
    history: Literal["audit", "metrics"] = "audit"
    """Where changes are read: the audit log, or metrics of duration (of the state alone)."""
    fields: Texts = ()
    """Further columns that the mapping uses, with their history."""
    references: dict[str, str] = Field(default_factory=dict)
    """Further columns that refer to a record, by the table whose `name` is told for it."""
    slas: bool = True
    """Read the instance's own SLAs, to compare them."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that a ticket has one is stored."""
    page_size: int = Field(default=100, ge=1, le=LARGEST_PAGE)
    """Records asked for at a time."""

    @field_validator("tables")
    @classmethod
    def _some(cls, tables: tuple[str, ...]) -> tuple[str, ...]:
        if not tables or len(set(tables)) != len(tables):
            raise ValueError("name one table or more, each once")
        return tables

    @field_validator("queries")
    @classmethod
    def _narrowing(cls, queries: dict[str, str]) -> dict[str, str]:
        for table, query in queries.items():
            if "^NQ" in query or "ORDERBY" in query or query != query.strip("^"):
                raise ValueError(f"the query of {table} may hold conditions only: no ^NQ, no ORDERBY, no ^ at an end")
        return queries

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        pairs = {"username": self.username, "password": self.password}
        client = {"client_id": self.client_id, "client_secret": self.client_secret}
        for pair in (pairs, client):
            lacking = [name for name, value in pair.items() if value is None]
            if len(lacking) == 1:
                raise ValueError(f"{lacking[0]} is missing")
        by_name = self.username is not None or self.client_id is not None
        if by_name is (self.api_key is not None):
            raise ValueError("give username and password, client_id and client_secret, all four, or api_key alone")
        return self
