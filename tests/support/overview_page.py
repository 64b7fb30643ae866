"""The overview of a made-up snapshot, without a server."""

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request

from slawatch.model.result import Snapshot
from slawatch.testing.pages import MadeDoors, MadePublished, MadeSource
from slawatch.web.application import application
from slawatch.web.frame import framed
from slawatch.web.kept_pages import KeptPages
from slawatch.web.overview import overview


def overview_page(made: Snapshot | None, sources: Sequence[MadeSource] = (), *, now: datetime, query: str = "") -> str:
    """Return the overview of a snapshot as HTML, as it is for an address's query."""
    told = MadePublished() if made is None else MadePublished(made, None, "")
    doors = MadeDoors(published=told, sources=sources, now=now).doors()
    headers = [(b"accept-language", b"en")]
    scope = {"type": "http", "path": "/", "raw_path": b"/", "query_string": query.encode(), "headers": headers}
    request = Request({**scope, "app": application(doors)})
    framed_by = framed(request, published=told, sources=sources, now=now, version="1.2.3")
    return overview(framed_by, None, request.query_params, KeptPages())
