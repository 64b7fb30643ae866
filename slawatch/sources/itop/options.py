"""What can be chosen about an iTop."""

from typing import Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Texts, Zone
from slawatch.ingest.address import ReachableUrl

CLASSES: Final = ("UserRequest", "Incident", "Problem", "Change")


class Options(Section):
    """How an iTop is reached and what is read of it."""

    allow_http: bool = False
    """Send the secret unencrypted to a host that is not this one."""
    url: ReachableUrl
    """Where iTop's start page is, without webservices/rest.php."""
    username: str | None = None
    """The account that reads, with its password; or a token."""
    password: Secret | None = None
    """Its password, as env:NAME or file:/path."""
    login: Literal["form", "basic"] = "form"
    """How name and password are sent: in the form (auth_user, auth_pwd) or in the header."""
    token: Secret | None = None
    """A personal or application token, as env:NAME or file:/path, instead of name and password."""
    timezone: Zone
    """The zone in which iTop writes its times: `timezone` in its configuration, Europe/Paris unless it was set."""
    classes: Texts = CLASSES
    """Classes of tickets that are read; an iTop without the ITIL modules has no Incident."""
    custom_fields: Texts = ()
    """Codes of attributes of your own (scalars) that the mapping uses."""
    people_salt: Secret | None = None
    """With it, agents are told apart by pseudonyms; without it, only that a ticket has one is stored."""
    page_size: int = Field(default=100, ge=1, le=500)
    """Tickets that are read whole at a time."""

    @field_validator("classes", "custom_fields")
    @classmethod
    def _codes(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not name.isascii() or not name.isidentifier():
                raise ValueError(f'"{name}" is no code of iTop\'s data model; codes are letters, digits and _')
        return names

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        named = self.username is not None and self.password is not None
        if named == (self.token is not None):
            raise ValueError("name either a token, or username and password")
        return self
