"""What can be chosen about a GLPI."""

from typing import Final, Literal

from pydantic import Field

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Zone
from slawatch.ingest.address import ReachableUrl

Kind = Literal["Ticket", "Problem", "Change"]
KINDS: Final[tuple[Kind, ...]] = ("Ticket", "Problem", "Change")


class Options(Section):
    """How a GLPI is reached and what is read of it."""

    allow_http: bool = False
    """Send the tokens unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where GLPI's start page is, without apirest.php."""
    user_token: Secret
    """The API token of the account that reads (its remote access key), as env:NAME or file:/path."""
    app_token: Secret | None = None
    """The token of the API client, where GLPI's configuration has one."""
    timezone: Zone
    """The zone in which GLPI writes its times for this account; it does not tell, but it is checked."""
    kinds: tuple[Kind, ...] = Field(default=KINDS, min_length=1)
    """What is read: tickets, problems, changes."""
    links: bool = True
    """Ask for the problems and changes of each ticket that is read: two requests more."""
    people_salt: Secret | None = None
    """With it, assignees are told apart by pseudonyms; without it, only that a ticket has one is stored."""
    page_size: int = Field(default=200, ge=1, le=1000)
    """Rows asked for at a time."""
