"""Outages and exclusions from their sources' words, and the watermarks behind services."""

from figure_cases import MAIL, SHOP, a_plan, at, seconds

from slawatch.engine.columns import NEVER
from slawatch.engine.outages import exclusion_rows, outage_rows, records
from slawatch.engine.plan import Vocabulary
from slawatch.engine.rows import by_service
from slawatch.engine.watermarks import known_until, sources_behind
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Exclusion, Outage

MAPPING = SourceMapping(
    attributes={"service": FieldMap(field="component", values={"Post*": "mail"})},
    severity=FieldMap(field="severity", values={"slow": "degraded", "planned": "ignore"}),
)
TEN, ELEVEN = at("2026-06-10T10:00:00"), at("2026-06-10T11:00:00")


def outage(**changes: object) -> Outage:
    return Outage(**{"id": "1", "service": "Postfix", "started_at": TEN, "ended_at": ELEVEN, **changes})


def exclusion(**changes: object) -> Exclusion:
    given = {"id": "1", "service": "Postfix", "started_at": TEN, "ended_at": ELEVEN, "reason": "patch", "author": "ops"}
    return Exclusion(**{**given, **changes})


def test_the_raw_component_and_severity_are_read_through_the_mapping() -> None:
    words = Vocabulary()
    told = (outage(), outage(severity="slow"), outage(severity="never heard of"))
    rows = outage_rows(told, source="status", mapping=MAPPING, words=words)
    assert [words.words[code] for code in rows.service.tolist()] == ["mail"] * 3
    assert rows.degraded.tolist() == [False, True, False]
    assert rows.unmapped.tolist() == [False, False, True]
    assert {words.words[code] for code in rows.source.tolist()} == {"status"}
    assert rows.ticket.tolist() == [-1, -1, -1]


def test_a_severity_to_ignore_leaves_no_row() -> None:
    rows = outage_rows([outage(severity="planned")], source="status", mapping=MAPPING, words=Vocabulary())
    assert len(rows) == 0


def test_what_is_not_told_never_was() -> None:
    rows = outage_rows([outage(ended_at=None)], source="status", mapping=MAPPING, words=Vocabulary())
    assert rows.started_at.tolist() == [seconds("2026-06-10T10:00:00")]
    assert [rows.ended_at[0], rows.detected_at[0], rows.acknowledged_at[0]] == [NEVER] * 3


def test_an_outage_of_nobody_touches_no_service() -> None:
    rows = outage_rows([outage(service="Printer")], source="status", mapping=MAPPING, words=Vocabulary())
    assert rows.service.tolist() == [0]


def test_an_exclusion_keeps_when_it_was_approved() -> None:
    words = Vocabulary()
    rows = exclusion_rows([exclusion(approved_at=TEN), exclusion()], source="desk", mapping=MAPPING, words=words)
    assert rows.approved_at.tolist() == [seconds("2026-06-10T10:00:00"), NEVER]
    assert [words.words[code] for code in rows.service.tolist()] == ["mail"] * 2


def test_a_record_merges_what_several_sources_tell_of_a_service() -> None:
    words = Vocabulary()
    parts = [
        outage_rows([outage()], source="status", mapping=MAPPING, words=words),
        outage_rows([outage(started_at=ELEVEN, ended_at=None)], source="probe", mapping=MAPPING, words=words),
        outage_rows([outage(severity="slow")], source="probe", mapping=MAPPING, words=words),
    ]
    record = records(by_service(parts[0].joined(parts)))[words.code("mail")]
    assert record.down.tolist() == [[seconds("2026-06-10T10:00:00"), NEVER]]
    assert [part.stretches.tolist() for part in record.degraded] == [
        [[seconds("2026-06-10T10:00:00"), seconds("2026-06-10T11:00:00")]]
    ]


def service(**field: object) -> SourceMapping:
    return SourceMapping(attributes={"service": FieldMap(field="component", **field)})


def test_behind_a_service_stand_the_sources_that_can_name_it() -> None:
    sources = {
        "default": service(values={}, default=MAIL),
        "valued": service(values={"Post": MAIL, "Till": SHOP}),
        "raw": service(),
        "other": service(values={"Till": SHOP}),
    }
    definitions = a_plan(sources=sources).definitions
    assert sources_behind(definitions, MAIL) == ("default", "valued", "raw")
    assert sources_behind(definitions, SHOP) == ("valued", "raw", "other")


def test_a_service_is_known_up_to_its_oldest_watermark() -> None:
    assert known_until(("a", "b"), {"a": ELEVEN, "b": TEN}) == seconds("2026-06-10T10:00:00")
    assert known_until(("a", "b"), {"a": ELEVEN, "b": None}) is None
    assert known_until(("a", "b"), {"a": ELEVEN}) is None
    assert known_until((), {"a": ELEVEN}) is None
