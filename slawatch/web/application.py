"""Routes and answers. A scrape copies prepared bytes; pages are rendered in worker threads."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from slawatch.exporters.live import joined
from slawatch.model.deed import Actor, Way
from slawatch.model.user import Role
from slawatch.store.deed_contract import acting
from slawatch.web import api
from slawatch.web.crossing import require_own_site
from slawatch.web.guard import Guard, user_of
from slawatch.web.negotiation import form, gzip_accepted
from slawatch.web.problem import Problem
from slawatch.web.published import Doors
from slawatch.web.seen import Seen
from slawatch.web.site import routes
from slawatch.web.templating import load_templates

ASSETS: Final = {
    "site.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def application(doors: Doors) -> Starlette:
    """Return the web application over what app gives it."""
    load_templates()
    seen = Seen(doors)
    answers = _Answers(doors, seen)
    site = Starlette(
        routes=[
            Route("/metrics", answers.metrics),
            Route("/-/healthy", answers.healthy),
            Route("/-/ready", answers.ready),
            Route("/-/reload", answers.reload, methods=["POST", "PUT"]),
            Route("/api/v1/objectives", answers.objectives),
            *routes(seen),
            *(Route(f"/assets/{name}", _asset(name, kind)) for name, kind in ASSETS.items()),
        ],
        # Starlette's own answer to an error that nobody foresaw goes past all middleware; one inside the gate does not.
        middleware=[
            Middleware(Guard, access=doors.access, monotonic=doors.monotonic),
            Middleware(ServerErrorMiddleware),
        ],
    )
    site.router.redirect_slashes = False  # an unknown path is 404, and a redirect would repeat the Host header
    return site


@dataclass(frozen=True, slots=True)
class _Answers:
    doors: Doors
    seen: Seen

    async def metrics(self, request: Request) -> Response:
        """Return prepared bytes and the live part, in the format and encoding that the client takes.

        They tell of all agreements, so whoever sees some only is told that there is no such page.
        """
        if not user_of(request).sees_everything:
            return PlainTextResponse("Not Found", status_code=404)
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
        user = user_of(request)
        if self.doors.access().users and not (user.may(Role.WRITE) and user.sees_everything):
            return PlainTextResponse("only who sees everything and may write may reload\n", status_code=403)
        try:
            require_own_site(request)
        except Problem as problem:
            return PlainTextResponse(f"{problem}\n", status_code=problem.status)
        with acting(Actor(user=user.name, way=Way.API)):
            took_effect, told = await run_in_threadpool(self.doors.reload)
        return PlainTextResponse(f"{told}\n", status_code=200 if took_effect else 500)

    def objectives(self, request: Request) -> Response:
        """Return the snapshot as JSON; 503 with the reason while there is none."""
        doors = self.seen.by(user_of(request))
        published = doors.published()
        if published.snapshot is None:
            return JSONResponse({"error": published.reason or "no figures yet"}, status_code=503, headers=_NOT_STORED)
        body = api.document(published.snapshot, doors.sources())
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
