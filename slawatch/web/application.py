"""Routes and answers. A scrape copies prepared bytes; pages are rendered in worker threads."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slawatch.exporters.live import joined
from slawatch.web import api
from slawatch.web.negotiation import form, gzip_accepted
from slawatch.web.published import Doors
from slawatch.web.site import routes
from slawatch.web.templating import load_templates

ASSETS: Final = {
    "site.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
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
_RAW_SECURITY_HEADERS: Final = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


def application(doors: Doors) -> Starlette:
    """Return the web application over what app gives it."""
    load_templates()
    answers = _Answers(doors)
    site = Starlette(
        routes=[
            Route("/metrics", answers.metrics),
            Route("/-/healthy", answers.healthy),
            Route("/-/ready", answers.ready),
            Route("/-/reload", answers.reload, methods=["POST", "PUT"]),
            Route("/api/v1/objectives", answers.objectives),
            *routes(doors),
            *(Route(f"/assets/{name}", _asset(name, kind)) for name, kind in ASSETS.items()),
        ],
        middleware=[Middleware(SecurityHeaders)],
    )
    site.router.redirect_slashes = False  # an unknown path is 404, and a redirect would repeat the Host header
    return site


class SecurityHeaders:
    """Adds the headers that keep a page to itself, to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_RAW_SECURITY_HEADERS]
            await send(message)

        await self._app(scope, receive, guarded)


@dataclass(frozen=True, slots=True)
class _Answers:
    doors: Doors

    async def metrics(self, request: Request) -> Response:
        """Return prepared bytes and the live part, in the format and encoding that the client takes."""
        wanted = form(_all(request.headers, "accept"))
        compressed = gzip_accepted(_all(request.headers, "accept-encoding"))
        body = joined(self.doors.published().exposition, self.doors.live, wanted, compressed=compressed)
        headers = {"Vary": "Accept, Accept-Encoding"} | ({"Content-Encoding": "gzip"} if compressed else {})
        return Response(body, headers=headers, media_type=wanted)

    async def healthy(self, _request: Request) -> Response:
        """Return 200 as long as the process answers."""
        return PlainTextResponse("slawatch is alive\n")

    async def ready(self, _request: Request) -> Response:
        """Return 200 once there is a usable snapshot, else 503 with the reason."""
        published = self.doors.published()
        if published.snapshot is None:
            return PlainTextResponse(f"not ready: {published.reason or 'no figures yet'}\n", status_code=503)
        return PlainTextResponse("ready\n")

    async def reload(self, request: Request) -> Response:
        """Load the configuration anew; 500 with the reason where the old one stays in force."""
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("another site may not reload\n", status_code=403)
        took_effect, told = await run_in_threadpool(self.doors.reload)
        return PlainTextResponse(f"{told}\n", status_code=200 if took_effect else 500)

    def objectives(self, _request: Request) -> Response:
        """Return the snapshot as JSON; 503 with the reason while there is none."""
        published = self.doors.published()
        if published.snapshot is None:
            return JSONResponse({"error": published.reason or "no figures yet"}, status_code=503, headers=_NOT_STORED)
        body = api.document(published.snapshot, self.doors.sources())
        return Response(body, media_type="application/json", headers=_NOT_STORED)


_NOT_STORED: Final = {"Cache-Control": "no-store"}


def _all(headers: Headers, name: str) -> str:
    """Return a header that may be sent in several lines as one."""
    return ",".join(headers.getlist(name))


def _asset(name: str, kind: str) -> Callable[[Request], Response]:
    content = files("slawatch.web").joinpath("assets", name).read_bytes()

    def answer(_request: Request) -> Response:
        return Response(content, media_type=kind, headers={"Cache-Control": "max-age=300"})

    return answer
