"""The key `tls_server_config` of a web configuration file: how connections are encrypted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from slawatch.config.checks import Found
from slawatch.config.faults import Written, choice, found, refused
from slawatch.config.section import Section
from slawatch.config.values import as_list

TlsVersion = Literal["TLS10", "TLS11", "TLS12", "TLS13"]


class ClientAuth(StrEnum):
    """Whether clients prove who they are by a certificate."""

    NO = "NoClientCert"
    IF_GIVEN = "VerifyClientCertIfGiven"
    REQUIRED = "RequireAndVerifyClientCert"


VERSIONS: Final[tuple[TlsVersion, ...]] = ("TLS10", "TLS11", "TLS12", "TLS13")
CIPHERS: Final[Mapping[str, str]] = {
    **{
        f"TLS_ECDHE_{key}_WITH_{name}": f"ECDHE-{key}-{openssl}"
        for key in ("ECDSA", "RSA")
        for name, openssl in (
            ("AES_128_GCM_SHA256", "AES128-GCM-SHA256"),
            ("AES_256_GCM_SHA384", "AES256-GCM-SHA384"),
            ("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"),
            ("CHACHA20_POLY1305", "CHACHA20-POLY1305"),
            ("AES_128_CBC_SHA", "AES128-SHA"),
            ("AES_256_CBC_SHA", "AES256-SHA"),
        )
    },
    "TLS_AES_128_GCM_SHA256": "",
    "TLS_AES_256_GCM_SHA384": "",
    "TLS_CHACHA20_POLY1305_SHA256": "",
}
"""By the name in the file OpenSSL's; those of TLS 1.3, which are always on, have none."""

CURVES: Final[Mapping[str, str]] = {
    "CurveP256": "prime256v1",
    "CurveP384": "secp384r1",
    "CurveP521": "secp521r1",
    "X25519": "X25519",
}

_INLINE: Final = "is not taken from this file, where everybody who may read it would have it; put it into a file: {key}"
_UNSUPPORTED: Final = {
    "cert": _INLINE.format(key="cert_file"),
    "key": _INLINE.format(key="key_file"),
    "client_ca": "is not taken from this file; put it into a file: client_ca_file",
    "client_allowed_sans": "is not supported: slawatch looks at who issued a client's certificate, not at its names; "
    "let client_ca_file hold an authority that issues to your clients only",
}
_UNVERIFIED: Final = (
    "is not supported: a certificate that is not verified proves nothing; "
    "write RequireAndVerifyClientCert or VerifyClientCertIfGiven"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """How connections are encrypted; paths are absolute or beside the working directory."""

    cert_file: Path
    key_file: Path
    client_ca_file: Path | None = None
    client_auth: ClientAuth = ClientAuth.NO
    min_version: TlsVersion = "TLS12"
    max_version: TlsVersion = "TLS13"
    ciphers: tuple[str, ...] = ()
    """OpenSSL's names, for TLS up to 1.2; empty: what Python takes."""
    prefers_own_ciphers: bool = True
    curve: str | None = None
    """OpenSSL's name; None: any."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is read for it."""
        return tuple(filter(None, (self.cert_file, self.key_file, self.client_ca_file)))


def _cipher(name: str) -> str:
    if name not in CIPHERS:
        raise ValueError(f"{found(name)} is no cipher suite that is known here{choice(name, CIPHERS)}")
    return name


def _curve(name: str) -> str:
    if name not in CURVES:
        raise ValueError(f"{found(name)} is no curve that is known here{choice(name, CURVES)}")
    return name


class TlsSection(Section):
    """How connections are encrypted."""

    cert_file: str = ""
    """The server's certificate and those between it and the authority, as PEM."""
    key_file: str = ""
    """Its key, as PEM without a passphrase."""
    client_ca_file: str = ""
    """Authorities by which clients' certificates are verified."""
    client_auth_type: str = ClientAuth.NO.value
    min_version: TlsVersion = "TLS12"
    max_version: TlsVersion = "TLS13"
    cipher_suites: Annotated[tuple[Annotated[str, AfterValidator(_cipher)], ...], BeforeValidator(as_list)] = ()
    prefer_server_cipher_suites: bool = True
    curve_preferences: Annotated[tuple[Annotated[str, AfterValidator(_curve)], ...], BeforeValidator(as_list)] = ()

    @model_validator(mode="before")
    @classmethod
    def _supported(cls, data: Written) -> Written:
        unsupported = [key for key in _UNSUPPORTED if isinstance(data, dict) and data.get(key)]
        if unsupported:
            raise refused("tls_server_config", [((key,), f"this {_UNSUPPORTED[key]}") for key in unsupported])
        return data

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise refused("tls_server_config", faults)
        return self

    def _faults(self) -> Iterator[Found]:
        for key in ("cert_file", "key_file"):
            if not getattr(self, key):
                yield (key,), "is missing; TLS needs a certificate and its key"
        yield from self._client_faults()
        if VERSIONS.index(self.min_version) > VERSIONS.index(self.max_version):
            yield ("min_version",), f"{self.min_version} is above max_version, {self.max_version}"
        if len(self.curve_preferences) > 1:
            yield ("curve_preferences",), "one curve can be named at the most; leave it out for the usual ones"
        if self.cipher_suites and self.min_version != "TLS13" and not any(map(CIPHERS.get, self.cipher_suites)):
            yield ("cipher_suites",), "none of them is for TLS 1.2; write min_version: TLS13, or add one"

    def _client_faults(self) -> Iterator[Found]:
        kind = self.client_auth_type
        if kind in ("RequestClientCert", "RequireAnyClientCert", "RequireClientCert"):
            yield ("client_auth_type",), f"{kind} {_UNVERIFIED}"
        elif kind not in set(ClientAuth):
            yield ("client_auth_type",), f"{found(kind)} is not allowed{choice(kind, tuple(ClientAuth))}"
        elif kind == ClientAuth.NO and self.client_ca_file:
            yield ("client_ca_file",), "nobody's certificate is asked for; write client_auth_type, too"
        elif kind != ClientAuth.NO and not self.client_ca_file:
            yield ("client_auth_type",), f"{kind} needs client_ca_file, by which certificates are verified"


def tls_settings(section: TlsSection, folder: Path) -> TlsSettings:
    """Return how connections are encrypted, with paths beside the file."""
    return TlsSettings(
        cert_file=folder / section.cert_file,
        key_file=folder / section.key_file,
        client_ca_file=folder / section.client_ca_file if section.client_ca_file else None,
        client_auth=ClientAuth(section.client_auth_type),
        min_version=section.min_version,
        max_version=section.max_version,
        ciphers=tuple(filter(None, (CIPHERS[name] for name in section.cipher_suites))),
        prefers_own_ciphers=section.prefer_server_cipher_suites,
        curve=CURVES[section.curve_preferences[0]] if section.curve_preferences else None,
    )
