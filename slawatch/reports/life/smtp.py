"""The only door to a mail server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Final

from slawatch.config.delivery_section import SmtpSection
from slawatch.errors import SlawatchError

_SECONDS: Final = 30
_IMPLICIT: Final = 465
"""The port on which a connection is secure from its start."""
_FOR_GOOD: Final = 500
"""Answers from here on are given again to the same mail."""


class NotTakenError(SlawatchError):
    """A mail was not taken; later it may be."""


class RefusedError(SlawatchError):
    """A mail was refused for good."""


class Outbox:
    """A connection to a mail server."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._connection, self.sender = connection, sender

    @property
    def is_open(self) -> bool:
        """Whether the server still talks; some hang up over a single mail."""
        return getattr(self._connection, "sock", None) is not None

    def send(self, message: EmailMessage, to: str) -> str:
        """Hand a mail over to the server; NotTakenError or RefusedError say why it did not take it."""
        try:
            self._connection.send_message(message, from_addr=self.sender, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[to]
            raise _refusal(code, said) from None
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotTakenError(_words(error)) from None
        return "taken by the server"


@contextmanager
def outbox(settings: SmtpSection) -> Iterator[Outbox]:
    """Open a connection; NotTakenError where the server can't be reached, is not secure or lets nobody in."""
    host, _, port = settings.host.rpartition(":")
    try:
        connection = _connected(host.strip("[]"), int(port), tls=settings.tls)
    except (smtplib.SMTPException, OSError) as error:
        raise NotTakenError(f"{settings.host}: {_words(error)}") from None
    with _closed(connection):
        try:
            if settings.user is not None and settings.password is not None:
                connection.login(settings.user, settings.password.reveal())
        except (smtplib.SMTPException, OSError) as error:
            raise NotTakenError(f"{settings.host}: {_words(error)}") from None
        yield Outbox(connection, settings.sender)


@contextmanager
def _closed(connection: smtplib.SMTP) -> Iterator[None]:
    """Take leave at the end; what a server answers to that changes nothing."""
    try:
        yield
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()


def _connected(host: str, port: int, *, tls: bool) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if tls and port == _IMPLICIT:
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    connection = smtplib.SMTP(host, port, timeout=_SECONDS)
    if tls:
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection


def _refusal(code: int, said: bytes | str) -> SlawatchError:
    told = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = RefusedError if code >= _FOR_GOOD else NotTakenError
    return kind(f"{code} {' '.join(told.split())}")


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
