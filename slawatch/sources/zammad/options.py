"""What can be chosen about a Zammad."""

from typing import Final, Literal

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts
from slawatch.ingest.address import ReachableUrl

LARGEST_PAGE: Final = 100
"""Lists of tickets are cut to this without a word."""


class Options(Section):
    """How a Zammad is reached and what is read of it."""

    allow_http: bool = False
    """Send the token unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where Zammad's start page is, e.g. https://zammad.example.org."""
    token: Secret
    """An access token of the account that reads, as env:NAME or file:/path."""
    find: Literal["auto", "database", "index", "list"] = "auto"
    """How changed tickets are found: by the search in the database, by the search index, or by listing all tickets;
    auto takes the first of them that works."""
    index_lag: int = Field(default=60, ge=5, le=3600)
    """Seconds for which a change may be missing in the search index."""
    custom_fields: Texts = ()
    """Names of the ticket attributes of your own that the mapping uses, as the object manager calls them."""
    links: bool = True
    """Ask for the links of each ticket that is read: one request more."""
    people_salt: Secret | None = None
    """With it, owners are told apart by pseudonyms; without it, only that a ticket has an owner is stored."""
    page_size: int = Field(default=LARGEST_PAGE, ge=1, le=LARGEST_PAGE)
    """Tickets asked for at a time."""
