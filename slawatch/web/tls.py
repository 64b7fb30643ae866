"""TLS as the web configuration file asks for it; each new connection goes by the file and the certificate of now."""

import ssl
from contextlib import suppress
from threading import Lock
from typing import Any, Final, Self

import structlog

from slawatch.config.tls_section import ClientAuth, TlsSettings
from slawatch.errors import ConfigError
from slawatch.web.current_file import CurrentWebFile, looked

log = structlog.get_logger(__name__)

_VERSIONS: Final = {
    "TLS10": ssl.TLSVersion.TLSv1,
    "TLS11": ssl.TLSVersion.TLSv1_1,
    "TLS12": ssl.TLSVersion.TLSv1_2,
    "TLS13": ssl.TLSVersion.TLSv1_3,
}
_CLIENTS: Final = {
    ClientAuth.NO: ssl.CERT_NONE,
    ClientAuth.IF_GIVEN: ssl.CERT_OPTIONAL,
    ClientAuth.REQUIRED: ssl.CERT_REQUIRED,
}


def server_context(settings: TlsSettings) -> ssl.SSLContext:
    """Return a context with the certificate as it is now; ConfigError where a file can't be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _load(context, settings)
    context.minimum_version = _VERSIONS[settings.min_version]
    context.maximum_version = _VERSIONS[settings.max_version]
    context.verify_mode = _CLIENTS[settings.client_auth]
    if settings.ciphers:
        context.set_ciphers(":".join(settings.ciphers))
    if settings.curve is not None:
        context.set_ecdh_curve(settings.curve)
    own = ssl.OP_CIPHER_SERVER_PREFERENCE
    context.options = context.options | own if settings.prefers_own_ciphers else context.options & ~own
    return context


def _load(context: ssl.SSLContext, settings: TlsSettings) -> None:
    for path in settings.files:
        try:
            path.open("rb").close()
        except OSError as error:
            raise ConfigError(f"{path}: the file can't be read: {error.strerror}") from error
    try:
        context.load_cert_chain(settings.cert_file, settings.key_file, password=_no_passphrase)
    except (ssl.SSLError, ValueError, OSError) as error:
        raise ConfigError(f"{settings.cert_file} and {settings.key_file}: {_why(error)}") from error
    if settings.client_ca_file is not None:
        try:
            context.load_verify_locations(settings.client_ca_file)
        except (ssl.SSLError, ValueError, OSError) as error:
            raise ConfigError(f"{settings.client_ca_file}: no certificate can be read from it") from error


def _no_passphrase() -> str:
    raise ValueError("the key has a passphrase; write it without one, for the daemon alone to read")


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        if error.reason == "KEY_VALUES_MISMATCH":
            return "the key is not that of the certificate"
        return "no certificate and key can be read from them as PEM"
    return str(error)


class CurrentContext(ssl.SSLContext):
    """A context by whose name each connection gets the one that the files ask for now.

    Files that are being replaced don't fit together for a moment; until they do, the certificate before serves on.
    """

    def __new__(cls, file: CurrentWebFile, settings: TlsSettings) -> Self:  # noqa: ARG004  as __init__
        """Return a context of a server."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, file: CurrentWebFile, settings: TlsSettings) -> None:
        self._file = file
        self._reading = Lock()
        self._read = settings, looked(settings.files)
        self._context = server_context(settings)

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:  # noqa: ANN401  as the class above takes them
        """Return a connection under the context of now."""
        return self._now().wrap_bio(*args, **options)

    def _now(self) -> ssl.SSLContext:
        with self._reading:
            settings = self._settings()
            seen = settings, looked(settings.files)
            if seen != self._read:
                self._read = seen
                self._renew(settings)
            return self._context

    def _settings(self) -> TlsSettings:
        """Return those of the file; of one that can't be used, of which whoever answers requests speaks, the last."""
        with suppress(ConfigError):
            return self._file.now().tls or self._read[0]
        return self._read[0]

    def _renew(self, settings: TlsSettings) -> None:
        try:
            self._context = server_context(settings)
        except ConfigError as error:
            log.error("TLS goes on with the certificate before", reason=str(error))  # noqa: TRY400  that says it all
        else:
            log.info("TLS goes on with what its files hold now")


def served(file: CurrentWebFile) -> CurrentContext | None:
    """Return what to serve with, None for plain HTTP; ConfigError where a file can't be used."""
    settings = file.now().tls
    return None if settings is None else CurrentContext(file, settings)
