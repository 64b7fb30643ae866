"""How searches of REST2 are read: by growing id, past rows that may not be seen, and never on trust."""

from collections.abc import Mapping
from typing import Any

import pytest

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpStatusError
from slawatch.sources.request_tracker.rest import Rest, Search
from slawatch.testing.clock import ManualClock

TICKETS = Search(path="tickets")


class Answers:
    """Gives prepared bodies in turn, and keeps what was asked."""

    def __init__(self, *bodies: object) -> None:
        self._bodies = list(bodies)
        self.asked: list[Mapping[str, str | int]] = []

    def get(self, target: str, params: Mapping[str, str | int] | None = None, *, budget: Budget) -> Answer:  # noqa: ARG002  HttpClient's signature
        self.asked.append({"path": target, **(params or {})})
        body = self._bodies.pop(0)
        if isinstance(body, Exception):
            raise body
        return Answer(url=target, headers={}, body=body)


def rest(answers: Answers) -> Rest:
    return Rest(answers, Budget(60, ManualClock()))  # type: ignore[arg-type]  it only gets


def page(*ids: int, total: int | None = None, **told: object) -> dict[str, Any]:
    return {"items": [{"id": str(id_), "Name": f"name {id_}"} for id_ in ids], "total": total, **told}


def test_a_search_goes_on_after_the_last_id_and_ends_at_the_newest() -> None:
    answers = Answers(page(1, 2), page(5), page(9))
    found = [[row["id"] for row in rows] for rows in rest(answers).pages(TICKETS, after=0, through=9)]
    assert found == [["1", "2"], ["5"], ["9"]]
    assert [asked["query"] for asked in answers.asked] == [
        "id > 0 AND id <= 9",
        "id > 2 AND id <= 9",
        "id > 5 AND id <= 9",
    ]


def test_an_empty_page_is_followed_by_the_next_of_the_same_search() -> None:
    answers = Answers(page(), page(9), page(7, 9))
    assert len(list(rest(answers).pages(TICKETS, after=0, through=9))) == 1
    assert [asked.get("page") for asked in answers.asked] == [1, 1, 2]


def test_a_search_whose_newest_row_vanished_ends_at_the_newest_that_is_left() -> None:
    answers = Answers(page(1, 2), page(), page(2))
    assert len(list(rest(answers).pages(TICKETS, after=0, through=9))) == 1


@pytest.mark.parametrize("ids", [(3, 2), (2, 2), (0, 1), (8, 12)], ids=["falling", "doubled", "too-low", "too-high"])
def test_a_page_that_is_not_what_was_asked_for_is_refused(ids: tuple[int, ...]) -> None:
    with pytest.raises(FatalSourceError, match="filter is ignored"):
        list(rest(Answers(page(*ids))).pages(TICKETS, after=0, through=9))


def test_a_page_that_comes_again_is_refused() -> None:
    with pytest.raises(FatalSourceError, match="filter is ignored"):
        list(rest(Answers(page(1, 2), page(1, 2))).pages(TICKETS, after=0, through=9))


def test_the_newest_row_is_looked_for_behind_those_that_may_not_be_seen() -> None:
    answers = Answers(page(), page(), page(7, 6))
    assert rest(answers).newest(TICKETS) == 7
    assert [(asked["per_page"], asked["page"]) for asked in answers.asked] == [(1, 1), (100, 1), (100, 2)]


def test_where_a_total_is_told_an_empty_search_is_known_at_once() -> None:
    answers = Answers(page(total=0))
    assert rest(answers).newest(TICKETS) is None
    assert len(answers.asked) == 1


def test_names_are_read_on_where_neither_total_nor_next_page_is_told() -> None:
    answers = Answers(page(1, 2), page(3), page())
    assert rest(answers).names("queues/all") == {"1": "name 1", "2": "name 2", "3": "name 3"}


def test_names_end_with_the_last_page_where_a_total_is_told() -> None:
    answers = Answers(page(1, total=2, next_page="http://rt/2"), page(2, total=2))
    assert rest(answers).names("queues/all") == {"1": "name 1", "2": "name 2"}


@pytest.mark.parametrize("status", [403, 404])
def test_a_record_that_may_not_be_seen_is_none(status: int) -> None:
    assert rest(Answers(HttpStatusError("no", status=status))).record("ticket/1") is None


def test_another_refusal_of_a_record_is_an_error() -> None:
    with pytest.raises(HttpStatusError):
        rest(Answers(HttpStatusError("no", status=401))).record("ticket/1")


def test_the_name_of_a_user_is_quoted_in_the_address() -> None:
    answers = Answers({"_hyperlinks": [{"ref": "history"}, {"ref": "self", "id": 43}]})
    assert rest(answers).user_id("a/b@example.org") == "43"
    assert answers.asked[0]["path"] == "REST/2.0/user/a%2Fb%40example.org"


@pytest.mark.parametrize(
    "body", [[], {}, {"items": None}, {"message": "odd"}], ids=["list", "empty", "null", "message"]
)
def test_an_answer_without_items_is_tried_again_later(body: object) -> None:
    with pytest.raises(RetriableSourceError):
        rest(Answers(body)).newest(TICKETS)


def test_rows_without_an_id_are_refused() -> None:
    with pytest.raises(FatalSourceError, match="REST2 of RT 5"):
        rest(Answers({"items": [{"name": "x"}]})).newest(TICKETS)


def test_a_server_without_a_date_is_refused() -> None:
    with pytest.raises(FatalSourceError, match="no Date"):
        rest(Answers({"Version": "5"})).server_time()
