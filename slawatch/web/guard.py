"""The gate before all answers: who asks is known before anything is told, and every answer carries its headers."""

from collections.abc import Callable, Mapping
from typing import Final

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slawatch.config.access_section import AccessSettings
from slawatch.config.web_file import WebFile
from slawatch.errors import ConfigError
from slawatch.model.user import ANYBODY, User
from slawatch.web.complaints import Complaints
from slawatch.web.current_file import CurrentWebFile
from slawatch.web.login import Login, Refused, without_proxy_header

log = structlog.get_logger(__name__)

USER: Final = "slawatch.user"
"""Where a request carries who asks."""

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WITH_FORMS: Final = {
    "Content-Security-Policy": SECURITY_HEADERS["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",  # without a referrer browsers tell forms no origin either
}
"""What pages with forms set instead."""
_HSTS: Final = "max-age=31536000"
_POLICY: Final = "content-security-policy"


def user_of(request: HTTPConnection) -> User:
    """Return who asks."""
    found: User = request.scope.get(USER, ANYBODY)
    return found


class Guard:
    """Lets in whom the settings let in, and adds to every answer the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, *, access: Callable[[], AccessSettings], monotonic: Callable[[], float]) -> None:
        self._app, self._access = app, access
        self._login = Login(monotonic)
        self._file = CurrentWebFile(None)
        self._complained = ""
        self._complaints = Complaints(monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does where the one who asks is let in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        file, answering = WebFile(), self._app
        try:
            settings = self._access()
            file = self._file_now(settings)
            scope[USER] = await self._login.user(scope, settings, file)
            scope = without_proxy_header(scope, settings.proxy)
        except ConfigError as error:
            answering = self._unusable(error)
        except Refused as refused:
            answering = _refusal(refused, file)
        except Exception as error:  # noqa: BLE001  nobody is let in; Starlette's own answer would have no headers
            answering = self._broken(error)
        await answering(scope, receive, _headed(send, scope, file.headers))

    def _file_now(self, settings: AccessSettings) -> WebFile:
        if self._file.path != settings.web_file:
            self._file = CurrentWebFile(settings.web_file)
        told = self._file.now()
        self._complained = ""
        return told

    def _unusable(self, error: ConfigError) -> Response:
        """Return that nobody is let in: who was taken out of a file that can't be read must not go on."""
        if str(error) != self._complained:
            self._complained = str(error)
            log.error("the web configuration file can't be used, nobody is let in", reason=self._complained)
        return PlainTextResponse("the web configuration file can't be used; the log tells why\n", status_code=500)

    def _broken(self, error: Exception) -> Response:
        """Return that nobody is let in by a gate that failed; each reason is logged at most once a minute."""
        reason = f"{type(error).__name__}: {error}"
        if self._complaints.is_new(reason):
            log.error("who asks could not be found out, nobody is let in", reason=reason, exc_info=error)
        return PlainTextResponse("who asks could not be found out; the log tells why\n", status_code=500)


def _refusal(refused: Refused, file: WebFile) -> Response:
    headers = {"Cache-Control": "no-store"}
    if refused.status == 401 and file.hashes:  # noqa: PLR2004  the one that asks for a password
        headers["WWW-Authenticate"] = 'Basic realm="slawatch", charset="UTF-8"'
    if refused.retry_after is not None:
        headers["Retry-After"] = str(refused.retry_after)
    return PlainTextResponse(f"{refused.text}\n", status_code=refused.status, headers=headers)


def _headed(send: Send, scope: Scope, told: Mapping[str, str]) -> Send:
    """Return what sends an answer with headers: its own first, then those of the file, then ours."""
    ours = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
    if scope.get("scheme") == "https":
        ours["Strict-Transport-Security"] = _HSTS
    configured = {name.lower(): value for name, value in told.items()}

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*_joined(message["headers"], ours, configured)]
        await send(message)

    return sending


def _joined(
    own: list[tuple[bytes, bytes]], ours: dict[str, str], configured: dict[str, str]
) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer. A policy of the file is added to ours, so it can only forbid more."""
    set_by_answer = {name.decode("latin-1").lower() for name, _ in own}
    added = {name.lower(): value for name, value in ours.items() if name.lower() not in set_by_answer}
    added |= {name: value for name, value in configured.items() if name != _POLICY}
    told = [(name.encode(), value.encode()) for name, value in added.items() if value]
    policy = configured.get(_POLICY)
    return [*own, *told, *([(_POLICY.encode(), policy.encode())] if policy else [])]
