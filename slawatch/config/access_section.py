"""The keys `users` and `proxy` of the section `web`: who may see and do what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from slawatch.config.checks import Found
from slawatch.config.faults import found
from slawatch.config.section import Section
from slawatch.config.values import AgreementRefs, PartyRefs, as_list
from slawatch.model.user import ANYBODY, Role, User

OTHERS: Final = "*"
"""Stands in the place of a name for all who log in and are not named."""

Network = IPv4Network | IPv6Network

_TOKEN: Final = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Signs of a header's name."""
_NEVER: Final = frozenset({"authorization", "cookie", "host", "forwarded", "x-forwarded-for", "connection"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySettings:
    """A reverse proxy that logs people in and names them in a header."""

    user_header: bytes
    """In lower case."""
    trusted: tuple[Network, ...]
    """From where the header counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings:
    """Who may see and do what."""

    web_file: Path | None = None
    """Of TLS and passwords."""
    users: Mapping[str, User] = field(default_factory=dict)
    """By name; OTHERS for those who are not named."""
    proxy: ProxySettings | None = None

    @property
    def asks_for_a_name(self) -> bool:
        """True where nobody gets anything without logging in, whatever the web configuration file says."""
        return bool(self.users) or self.proxy is not None

    def user(self, name: str) -> User | None:
        """Return what somebody who logged in may do; None where they are not to be let in.

        Where no users are configured, everybody who logs in reads everything.
        """
        if not self.users:
            return User(name=name, roles=ANYBODY.roles)
        told = self.users.get(name) or self.users.get(OTHERS)
        return None if told is None else User(name=name, roles=told.roles, agreements=told.agreements)


def is_name(text: str) -> bool:
    """Tell whether somebody may be called so: 1 to 254 signs, all of which are seen, and no blank at an end."""
    return 0 < len(text) <= 254 and text.isprintable() and text == text.strip()  # noqa: PLR2004  a mail address


def _name(text: str) -> str:
    if not is_name(text):
        raise ValueError('this is no name; it has 1 to 254 signs and no blank at an end, or is "*" for all others')
    return text


def _header(text: str) -> str:
    if not text or not _TOKEN.issuperset(text):
        raise ValueError(f"{found(text)} is no name of a header; write e.g. X-Forwarded-User")
    if text.lower() in _NEVER:
        raise ValueError(f"{found(text)} is set by clients themselves; let the proxy set a header of its own")
    return text


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(f"{found(text)} is no network ({error}); write e.g. 127.0.0.1/32 or 10.1.0.0/16") from error


def _some(networks: tuple[Network, ...]) -> tuple[Network, ...]:
    if any(each.prefixlen == 0 for each in networks):
        raise ValueError("this trusts the whole world: anybody could write any name; name the proxy's own address")
    return networks


_Networks = Annotated[
    tuple[Annotated[Network, BeforeValidator(_network), PlainSerializer(str, return_type=str)], ...],
    BeforeValidator(as_list),
    AfterValidator(_some),
    Field(min_length=1),
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "examples": [["127.0.0.1/32"]]}),
]


class ProxySection(Section):
    """A reverse proxy that logs people in and names them in a header."""

    user_header: Annotated[str, AfterValidator(_header)] = "X-Forwarded-User"
    """The header that names who is logged in."""
    trusted: _Networks
    """Networks from which the header counts, the proxy's own: [127.0.0.1/32]; from others it is taken away."""

    @property
    def settings(self) -> ProxySettings:
        """Return it ready for use."""
        return ProxySettings(user_header=self.user_header.lower().encode(), trusted=self.trusted)


class UserSection(Section):
    """What somebody who has logged in may see and do."""

    roles: Annotated[
        tuple[Role, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str]), Field(min_length=1)
    ] = (Role.READ,)
    """read, write (exclusions, corrections, actions, texts of reports), approve (what others stated)."""
    agreements: AgreementRefs | None = None
    """The only agreements that they see; left out with the two that follow: everything."""
    customer: PartyRefs | None = None
    """Likewise, all agreements with this customer."""
    supplier: PartyRefs | None = None
    """Likewise, all contracts with this supplier."""

    def user(self, name: str, parties: Mapping[str, str]) -> User:
        """Return what they may do; `parties` are those of agreements, by the agreement's id."""
        if self._is_whole:
            return User(name=name, roles=frozenset(self.roles))
        with_parties = {*(self.customer or ()), *(self.supplier or ())}
        own = {sla for sla, party in parties.items() if party in with_parties}
        return User(name=name, roles=frozenset(self.roles), agreements=frozenset({*own, *(self.agreements or ())}))

    @property
    def _is_whole(self) -> bool:
        return (self.agreements, self.customer, self.supplier) == (None,) * 3


Users = dict[Annotated[str, AfterValidator(_name)], UserSection]


def user_faults(users: Mapping[str, UserSection], parties: Mapping[str, str]) -> Iterator[Found]:
    """Yield users to whom nothing could be shown; `parties` are those of agreements, by the agreement's id."""
    for name, section in users.items():
        for key in ("customer", "supplier"):
            for party in getattr(section, key) or ():
                if party not in parties.values():
                    yield (name, key), f'there is no agreement with "{party}", so nothing could be shown'


def access_settings(
    users: Mapping[str, UserSection], proxy: ProxySection | None, web_file: Path | None, parties: Mapping[str, str]
) -> AccessSettings:
    """Return who may see and do what; `parties` are those of agreements, by the agreement's id."""
    return AccessSettings(
        web_file=web_file,
        users={name: section.user(name, parties) for name, section in users.items()},
        proxy=None if proxy is None else proxy.settings,
    )
