"""Reports where little is known: no agreement, no fact, services that are judged together, hostile names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from collected import asked, block, rows

from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective, Scope
from slawatch.model.definitions import Definitions
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Outage
from slawatch.model.result import State
from slawatch.reports.assembly import document
from slawatch.reports.cells import Named, Phrase, Ratio, Seconds, Standing, Unknown
from slawatch.reports.document import Document, Prose, Tiles
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes, Place, Text
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

NOW = datetime(2026, 11, 3, tzinfo=UTC)
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
HOSTILE = "<script>alert(1)</script>=cmd|'/C calc'!A0\u202e\x00"


def promised(**changes: object) -> Definitions:
    """Return one agreement on two of three services."""
    own = replace(agreement(UPTIME, services=("mail", "erp")), **changes)  # type: ignore[arg-type]
    mapping = SourceMapping(attributes={"service": FieldMap(field="service")})
    return definitions(own, mapping=mapping, services=dict.fromkeys(("mail", "erp", "spare"), "always"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path / 'slawatch.db'}")
    yield opened
    opened.close()


def told(store: SqlStore) -> None:
    """Tell of an outage of mail of 1,800 s in October."""
    outage = Outage(
        id=HOSTILE,
        service="mail",
        started_at=datetime(2026, 10, 6, 2, tzinfo=UTC),
        ended_at=datetime(2026, 10, 6, 2, 30, tzinfo=UTC),
        severity="down",
    )
    store.commit("desk", Batch(cursor="1", outages=(outage,), complete_through=NOW), at=NOW, config_hash="h")


def reported(store: SqlStore, what: Definitions, subject: str, notes: Notes | None = None) -> Document:
    material = Material.collected(store, planned(what), ManualClock(NOW), asked(subject, "2026-10", as_of=NOW))
    return document(material, notes or Notes())


def test_of_a_service_that_no_agreement_covers_the_report_says_so(store: SqlStore) -> None:
    told(store)
    report = reported(store, promised(), "service/spare")
    prose = block(report, "what-happened")
    assert isinstance(prose, Prose)
    assert [each.text for each in prose.paragraphs if isinstance(each, Phrase)] == [
        "No agreement promises anything of this subject in this period, so nothing can be judged."
    ]
    assert "availability" not in {table.id for table in report.tables()}


def test_without_a_single_fact_nothing_is_met(store: SqlStore) -> None:
    report = reported(store, promised(), "organisation")
    for row in rows(report, "availability"):
        assert isinstance(row["attained"], Unknown)
        assert row["state"] == Standing(State.NO_DATA)
    tiles = block(report, "key-figures")
    assert isinstance(tiles, Tiles)
    assert all(isinstance(tile.value, Unknown) for tile in tiles.tiles)


def test_services_that_are_judged_together_have_one_row_under_their_agreement(store: SqlStore) -> None:
    """1,800 s of twice 2,678,400 s."""
    told(store)
    report = reported(store, promised(scope=Scope.AGREEMENT), "service/mail")
    (row,) = rows(report, "availability")
    assert row["service"] == Phrase("All of {agreement} together", {"agreement": Named("gold", {"en": "gold"})})
    assert row["attained"] == Ratio(Fraction(5_356_800 - 1_800, 5_356_800), 2)
    assert isinstance(row["raw"], Unknown)
    (state,) = rows(report, "states")
    assert (state["service"], state["lost"]) == (Named("mail", {"en": "mail"}), Seconds(1_800))


def test_what_somebody_wrote_stands_in_the_place_of_made_up_sentences(store: SqlStore) -> None:
    told(store)
    texts = tuple(
        Text(place=Place.SUMMARY, language=language, text=text, author=HOSTILE, at=NOW)
        for language, text in (("en", "A disk failed."), ("zh", "磁盘故障。"))
    )
    prose = block(reported(store, promised(), "organisation", Notes(texts=texts)), "what-happened")
    assert isinstance(prose, Prose)
    first, by = prose.paragraphs
    assert isinstance(first, Named)
    assert first.names == {"en": "A disk failed.", "zh": "磁盘故障。"}
    assert isinstance(by, Phrase)
    assert by.text == "Written by {name}, {at}."
