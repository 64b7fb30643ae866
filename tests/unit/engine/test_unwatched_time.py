"""Time in which a source did not look, worked by hand: one service, the first half of June told."""

from collections.abc import Iterable
from dataclasses import replace

from figure_cases import MAIL, a_plan, at

from slawatch.engine.evaluate import evaluate
from slawatch.engine.outages import gap_rows, outage_rows
from slawatch.engine.plan import Plan
from slawatch.engine.rows import no_rows
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import UNWATCHED, Outage
from slawatch.model.result import Relative, ServiceFigure

AS_OF = at("2026-06-16")
HALF = 15 * 86400


def told(service: str | None, start: str, end: str | None, severity: str | None = UNWATCHED) -> Outage:
    ended = end and at(f"2026-06-{end}")
    return Outage(
        id=start, service=service, started_at=at(f"2026-06-{start}"), ended_at=ended or None, severity=severity
    )


def mail(judged: Plan, facts: Iterable[Outage], *, source: str = "desk") -> ServiceFigure:
    told_to = {"source": source, "mapping": judged.definitions.mappings[source], "words": judged.words}
    rows = replace(no_rows(), outages=outage_rows(facts, **told_to), gaps=gap_rows(facts, **told_to))
    watermarks = dict.fromkeys(judged.definitions.mappings, AS_OF)
    found = evaluate(judged, rows, as_of=AS_OF, evaluated_at=AS_OF, known_through={}, watermarks=watermarks)
    (figure,) = [each for each in found.services if each.period is Relative.CURRENT and each.service_id == MAIL]
    return figure


def seconds(figure: ServiceFigure) -> tuple[int | None, int | None, int | None]:
    return figure.down_seconds, figure.unknown_seconds, figure.agreed_seconds


def test_time_that_was_not_looked_at_is_unknown_and_neither_up_nor_down() -> None:
    found = mail(a_plan(), [told(MAIL, "10T12:00", "10T13:00"), told(MAIL, "10T12:30", "10T14:00")])
    assert seconds(found) == (0, 7200, HALF - 7200)
    assert (found.availability_ratio, found.outages) == (1.0, 0)


def test_an_outage_that_is_told_of_unwatched_time_counts() -> None:
    found = mail(a_plan(), [told(MAIL, "10T12:00", "10T14:00"), told(MAIL, "10T11:00", "10T13:00", severity=None)])
    assert seconds(found) == (7200, 3600, HALF - 3600)
    assert found.outages == 1


def test_an_open_gap_lasts_to_the_end() -> None:
    assert seconds(mail(a_plan(), [told(MAIL, "15T00:00", None)])) == (0, 86400, HALF - 86400)


def test_a_gap_without_a_service_is_one_of_every_service_that_the_source_can_name() -> None:
    gap = [told(None, "10T12:00", "10T13:00")]
    assert seconds(mail(a_plan(), gap)) == (0, 3600, HALF - 3600)
    shop_only = SourceMapping(attributes={"service": FieldMap(field="service", values={"s": "shop"})})
    both = {"desk": a_plan().definitions.mappings["desk"], "probe": shop_only}
    assert seconds(mail(a_plan(sources=both), gap, source="probe")) == (0, 0, HALF)


def test_a_gap_of_a_service_that_nothing_maps_is_nobodys() -> None:
    assert seconds(mail(a_plan(), [told("shop", "10T12:00", "10T13:00")])) == (0, 0, HALF)


def test_the_reserved_word_needs_no_mapping_and_another_may_be_mapped() -> None:
    mapping = SourceMapping(severity=FieldMap(field="severity", values={"no data": "unknown"}))
    assert (mapping.severity_class(UNWATCHED), mapping.lacks_severity(UNWATCHED)) == ("unknown", False)
    assert mapping.severity_class("no data") == "unknown"


def state(facts: Iterable[Outage]) -> tuple[bool | None, str | None, str | None]:
    """Whether it is down, since when, and through when it is told of: day and hour of June."""
    judged = a_plan()
    told_to = {"source": "desk", "mapping": judged.definitions.mappings["desk"], "words": judged.words}
    rows = replace(no_rows(), outages=outage_rows(facts, **told_to), gaps=gap_rows(facts, **told_to))
    found = evaluate(judged, rows, as_of=AS_OF, evaluated_at=AS_OF, known_through={}, watermarks={"desk": AS_OF})
    (mine,) = [each for each in found.states if each.service_id == MAIL]
    times = (mine.outage_started_at, mine.data_through)
    return mine.outage_active, *(time and f"{time:%dT%H}" for time in times)


def test_a_service_that_nobody_looks_at_is_told_of_up_to_then_and_its_outage_is_not_over() -> None:
    down, away = told(MAIL, "10T12:00", "10T13:00", severity=None), told(None, "10T13:00", None)
    assert state([down]) == (False, None, "16T00")
    assert state([down, away]) == (True, "10T12", "10T13")
    assert state([away]) == (False, None, "10T13")
    assert state([down, told(None, "10T13:00", "11T00:00")]) == (False, None, "16T00")
    assert state([down, told(MAIL, "10T12:30", None)]) == (False, None, "10T13"), "somebody else saw its end"
