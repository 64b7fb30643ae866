"""The text of a feed behind an address, fetched only where it has changed.

No message names the address: its path may be the only secret that protects it.
"""

from dataclasses import dataclass, field
from random import SystemRandom
from typing import Final
from urllib.parse import urlsplit

from slawatch.clock import Clock
from slawatch.errors import RetriableSourceError, SourceError
from slawatch.ingest.address import shown
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import NOT_MODIFIED, Endpoint, HttpClient, HttpLimits, HttpStatusError, Reply
from slawatch.ingest.server_told import ServerTold

MOST_BYTES: Final = 4 << 20
"""A calendar of ten thousand events."""
WEBCAL: Final = "webcal://"
"""What calendars call https to make themselves known to programs."""
REDIRECTS: Final = range(300, 400)
LIMITS: Final = HttpLimits(connect_seconds=5, read_seconds=10, request_seconds=20, body_bytes=MOST_BYTES, attempts=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """What a server said of a feed, and what it calls this edition of it."""

    body: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAddress:
    """Where a feed is."""

    url: str = field(repr=False)
    name: str
    """What messages call it."""
    allow_http: bool = False


class _Unwatched:
    """Requests for feeds are few; whether the last one went well is told by feed."""

    def on_request(self, code_class: str) -> None:
        """Count nothing."""

    def on_retry(self) -> None:
        """Count nothing."""

    def on_answer(self, told: ServerTold) -> None:
        """Take note of nothing."""


def fetched(address: FeedAddress, known: FeedText | None, *, budget: Budget, clock: Clock) -> FeedText | None:
    """Return the text of a feed, None where it is what is known; a SourceError says why there is none."""
    url = address.url.replace(WEBCAL, "https://", 1) if address.url.startswith(WEBCAL) else address.url
    parts = urlsplit(url)
    try:
        endpoint = Endpoint(url=f"{parts.scheme}://{parts.netloc}", allow_http=address.allow_http, limits=LIMITS)
        client = HttpClient(endpoint, clock=clock, observer=_Unwatched(), rng=SystemRandom())
        try:
            return _text(client.fetch(url, _conditions(known), budget=budget), address)
        finally:
            client.close()
    except HttpStatusError as error:
        redirect = ", a redirect; write the address that it leads to" if error.status in REDIRECTS else ""
        raise RetriableSourceError(f"{address.name} answers {error.status}{redirect}") from None
    except (SourceError, ValueError) as error:
        told = str(error).replace(f"GET {shown(url)}", address.name).replace(shown(url), address.name)
        raise RetriableSourceError(told) from None


def _conditions(known: FeedText | None) -> dict[str, str]:
    told = {"Accept": "text/calendar, */*;q=0.1"}
    if known is not None and known.etag:
        told["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        told["If-Modified-Since"] = known.last_modified
    return told


def _text(reply: Reply, address: FeedAddress) -> FeedText | None:
    if reply.status == NOT_MODIFIED:
        return None
    try:
        body = reply.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RetriableSourceError(f"{address.name} is not UTF-8 (byte {error.start})") from None
    return FeedText(body=body, etag=reply.headers.get("ETag"), last_modified=reply.headers.get("Last-Modified"))
