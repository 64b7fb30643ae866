"""JSON and texts over HTTP: patient with servers that fail, careful with secrets. The only importer of requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final
from urllib.parse import urljoin

import requests
import urllib3

from slawatch.clock import Clock
from slawatch.errors import DeferredSourceError, FatalSourceError, RetriableSourceError
from slawatch.ingest.address import checked_url, origin, shown
from slawatch.ingest.backoff import Budget, asked_wait, http_date, jitter, refused_for_now
from slawatch.ingest.deadline import Deadline, punctual_session
from slawatch.ingest.headers import sendable
from slawatch.ingest.json_body import BodyTooLargeError, body, decoded
from slawatch.ingest.server_told import ServerTold, server_told
from slawatch.ingest.source import RequestObserver
from slawatch.ingest.throttle import PER_SECOND, bucket

UNAUTHORIZED: Final = 401
SUCCESS: Final = range(200, 300)
NOT_MODIFIED: Final = 304
SERVER_ERROR: Final = range(500, 600)
RETRIABLE: Final = frozenset({408, 409, 425, 429, *SERVER_ERROR})
DEFERRABLE: Final = frozenset({429, 503})


class HttpStatusError(FatalSourceError):
    """The server refuses, redirects or does not know what was asked for; `status` lets a source tell 404 from 403."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """What one request may take."""

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    """Silence between two packets; a slow drip never reaches it, so there is:"""
    request_seconds: float = 120.0
    """Overall deadline of one attempt."""
    body_bytes: int = 64 << 20
    """Of the decoded body."""
    attempts: int = 5
    requests_per_second: float = PER_SECOND
    """Of all sources of this server together; the least that any of them names counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One server as the configuration names it.

    Proxies and CA bundles of the environment are honoured, except on the way to this machine itself.
    """

    url: str
    credentials: Callable[[], Mapping[str, str]] = field(default=dict, repr=False)
    """Headers with the secret, read late: at the first request and again after a 401."""
    allow_http: bool = False
    ca_file: str | None = None
    """Certificates to trust instead of those of the environment."""
    limits: HttpLimits = HttpLimits()

    def __post_init__(self) -> None:
        """Refuse an address that secrets may not be sent to."""
        object.__setattr__(self, "url", checked_url(self.url, allow_http=self.allow_http))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    url: str
    headers: Mapping[str, str]
    """Names compare without case."""
    body: Any
    """The decoded JSON."""

    @property
    def server_time(self) -> datetime | None:
        """The server's own clock, None where it does not tell."""
        return http_date(self.headers.get("Date", ""))

    @property
    def next_url(self) -> str | None:
        """The next page's address by the Link header, None where it names none."""
        links = requests.utils.parse_header_links(self.headers.get("Link", ""))
        return next((urljoin(self.url, link["url"]) for link in links if link.get("rel") == "next"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    method: str
    url: str
    params: Mapping[str, str | int] | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return f"{self.method} {shown(self.url)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server said, as it came."""

    status: int
    headers: Mapping[str, str]
    """Names compare without case."""
    body: bytes


class _AttemptFailed(Exception):  # noqa: N818  it never leaves this module
    def __init__(self, text: str, *, wait: float | None = None, deferrable: bool = False) -> None:
        super().__init__(text)
        self.wait = wait
        self.deferrable = deferrable


class HttpClient:
    """Asks one server for JSON, over one session.

    Time-outs, resets, broken bodies, 5xx, 408, 409 and 429 are tried again within the budget; a wait beyond it is
    raised as DeferredSourceError or RetriableSourceError, so that no worker sleeps for a server. Other statuses
    that are no success, redirects among them, raise HttpStatusError; no request ever leaves the server's origin.
    """

    def __init__(self, endpoint: Endpoint, *, clock: Clock, observer: RequestObserver, rng: Random) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._observer = observer
        self._rng = rng
        self._headers: Mapping[str, str] | None = None
        self._deadline = Deadline()
        self.clock_skew_seconds: float | None = None
        """The server's clock less ours, by the last answer that told it."""
        self.answered = ""
        """The last request that was answered with JSON, as messages name it."""
        _, host, port = origin(endpoint.url)
        self._bucket = bucket(host, port, clock=clock, per_second=endpoint.limits.requests_per_second)
        self._session = punctual_session(endpoint.url, self._deadline)

    def get(self, target: str, params: Mapping[str, str | int] | None = None, *, budget: Budget) -> Answer:
        """Return the answer to a GET of a path below the endpoint's URL, or of a next-page URL."""
        return self._decoded(_Call(method="GET", url=self._url(target), params=params), budget)

    def post(self, target: str, body: Any, *, budget: Budget) -> Answer:  # noqa: ANN401  JSON is any of its types
        """Return the answer to a POST of JSON. Only for searches: like a GET it may be sent twice."""
        return self._decoded(_Call(method="POST", url=self._url(target), json=body), budget)

    def form(self, target: str, fields: Mapping[str, str], *, budget: Budget) -> Answer:
        """Return the answer to a POST of a form, which may be sent twice; so are tokens asked for."""
        return self._decoded(_Call(method="POST", url=self._url(target), form=fields), budget)

    def fetch(self, target: str, headers: Mapping[str, str], *, budget: Budget) -> Reply:
        """Return what a GET of a path or URL brings, whatever it is; its status may be NOT_MODIFIED."""
        return self._ask(_Call(method="GET", url=self._url(target), headers=headers), budget)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _url(self, target: str) -> str:
        url = urljoin(self._endpoint.url + "/", target)
        if origin(url) != origin(self._endpoint.url):
            raise FatalSourceError(f"{shown(url)} is not on {self._endpoint.url}; a secret is sent to no other server")
        return url

    def _decoded(self, call: _Call, budget: Budget) -> Answer:
        reply = self._ask(call, budget)
        self.answered = call.text
        try:
            return Answer(url=call.url, headers=reply.headers, body=decoded(reply.body, reply.headers))
        except ValueError as error:
            raise RetriableSourceError(f"{call.text} answers {error}") from None

    def _ask(self, call: _Call, budget: Budget) -> Reply:
        attempt = 1
        while True:
            if not budget.remaining:
                raise RetriableSourceError(f"{call.text} was not asked: the time of this poll is used up")
            self._await_turn(call, budget)
            try:
                return self._whole(call, self._reply(call, budget))
            except _AttemptFailed as failure:
                self._wait(failure, attempt, budget)
                attempt += 1

    def _await_turn(self, call: _Call, budget: Budget) -> None:
        wait = self._bucket.reserve()
        if wait >= budget.remaining:
            self._bucket.give_back()
            until = self._clock.now() + timedelta(seconds=wait)
            raise DeferredSourceError(f"{call.text} was not asked: other sources ask this server", until=until)
        if wait:
            self._clock.sleep(wait)

    def _wait(self, failure: _AttemptFailed, attempt: int, budget: Budget) -> None:
        wait = jitter(attempt, self._rng) if failure.wait is None else failure.wait
        if attempt >= self._endpoint.limits.attempts or wait >= budget.remaining:
            text = f"{failure} (attempt {attempt} of {self._endpoint.limits.attempts})"
            if failure.deferrable:
                raise DeferredSourceError(text, until=self._clock.now() + timedelta(seconds=wait)) from None
            raise RetriableSourceError(text) from None
        self._observer.on_retry()
        self._clock.sleep(wait)

    def _whole(self, call: _Call, reply: Reply) -> Reply:
        if reply.status in SUCCESS or (reply.status == NOT_MODIFIED and call.headers):
            return reply
        text = f"{call.text} answers {reply.status}"
        limited = reply.status in DEFERRABLE or refused_for_now(reply.status, reply.headers)
        if limited or reply.status in RETRIABLE:
            wait = asked_wait(reply.headers, now=self._clock.now())
            raise _AttemptFailed(text, wait=wait, deferrable=limited)
        if "Location" in reply.headers:
            text += f", a redirect to {shown(urljoin(call.url, reply.headers['Location']))}, which is not followed"
        raise HttpStatusError(text, status=reply.status)

    def _reply(self, call: _Call, budget: Budget) -> Reply:
        reply = self._exchange(call, budget)
        if reply.status == UNAUTHORIZED and self._credentials_changed():
            return self._exchange(call, budget)
        return reply

    def _hear(self, told: ServerTold) -> None:
        self._observer.on_answer(told)
        if told.clock_skew_seconds is not None:
            self.clock_skew_seconds = told.clock_skew_seconds

    def _credentials(self) -> Mapping[str, str]:
        if self._headers is None:
            self._headers = sendable(self._endpoint.credentials())
        return self._headers

    def _credentials_changed(self) -> bool:
        """Read the secret again; the same one sent twice may lock the account."""
        before, self._headers = self._headers, None
        return self._credentials() != before

    def _exchange(self, call: _Call, budget: Budget) -> Reply:
        limits = self._endpoint.limits
        self._deadline.begin(Budget(min(limits.request_seconds, budget.remaining), self._clock))
        headers = {**call.headers, **self._credentials()}
        code_class, asked = "error", self._clock.now()
        try:
            with self._session.request(
                call.method,
                call.url,
                params=call.params,
                json=call.json,
                data=call.form,
                headers=headers,
                timeout=(limits.connect_seconds, limits.read_seconds),
                allow_redirects=False,
                stream=True,
                verify=self._endpoint.ca_file or True,  # that of a session gives way to REQUESTS_CA_BUNDLE
            ) as response:
                self._hear(server_told(response.headers, asked=asked, answered=self._clock.now()))
                content = body(partial(response.raw.read1, decode_content=True), most=limits.body_bytes)
                code_class = f"{response.status_code // 100}xx"
                return Reply(status=response.status_code, headers=response.headers, body=content)
        except (requests.RequestException, urllib3.exceptions.HTTPError, BodyTooLargeError) as error:
            raise _failure(call, error) from None  # the text of requests repeats the URL with its query
        finally:
            self._observer.on_request(code_class)


def _failure(call: _Call, error: Exception) -> Exception:
    """What becomes of an attempt without a whole reply."""
    text = f"{call.text}: {_root_text(error)}"
    if isinstance(error, BodyTooLargeError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
        return FatalSourceError(text)
    return _AttemptFailed(text)


def _root_text(error: BaseException) -> str:
    """What the machine says of the innermost cause; words of the server or of requests are not repeated."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    if isinstance(error, BodyTooLargeError):
        return str(error)
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
        return error.strerror or str(error)
    return f"no whole answer ({type(error).__name__})"
