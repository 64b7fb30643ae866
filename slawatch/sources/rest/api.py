"""What the API is asked: pages of its list, single tickets, histories."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.calendars.zones import zone
from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import AbsentError
from slawatch.ingest.http import Answer, Endpoint, HttpClient
from slawatch.ingest.keyset import Page
from slawatch.sources.rest.options import Auth, Options, Since
from slawatch.sources.rest.paths import at, text

Row = Mapping[str, Any]
HOUR: Final = timedelta(hours=1)
UNKNOWN: Final = -1
"""A total as some APIs tell it where they did not count."""
OFFSETS: Final = ("%z", "Z")
"""In a format: the time tells its zone itself."""


def endpoint(options: Options) -> Endpoint:
    """Return where the API is and how one says who one is."""
    return Endpoint(
        url=options.url,
        credentials=lambda: {**options.headers, **_credentials(options.auth)},
        allow_http=options.allow_http,
    )


def literal(since: Since, instant: datetime) -> str:
    """Return an instant as the API's filter reads it; where a wall clock shows it twice, one before it."""
    place = zone(since.timezone)
    while not any(sign in since.format for sign in OFFSETS) and _comes_twice(instant, place):
        instant -= HOUR
    return since.template.replace("{}", instant.astimezone(place).strftime(since.format))


class Api:
    """An API within a budget."""

    def __init__(self, http: HttpClient, options: Options, budget: Budget) -> None:
        self.options = options
        self._http, self._budget = http, budget
        self._began: datetime | None = None

    @property
    def began(self) -> datetime:
        """The server's time when it was first asked for, before anything that was read since."""
        return self._began or self.server_time()

    def account(self) -> Answer:
        """Return what the API tells of the account, or of its list where it tells nothing of accounts."""
        if self.options.account is not None:
            return self._checked(self._http.get(self.options.account.path, budget=self._budget))
        return self._listed(self._first_params(size=1))

    def server_time(self) -> datetime:
        """Return the server's own clock."""
        found = self.account().server_time
        if found is None:
            raise FatalSourceError("the API's answers have no Date; the web server before it must send one")
        self._began = self._began or found
        return found

    def page(self, since: datetime | None, token: str | None) -> Page:
        """Return a page of the list; the token is what the page before it named as the next."""
        paging = self.options.list.page
        if token is not None and paging.style == "link":
            answer = self._checked(self._http.get(token, budget=self._budget))
        else:
            answer = self._listed(self._params(since, token))
        rows = self.rows(answer.body, self.options.list.rows)
        return Page(rows=rows, next=self._next(answer, rows, token))

    def newest(self) -> Row | None:
        """Return the ticket that changed last, None where there is none or nobody said how it is found."""
        if not self.options.list.newest:
            return None
        answer = self._listed({**self._first_params(size=1), **self.options.list.newest})
        return next(iter(self.rows(answer.body, self.options.list.rows)), None)

    def everything(self, since: datetime | None = None) -> Iterator[Sequence[Row]]:
        """Yield the pages of the list from its first to its last, in whatever order."""
        token, tokens = None, set[str]()
        while True:
            page = self.page(since, token)
            yield page.rows
            token = page.next
            if token is None:
                return
            if token in tokens:
                raise RetriableSourceError("the API names a page as its own next one")
            tokens.add(token)

    def single(self, id_: str) -> Row:
        """Return a ticket's row by its id; AbsentError where the answer holds none."""
        detail = self.options.detail
        if detail is None:
            raise FatalSourceError("detail is not configured")
        answer = self._checked(self._http.get(detail.path.replace("{id}", id_), budget=self._budget))
        found = at(answer.body, detail.row)
        if found is None:
            raise AbsentError("deleted")
        return self.row(found)

    def entries(self, id_: str) -> Sequence[Row]:
        """Return the rows of a ticket's history."""
        history = self.options.history
        if history is None:
            return ()
        answer = self._checked(self._http.get(history.path.replace("{id}", id_), budget=self._budget))
        return self.rows(answer.body, history.rows)

    @staticmethod
    def row(value: Any) -> Row:  # noqa: ANN401  whatever was sent
        """Return a row; SkippableRow where it is none."""
        if not isinstance(value, Mapping):
            raise SkippableRow(f"a row is no object but {type(value).__name__}", row_id="?")
        return value

    @staticmethod
    def rows(body: Any, path: str) -> Sequence[Row]:  # noqa: ANN401  whatever was sent
        """Return the rows at a path; FatalSourceError where there is no list."""
        found = at(body, path)
        if not isinstance(found, list):
            raise FatalSourceError(f'the answer holds no list at "{path}" but {type(found).__name__}; mend `rows`')
        return found

    def _params(self, since: datetime | None, token: str | None) -> dict[str, str | int]:
        listing = self.options.list
        params = self._first_params(size=listing.page.size)
        if since is not None and listing.since is not None:
            params[listing.since.param] = literal(listing.since, since)
        if token is not None:
            params[listing.page.param] = int(token) if listing.page.style in {"page", "offset"} else token
        return params

    def _first_params(self, *, size: int) -> dict[str, str | int]:
        listing, paging = self.options.list, self.options.list.page
        params: dict[str, str | int] = dict(listing.params)
        if paging.size_param:
            params[paging.size_param] = size
        if paging.style in {"page", "offset"}:
            params[paging.param] = paging.first if paging.style == "page" else 0
        return params

    def _listed(self, params: Mapping[str, str | int]) -> Answer:
        listing = self.options.list
        if listing.method == "POST":
            secrets = {name: secret.reveal() for name, secret in self.options.auth.body.items()}
            return self._checked(self._http.post(listing.path, {**params, **secrets}, budget=self._budget))
        return self._checked(self._http.get(listing.path, params, budget=self._budget))

    def _next(self, answer: Answer, rows: Sequence[Row], token: str | None) -> str | None:
        """Return what asks for the next page, None where this was the last."""
        paging = self.options.list.page
        following: Mapping[str, Callable[[], str | None]] = {
            "none": lambda: None,
            "token": lambda: text(at(answer.body, paging.next)),
            "link": lambda: text(at(answer.body, paging.next)) if paging.next else answer.next_url,
            "page": lambda: str(int(token or paging.first) + 1),
            "offset": lambda: str(int(token or 0) + len(rows)),
        }
        numbered = paging.style in {"page", "offset"}
        return None if numbered and self._is_last(answer, rows, token) else following[paging.style]()

    def _is_last(self, answer: Answer, rows: Sequence[Row], token: str | None) -> bool:
        """Tell whether numbered pages end here; without a total they end where one is empty: servers cut their size."""
        paging = self.options.list.page
        number = int(token or 0) if paging.style == "offset" else int(token or paging.first) - paging.first
        if paging.pages:
            return number + 1 >= _count(answer.body, paging.pages)
        total = _count(answer.body, paging.total) if paging.total else UNKNOWN
        before = number if paging.style == "offset" else number * paging.size
        return not rows if total <= UNKNOWN else before + len(rows) >= total

    def _checked(self, answer: Answer) -> Answer:
        for path, wanted in self.options.ok.items():
            if text(at(answer.body, path)) != wanted:
                raise FatalSourceError(f'the API refuses: its answer does not hold "{wanted}" at "{path}"')
        return answer


def _count(body: Any, path: str) -> int:  # noqa: ANN401  whatever was sent
    found = at(body, path)
    if isinstance(found, bool) or not isinstance(found, int):
        raise FatalSourceError(f'the answer holds no number at "{path}"')
    return found


def _credentials(auth: Auth) -> Mapping[str, str]:
    told = {name: secret.reveal() for name, secret in auth.headers.items()}
    if auth.bearer is not None:
        told["Authorization"] = f"Bearer {auth.bearer.reveal()}"
    if auth.user is not None and auth.password is not None:
        pair = f"{auth.user}:{auth.password.reveal()}".encode()
        told["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    return told


def _comes_twice(instant: datetime, place: ZoneInfo) -> bool:
    local = instant.astimezone(place).replace(tzinfo=None)
    first, second = (local.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and second < first
