"""What can be chosen about a Request Tracker."""

from typing import Self

from pydantic import Field, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import checked_url

LARGEST_PAGE = 100
"""RT cuts larger pages to this without a word."""


class Options(Section):
    """How a Request Tracker 5 is reached and what is read of it."""

    url: str
    """Where RT's start page is, e.g. https://rt.example.org or https://example.org/rt."""
    token: Secret
    """An authentication token of the account that reads, as env:NAME or file:/path."""
    queues: Texts = ()
    """Names of the queues whose tickets are read; left out: every queue that the account sees."""
    custom_fields: Texts = ()
    """Names of the ticket custom fields that the mapping uses."""
    people_salt: Secret | None = None
    """With it, owners are told apart by a salted hash; without it, only that a ticket has an owner is stored."""
    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Transactions or tickets asked for at a time."""
    overlap: int = Field(default=200, ge=0, le=10_000)
    """So many transaction ids are looked at again: a database gives an id out before the change is visible."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        checked_url(self.url, allow_http=self.allow_http)
        return self
