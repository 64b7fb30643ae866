"""The daemon's pages, each also as JSON: how everything stands, and what every number is made of."""

import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from slawatch.runtime.inquiry import Inquiry
from slawatch.web.documents import plain
from slawatch.web.download import Download, download
from slawatch.web.errand import Done, Form
from slawatch.web.forms import Sent
from slawatch.web.frame import Frame, framed
from slawatch.web.guard import WITH_FORMS, user_of
from slawatch.web.kept_pages import KeptPages
from slawatch.web.openapi import DOCUMENT, openapi
from slawatch.web.overview import overview
from slawatch.web.page_table import FORMS, PAGES, Page
from slawatch.web.posting import Posting, Refused
from slawatch.web.problem import Problem
from slawatch.web.question import Answer, Question
from slawatch.web.seen import Seen
from slawatch.web.templating import TEMPLATES
from slawatch.web.turns import Turns
from slawatch.web.unanswered import problems_told

API: Final = "/api/v1"


class _Rest(Convertor[str]):
    """The rest of a path, whatever stands in it: ids hold slashes and line breaks."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("rest", _Rest())


def routes(seen: Seen) -> Sequence[Route]:
    """Return the routes of the pages and of the same as JSON; whatever they tell comes through a user's own doors."""
    site = _Site(seen)
    pages = [
        Route(prefix + page.path, partial(site.answer, page, as_json=bool(prefix)))
        for page in PAGES
        for prefix in ("", API)
    ]
    forms = [
        Route(prefix + form.path, partial(site.posted, form, as_json=bool(prefix)), methods=["POST"])
        for form in FORMS
        for prefix in ("", API)
    ]
    return [Route("/", site.overview), Route(DOCUMENT, _openapi), *pages, *forms]


def _openapi(_request: Request) -> Response:
    return Response(openapi(), media_type="application/json", headers=_HEADERS)


@dataclass(frozen=True)
class _Site:
    seen: Seen
    short: Turns = field(default_factory=partial(Turns, at_once=2, waiting=64))
    long: Turns = field(default_factory=partial(Turns, at_once=1, waiting=8))
    kept: KeptPages = field(default_factory=KeptPages)
    posting: Posting = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "posting", Posting(self.seen))

    async def answer(self, page: Page, request: Request, *, as_json: bool) -> Response:
        """Return a page or its document; what is wrong is told in the same form."""
        write = _json if as_json else _html
        turns = self.long if page.is_long else self.short
        return await self._or_problem(request, write, turns.take(partial(self._answered, page, request, write)))

    def _answered(self, page: Page, request: Request, write: "_Writer") -> Response:
        question = self._question(request)
        told = page.answering(question)
        return download(told) if isinstance(told, Download) else write.answer(self._frame(request), question, told)

    async def posted(self, form: Form, request: Request, *, as_json: bool) -> Response:
        """Return where a form led: to its page, which says what was done, or to itself with what is wrong."""
        write = _json if as_json else _html
        return await self._or_problem(request, write, self._taken(form, request, write, is_json=as_json))

    async def _taken(self, form: Form, request: Request, write: "_Writer", *, is_json: bool) -> Response:
        try:
            done = await self.posting.take(form, request, is_json=is_json)
        except Refused as refused:
            return await self.short.take(partial(self._shown_again, form, request, refused, write))
        return write.done(self._frame(request), form, done)

    def _shown_again(self, form: Form, request: Request, refused: Refused, write: "_Writer") -> Response:
        sent = Sent(form=request.url.path, values=refused.fields, faults=refused.refusal.faults)
        question = replace(self._question(request), sent=sent)
        return write.refused(self._frame(request), question, form)

    async def overview(self, request: Request) -> Response:
        """Return the overview, also where there is nothing to show yet."""
        return await self._or_problem(request, _html, self.short.take(partial(self._overview, request)))

    def _overview(self, request: Request) -> Response:
        inquiry = self.seen.by(user_of(request)).inquiry()
        text = overview(self._frame(request), inquiry, request.query_params, self.kept)
        return HTMLResponse(text, headers=_HEADERS)

    async def _or_problem(self, request: Request, write: "_Writer", answer: Awaitable[Response]) -> Response:
        try:
            with problems_told(user_of(request)):
                return await answer
        except Problem as problem:
            return write.problem(self._frame(request), problem)

    def _question(self, request: Request) -> Question:
        frame = self._frame(request)
        return Question(
            inquiry=self._inquiry(request),
            user=frame.user,
            sources=frame.sources,
            query=request.query_params,
            path=request.path_params,
            now=frame.now,
            speech=frame.speech,
            links=frame.links,
            archive=self.seen.by(frame.user).archive(),
        )

    def _inquiry(self, request: Request) -> Inquiry:
        doors = self.seen.by(user_of(request))
        inquiry = doors.inquiry()
        if inquiry is None:
            published = doors.published()
            reason = published.reason or "the figures of the run before are shown until the first evaluation has ended"
            raise Problem(503, "Nothing can be told yet", "{reason}", {"reason": reason}, 10)
        return inquiry

    def _frame(self, request: Request) -> Frame:
        doors = self.seen.by(user_of(request))
        return framed(
            request,
            published=doors.published(),
            sources=doors.sources(),
            now=doors.now(),
            version=doors.version,
        )


class _Writer:
    """Writes HTML."""

    def answer(self, frame: Frame, question: Question, told: Answer) -> Response:
        """Return a page."""
        headers = {**_HEADERS, **(WITH_FORMS if told.has_forms else {})}
        return Response(self._page(frame, question, told), media_type="text/html", headers=headers)

    def refused(self, frame: Frame, question: Question, form: Form) -> Response:
        """Return the page of a form with what is wrong beside its fields."""
        text = self._page(frame, question, form.answering(question))
        return Response(text, 422, media_type="text/html", headers={**_HEADERS, **WITH_FORMS})

    def done(self, frame: Frame, form: Form, done: Done) -> Response:
        """Return the way to the page that says what was done; loading that again sends nothing."""
        return Response(status_code=303, headers={**_HEADERS, "Location": form.location(frame.links, done)})

    @staticmethod
    def _page(frame: Frame, question: Question, told: Answer) -> str:
        return TEMPLATES.get_template(told.template).render(
            frame=frame, question=question, title=told.title, view=told.view, say=frame.speech.say
        )

    def problem(self, frame: Frame, problem: Problem) -> Response:
        """Return why there is none."""
        text = TEMPLATES.get_template("problem.html").render(frame=frame, problem=problem, say=frame.speech.say)
        return Response(text, problem.status, media_type="text/html", headers=_headers(problem))


class _JsonWriter(_Writer):
    """Writes JSON."""

    def answer(self, frame: Frame, question: Question, told: Answer) -> Response:  # noqa: ARG002  as HTML is written
        """Return a document."""
        return _document(told.document(), 200, _HEADERS)

    def refused(self, frame: Frame, question: Question, form: Form) -> Response:  # noqa: ARG002  likewise
        """Return what is wrong by field, in English."""
        faults = dict(question.sent.faults)
        return _document({"error": faults.pop("", "not taken"), "fields": faults}, 422, _HEADERS)

    def done(self, frame: Frame, form: Form, done: Done) -> Response:  # noqa: ARG002  likewise
        """Return what was done."""
        return _document({"done": done.word, "id": done.name}, 200, _HEADERS)

    def problem(self, frame: Frame, problem: Problem) -> Response:  # noqa: ARG002  likewise
        """Return why there is none, in English."""
        return _document({"error": str(problem)}, problem.status, _headers(problem))


_HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
_html: Final = _Writer()
_json: Final = _JsonWriter()


def _headers(problem: Problem) -> dict[str, str]:
    after = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    return {**_HEADERS, **after}


def _document(told: Mapping[str, object], status: int, headers: Mapping[str, str]) -> Response:
    body = json.dumps(told, default=plain, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, headers=headers, media_type="application/json")
