"""What can be chosen about a database of tickets."""

from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, field_validator, model_validator

from slawatch.config.secrets import Secret
from slawatch.config.section import Section
from slawatch.config.values import Seconds, Texts, Zone


class Options(Section):
    """How a database is reached and what it is asked."""

    url: str | None = None
    """SQLAlchemy's URL without the password, e.g. postgresql+psycopg://slawatch@db.example.org/trac."""
    url_secret: Secret | None = None
    """The whole URL as env:NAME or file:/path, instead of url."""
    password: Secret | None = None
    """The password of the account in url, as env:NAME or file:/path."""
    tickets: str
    """Gives id, created_at, updated_at (not with compare), optionally key and url; further columns are raw fields."""
    history: str | None = None
    """Gives ticket_id, at, field, new, optionally old, id and actor: a row a change of a field."""
    comments: str | None = None
    """Gives ticket_id, at, actor, optionally public and id: a row a message. With it first responses are known."""
    links: str | None = None
    """Gives ticket_id, at, relation, other, optionally id: a row a link to another ticket."""
    compare: bool = False
    """There is no updated_at: all tickets are read and compared at each poll."""
    timezone: Zone | None = None
    """Zone of times that tell none; needed where there are such."""
    epoch: Literal["s", "ms", "us"] = "s"
    """What times that are numbers count since 1970: seconds, milliseconds or microseconds."""
    lag: Seconds = Field(default=60, ge=0)
    """Longer than the longest transaction that writes tickets: a row gets its time before others can see it."""
    people: Texts = ("owner", "assignee")
    """Raw fields that name people."""
    people_salt: Secret | None = None
    """With it people are told apart by pseudonyms; without it, only that there is another one is stored."""
    page_size: int = Field(default=500, ge=1, le=10_000)
    """Tickets asked for at a time."""

    @property
    def tells_replies(self) -> bool:
        """First responses are known where messages are asked for."""
        return self.comments is not None

    @field_validator("url")
    @classmethod
    def _without_password(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).password is not None or "password" in parse_qs(urlsplit(url).query)):
            raise ValueError("a password does not stand in the file; name it under password, as env:NAME or file:/path")
        return url

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.url_secret is None):
            raise ValueError("write either url or url_secret")
        if self.url_secret is not None and self.password is not None:
            raise ValueError("url_secret holds the password already")
        return self
