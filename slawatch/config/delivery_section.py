"""Ways by which alerts reach people: a web hook, mail, Slack, WeCom, PagerDuty."""

import re
from collections.abc import Iterator
from typing import Annotated, Final, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from slawatch.config.checks import Found
from slawatch.config.daemon_section import web_url
from slawatch.config.faults import Written, found, refused
from slawatch.config.secrets import Secret
from slawatch.config.section import Section, ShortSection
from slawatch.config.values import Texts

_REFERENCES: Final = ("env:", "file:")
_SECRET_PARAMETERS: Final = frozenset(
    {"access_token", "key", "password", "secret", "sig", "sign", "token", "ddurl", "fsurl", "wxurl"}
)
_MAILBOX: Final = re.compile(
    r"[^@\s,;<>\"()\[\]:\\\x00-\x1f\x7f\ud800-\udfff]+@[^@\s,;<>\"()\[\]:\\\x00-\x1f\x7f\ud800-\udfff]+"
)
_SERVER: Final = re.compile(r"(?:\[[0-9A-Fa-f:]+\]|[^\s:/@]+):(\d{1,5})")


def _address(value: Written, info: ValidationInfo) -> str | Secret:
    if not isinstance(value, str):
        raise ValueError(f"found {found(value)}; an address is needed here")  # noqa: TRY004  pydantic reports ValueError
    if value.startswith(_REFERENCES):
        return Secret(value, folder=(info.context or {}).get("folder"))
    parts = urlsplit(value)
    if parts.username is not None or _SECRET_PARAMETERS & parse_qs(parts.query, keep_blank_values=True).keys():
        # The text holds a secret: it is not repeated.
        raise ValueError("the address holds a secret; write the whole address as env:NAME or file:/path")
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", value):
        raise ValueError(f'"{value}" is not a web address; write e.g. http://127.0.0.1:9099/')
    return value


def mailbox(text: str) -> str:
    """Return a mail address; ValueError for what is none."""
    if not _MAILBOX.fullmatch(text):
        raise ValueError(f'"{text}" is no mail address; write e.g. ops@example.org')
    return text


def _mailboxes(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(mailbox(text) for text in value)


def _server(text: str) -> str:
    named = _SERVER.fullmatch(text)
    if not named or int(named[1]) > 65535:  # noqa: PLR2004  the highest port
        raise ValueError(f'"{text}" is no mail server; write HOST:PORT, e.g. mail.example.org:587')
    return text


Address = Annotated[
    str | Secret,
    PlainValidator(_address),
    WithJsonSchema({"type": "string", "examples": ["http://127.0.0.1:9099/", "env:HOOK", "file:/run/secrets/hook"]}),
]
Mailboxes = Annotated[Texts, AfterValidator(_mailboxes), Field(min_length=1)]
WebAddress = Annotated[str, AfterValidator(web_url)]


class WebhookSection(ShortSection):
    """A program that takes Alertmanager's JSON."""

    shorthand = "url"

    url: Address
    """Where it listens; an address that holds a secret is written env:NAME or file:/path."""
    user: str | None = None
    """The user, with a password."""
    password: Secret | None = None
    """As env:NAME or file:/path."""
    token: Secret | None = None
    """A bearer token, as env:NAME or file:/path; in the place of user and password."""

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Self:
        faults = list(_login_faults(self.user, self.password, self.token))
        if faults:
            raise refused("webhook", faults)
        return self


class EmailSection(ShortSection):
    """Mail, through the server of `alerting.smtp`."""

    shorthand = "to"

    to: Mailboxes
    """A mail address, or a list of them."""


class SlackSection(ShortSection):
    """A channel of Slack, or of what understands its messages."""

    shorthand = "url"

    url: Secret
    """The incoming webhook, as env:NAME or file:/path."""
    channel: str | None = None
    """Another channel than the webhook's own."""


class WechatSection(Section):
    """An application of WeCom (企业微信)."""

    corp_id: str
    """The company's id."""
    agent_id: str
    """The application's id."""
    secret: Secret
    """The application's secret, as env:NAME or file:/path."""
    to_user: Texts = ()
    """Whom it tells: ids of members, `@all` for all who may see the application."""
    to_party: Texts = ()
    """Ids of departments."""
    to_tag: Texts = ()
    """Ids of tags."""
    url: WebAddress | None = None
    """The address of an installation of your own."""

    @model_validator(mode="after")
    def _tells_somebody(self) -> Self:
        if not (self.to_user or self.to_party or self.to_tag):
            raise ValueError('it tells nobody; write to_user: "@all", or members, to_party or to_tag')
        return self


class PagerdutySection(ShortSection):
    """A service of PagerDuty, by its Events API v2."""

    shorthand = "routing_key"

    routing_key: Secret
    """The integration key, as env:NAME or file:/path."""
    url: WebAddress | None = None
    """Where events go, outside the United States: https://events.eu.pagerduty.com/v2/enqueue."""


class SmtpSection(Section):
    """The server that mail goes through."""

    host: Annotated[str, AfterValidator(_server), WithJsonSchema({"type": "string", "pattern": _SERVER.pattern})]
    """HOST:PORT, e.g. mail.example.org:587."""
    sender: Annotated[str, AfterValidator(mailbox)] = Field(alias="from")
    """The address that mail comes from."""
    user: str | None = None
    """The user, with a password."""
    password: Secret | None = None
    """As env:NAME or file:/path."""
    tls: bool = True
    """False where the server speaks no TLS."""

    @model_validator(mode="after")
    def _whole_login(self) -> Self:
        faults = list(_login_faults(self.user, self.password, None))
        if faults:
            raise refused("smtp", faults)
        return self


def _login_faults(user: str | None, password: Secret | None, token: Secret | None) -> Iterator[Found]:
    if (user is None) is not (password is None):
        missing, there = ("password", "user") if user is not None else ("user", "password")
        yield (missing,), f"is missing; a {there} alone logs nobody in"
    if token is not None and (user is not None or password is not None):
        yield ("token",), "it stands in the place of user and password; take one of them out"


def _listed(value: Written) -> Written:
    return [value] if isinstance(value, str | dict) else value


def _several(section: type[Section]) -> BeforeValidator:
    return BeforeValidator(_listed, json_schema_input_type=section | list[section])  # type: ignore[valid-type]


Webhooks = Annotated[tuple[WebhookSection, ...], _several(WebhookSection)]
Emails = Annotated[tuple[EmailSection, ...], _several(EmailSection)]
Slacks = Annotated[tuple[SlackSection, ...], _several(SlackSection)]
Wechats = Annotated[tuple[WechatSection, ...], _several(WechatSection)]
Pagerduties = Annotated[tuple[PagerdutySection, ...], _several(PagerdutySection)]
