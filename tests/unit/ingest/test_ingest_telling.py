"""What becomes of tickets of which a part is refused, and of those that went while they were read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from slawatch.errors import DeferredSourceError, FatalSourceError, RetriableSourceError
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Gone, Stamp
from slawatch.ingest.telling import batch, named
from slawatch.model.ticket import Ticket

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS = ({"id": "1"}, {"id": "2"})


class _Desk(Desk):
    """Shows tickets 1 and 2; both their rows and their histories may be refused."""

    def __init__(
        self,
        *,
        rows: Mapping[str, Exception] | None = None,
        histories: Mapping[str, Exception] | None = None,
        together: Mapping[str, Exception] | None = None,
    ) -> None:
        self._rows, self._histories, self._together = rows or {}, histories or {}, together or {}
        self.shape = Shape(required=frozenset({"id"}))

    def server_time(self) -> datetime:
        return AT

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        del since
        yield ROWS

    def newest(self) -> Stamp | None:
        return None

    def stamp(self, row: Row) -> Stamp:
        return Stamp(id=row["id"])

    def prepare(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row["id"] in self._together:
                raise self._together[row["id"]]

    def told(self, row: Row) -> Told:
        if row["id"] in self._histories:
            raise self._histories[row["id"]]
        return Told(ticket=Ticket(id=row["id"], key=row["id"], created_at=AT))

    def row(self, id_: str) -> Row:
        if id_ in self._rows:
            raise self._rows[id_]
        return {"id": id_}


def _refused(status: int) -> HttpStatusError:
    return HttpStatusError(f"GET https://desk.example/tickets/1/history answers {status}", status=status)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_ticket_that_is_shown_without_its_history_is_put_aside_with_the_reason(status: int) -> None:
    told = batch(_Desk(histories={"1": _refused(status)}), ROWS)
    assert [ticket.id for ticket in told.tickets] == ["2"]
    assert [row.row_id for row in told.bad] == ["1"]
    assert f"answers {status}" in told.bad[0].reason


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_ticket_that_went_after_its_row_was_read_is_passed_over(status: int) -> None:
    told = batch(_Desk(histories={"1": _refused(status)}, rows={"1": _refused(404)}), ROWS)
    assert [ticket.id for ticket in told.tickets] == ["2"]
    assert not told.bad
    assert not told.gone


def test_a_named_ticket_without_its_history_is_put_aside_under_its_id() -> None:
    told = named(_Desk(histories={"1": _refused(403)}), ["1", "2"], at=AT)
    assert [row.row_id for row in told.bad] == ["1"]
    assert not told.gone


def test_a_named_ticket_that_its_desk_calls_absent_when_it_is_told_is_gone() -> None:
    told = named(_Desk(histories={"1": AbsentError("moved")}), ["1", "2"], at=AT)
    assert told.gone == (Gone(ticket_id="1", why="moved", at=AT),)


def test_another_refusal_ends_the_poll() -> None:
    with pytest.raises(FatalSourceError, match="answers 401"):
        batch(_Desk(histories={"1": _refused(401)}), ROWS)


@pytest.mark.parametrize("when", ["histories", "together"])
def test_a_ticket_over_which_the_server_stumbles_does_not_hold_up_the_others(when: str) -> None:
    stumbles = {"1": RetriableSourceError("GET https://desk.example/tickets/1/history answers 500")}
    told = batch(_Desk(histories=stumbles) if when == "histories" else _Desk(together=stumbles), ROWS)
    assert [ticket.id for ticket in told.tickets] == ["2"]
    assert [row.row_id for row in told.bad] == ["1"]
    assert "answers 500" in told.bad[0].reason


@pytest.mark.parametrize("when", ["histories", "together"])
def test_a_server_that_answers_nothing_ends_the_poll(when: str) -> None:
    silence = {"1": RetriableSourceError("no whole answer")}
    desk = _Desk(histories=silence, rows=silence) if when == "histories" else _Desk(together=silence, rows=silence)
    with pytest.raises(RetriableSourceError):
        batch(desk, ROWS)


def test_a_server_that_asks_to_be_left_alone_is_left_alone() -> None:
    later = DeferredSourceError("answers 429", until=AT)
    with pytest.raises(DeferredSourceError):
        batch(_Desk(together={"2": later}), ROWS)
