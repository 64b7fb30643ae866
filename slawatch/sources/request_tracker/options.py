"""What can be chosen about a Request Tracker."""

from typing import Final

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl

LARGEST_PAGE: Final = 100
"""RT cuts larger pages to this without a word."""


class Options(Section):
    """How a Request Tracker 5 is reached and what is read of it."""

    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where RT's start page is, e.g. https://rt.example.org or https://example.org/rt."""
    token: Secret
    """An authentication token of the account that reads, as env:NAME or file:/path."""
    queues: Texts = ()
    """Names of the queues whose tickets are read; left out: every queue that the account sees."""
    custom_fields: Texts = ()
    """Names of the ticket custom fields that the mapping uses."""
    people_salt: Secret | None = None
    """With it, owners are told apart by pseudonyms; without it, only that a ticket has an owner is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Transactions or tickets asked for at a time."""
    overlap: int = Field(default=200, ge=0, le=10_000)
    """So many transaction ids are looked at again: a database gives an id out before the change is visible."""
