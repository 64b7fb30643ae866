"""What stands around every page: where one is, how fresh the figures are, and the way to everything else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.routing import Route

from slawatch.model.result import Snapshot
from slawatch.model.user import User
from slawatch.speech.speech import LANGUAGES, Speech
from slawatch.web.guard import user_of
from slawatch.web.links import Links
from slawatch.web.negotiation import language
from slawatch.web.published import Published, SourceStatus

SECTIONS: Final = (
    ("/", "Overview"),
    ("/tickets", "Tickets"),
    ("/outages", "Outages"),
    ("/agreements", "Agreements"),
    ("/services", "Services"),
    ("/exclusions", "Exclusions"),
    ("/reports", "Reports"),
    ("/actions", "Improvement"),
    ("/sources", "Sources"),
    ("/method", "Method"),
)
"""The pages that the navigation leads to, of those that are served, with their names."""
UNDER: Final = {
    "/findings": "/actions",
    "/objectives": "/agreements",
    "/unmapped": "/sources",
    "/drafts": "/reports",
    "/readiness": "/reports",
}
"""Under which of them a page stands whose path does not say so."""
LATE_AFTER: Final = 3
"""Poll intervals after which what a source has told is stale."""
MOST_NAMED: Final = 3


class Section(NamedTuple):
    """An entry of the navigation."""

    href: str
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a page is put into."""

    speech: Speech
    links: Links
    path: str
    """As the client wrote it, encoded; so is the query."""
    query: str
    version: str
    snapshot: Snapshot | None
    reason: str
    """Why there is none; empty where there is one."""
    sources: Sequence[SourceStatus]
    now: datetime
    languages: Mapping[str, str]
    """By language the query of the same page in it."""
    sections: Sequence[Section]
    user: User

    @property
    def simulated(self) -> bool:
        """Whether the figures are of a simulator."""
        return self.snapshot is not None and self.snapshot.simulated

    @property
    def here(self) -> str:
        """The name of the section that the page stands in; empty where it stands in none."""
        return next((each.name for each in self.sections if each.is_here), "")

    @property
    def stale(self) -> Sequence[str]:
        """The sources that are down, or have told nothing for longer than three of their polls."""
        return [each.name for each in self.sources if each.up is False or is_stale(each, self.now)]

    @property
    def stale_key(self) -> tuple[object, ...]:
        """What a page that is kept must agree in: which sources are stale, and the minute that ages are told to."""
        return (*self.stale, int(self.now.timestamp()) // 60)

    @property
    def stale_named(self) -> str:
        """The first of them by name, the others by number."""
        shown, rest = self.stale[:MOST_NAMED], len(self.stale) - MOST_NAMED
        return self.speech.say(", ").join([*shown, *([f"+{rest}"] if rest > 0 else [])])


def is_stale(source: SourceStatus, now: datetime) -> bool:
    """Tell whether a source that was polled has told nothing for longer than three of its polls."""
    if source.up is None:
        return False
    limit = LATE_AFTER * source.poll_interval_seconds
    return source.watermark is None or (now - source.watermark).total_seconds() > limit


def framed(
    request: Request, *, published: Published, sources: Iterable[SourceStatus], now: datetime, version: str
) -> Frame:
    """Return the frame of the page that a request asks for."""
    asked = request.query_params.get("lang")
    kept = [each for each in request.query_params.multi_items() if each[0] != "lang"]
    links = Links(asked if asked in LANGUAGES else None)
    return Frame(
        speech=Speech(language(asked, request.headers.get("accept-language", ""))),
        links=links,
        path=request.scope["raw_path"].decode("ascii", "replace"),
        query=request.scope["query_string"].decode("ascii", "replace"),
        version=version,
        snapshot=published.snapshot,
        reason=published.reason,
        sources=tuple(sources),
        now=now,
        languages={name: urlencode([*kept, ("lang", name)]) for name in LANGUAGES},
        sections=_sections(request, links),
        user=user_of(request),
    )


def _sections(request: Request, links: Links) -> Sequence[Section]:
    served = {route.path for route in request.app.routes if isinstance(route, Route)}
    here = _under(request.url.path)
    return [Section(links.to(path), name, path == here) for path, name in SECTIONS if path in served]


def _under(path: str) -> str:
    first = "/" + path.removeprefix("/").partition("/")[0]
    return UNDER.get(first, first)
