"""What a source can't read of an answer is told as an error that passes, by whichever of its passes it is met."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow
from slawatch.ingest.misread import understood
from slawatch.ingest.source import Batch, Check, Limits, Stamp

SINCE = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class Client:
    answered: str = "GET https://desk.example/api/me"


@understood
@dataclass
class Desk:
    """Meets the same fault in all that it is asked."""

    error: Exception
    _http: Client = field(default_factory=Client)

    def check(self) -> Check:
        raise self.error

    def poll(self, _cursor: None, _limits: Limits) -> Iterator[Batch]:
        yield Batch(cursor="1")
        raise self.error

    def rescan(self, _since: datetime, limits: Limits) -> Iterator[Batch]:
        return self.poll(None, limits)

    def hydrate(self, _ids: tuple[str, ...], _limits: Limits) -> Iterator[Batch]:
        raise self.error

    def census(self, _limits: Limits, *, open_only: bool) -> Iterator[Stamp]:
        yield Stamp(id=str(int(str(open_only))))


PASSES: tuple[Callable[[Desk], object], ...] = (
    lambda desk: desk.check(),
    lambda desk: list(desk.poll(None, Limits())),
    lambda desk: list(desk.rescan(SINCE, Limits())),
    lambda desk: list(desk.hydrate(("1",), Limits())),
    lambda desk: list(desk.census(Limits(), open_only=True)),
)


@pytest.mark.parametrize("ask", PASSES)
def test_every_pass_names_the_last_answer_and_the_place_and_not_the_text(ask: Callable[[Desk], object]) -> None:
    with pytest.raises(RetriableSourceError) as met:
        ask(Desk(ValueError("Ann Agent")))
    begin = "GET https://desk.example/api/me answers in another shape than expected (ValueError in test_ingest_misread"
    assert str(met.value).startswith(begin)


def test_batches_before_it_are_told() -> None:
    batches = Desk(KeyError("id")).poll(None, Limits())
    assert next(batches).cursor == "1"
    with pytest.raises(RetriableSourceError):
        next(batches)


def test_what_is_met_before_any_answer_came_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        Desk(KeyError("id"), Client(answered="")).check()


def test_a_row_that_can_not_be_put_aside_is_told_with_its_request() -> None:
    with pytest.raises(RetriableSourceError, match=r"^GET https://desk.example/api/me answers .*: it has no id$"):
        Desk(SkippableRow("it has no id", row_id="")).check()


def test_errors_that_say_more_are_left_as_they_are() -> None:
    with pytest.raises(FatalSourceError, match=r"^refused$"):
        Desk(FatalSourceError("refused")).check()
