"""Reports in JSON: what the schema says, and equal bytes for equal reports only."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import jsonschema
import pytest

from slawatch.model.interval import Interval
from slawatch.model.result import State
from slawatch.reports.as_json import canonical, schema, write
from slawatch.reports.cells import (
    Cell,
    Clock,
    Count,
    Day,
    Foreign,
    Instant,
    Linked,
    Money,
    Named,
    Number,
    Phrase,
    Ratio,
    Seconds,
    Spark,
    Standing,
    Unknown,
)
from slawatch.reports.document import Column, Document, Section, Table
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

NOON = datetime(2026, 10, 1, 4, tzinfo=UTC)


def holding(*cells: Cell) -> Document:
    """Return a report whose only table has a column and a row a cell."""
    table = Table(
        id="table",
        title=Phrase("Value"),
        columns=(Column(id="cell", title=Phrase("Value")),),
        rows=tuple((cell,) for cell in cells),
        empty=Phrase("No data"),
    )
    section = Section(id="section", number=1, title=Phrase("Value"), blocks=(table,))
    return replace(specimen(), sections=(section,))


def told(cell: Cell) -> dict[str, Any]:
    """Return a cell as a reader of the JSON finds it."""
    document = json.loads(canonical(holding(cell)))
    found: dict[str, Any] = document["sections"][0]["blocks"][0]["rows"][0]["cell"]
    return found


@pytest.mark.parametrize("hostile", [False, True])
def test_a_report_with_everything_in_it_is_as_the_schema_says(*, hostile: bool) -> None:
    checker = jsonschema.Draft202012Validator(json.loads(schema()))
    checker.check_schema(checker.schema)
    told = json.loads(canonical(specimen(hostile=hostile)))
    assert [error.message for error in checker.iter_errors(told)] == []
    told["sections"][2]["blocks"][0]["rows"][0]["attained"]["value"] = "99.89 %"
    assert not checker.is_valid(told)


def test_cells_are_raw_and_exact() -> None:
    assert told(Ratio(Fraction(2, 3), 2)) == {
        "kind": "ratio",
        "value": 0.666666666666,
        "numerator": 2,
        "denominator": 3,
        "decimals": 2,
        "is_limit": False,
    }
    assert told(Ratio(Fraction(10**15 - 1, 10**15), 2))["value"] < 1
    assert told(Seconds(7265, Clock.ELAPSED)) == {"kind": "seconds", "value": 7265, "clock": "elapsed"}
    assert told(Instant(NOON)) == {"kind": "instant", "value": "2026-10-01T12:00:00+08:00"}
    assert told(Money(Decimal("1234.50"), "CNY")) == {"kind": "money", "value": "1234.5", "currency": "CNY"}
    assert told(Money(Decimal(5000), "CNY"))["value"] == "5000"
    assert told(Standing(State.AT_RISK)) == {"kind": "state", "value": "at_risk"}
    assert told(Linked(Count(3), "/tickets")) == {"kind": "count", "value": 3, "page": "/tickets"}
    unknown = told(Unknown(Phrase("No data")))
    assert (unknown["value"], unknown["reason"]["value"]) == (None, "No data")
    parts = told(Phrase("{good} of {n} in time", {"good": Count(240), "n": Count(1247)}))
    assert parts["said"]["en"] == "240 of 1,247 in time"
    assert parts["parts"]["n"] == {"kind": "count", "value": 1247}


SAME: list[tuple[Cell, Cell]] = [
    (Seconds(3), Seconds(3.0)),
    (Number(0.0), Number(-0.0)),
    (Money(Decimal("1.50"), "CNY"), Money(Decimal("1.5"), "CNY")),
    (Money(Decimal("-0"), "CNY"), Money(Decimal("0.00"), "CNY")),
    (Instant(NOON), Instant(NOON.astimezone())),
    (Named("erp", {"en": "ERP", "zh": "系统"}), Named("erp", {"zh": "系统", "en": "ERP"})),
    (Spark((1, None)), Spark((1.0, None))),
]
OTHER: list[tuple[Cell, Cell]] = [
    (Ratio(Fraction(2, 3), 2), Ratio(Fraction(666_666_666_666, 10**12), 2)),
    (Ratio(Fraction(1), 2), Ratio(Fraction(1), 3)),
    (Ratio(Fraction(1), 2), Ratio(Fraction(1), 2, is_limit=True)),
    (Seconds(1), Seconds(1, Clock.ELAPSED)),
    (Seconds(1), Count(1)),
    (Count(1), Number(1, 0)),
    (Phrase("No data"), Foreign("No data")),
    (Phrase("No data"), Unknown(Phrase("No data"))),
    (Phrase("{n} overdue", {"n": Count(3)}), Phrase("{n} overdue", {"n": Foreign("3")})),
    (Foreign("\ud800"), Foreign("\\ud800")),
    (Foreign("a\u202eb"), Foreign("a\\u202eb")),
    (Foreign("a"), Linked(Foreign("a"), "/a")),
    (Named("erp", {"en": "ERP"}), Named("erp", {"en": "ERP", "zh": "ERP"})),
    (Spark((1.0,)), Spark((1.0,), 1.0)),
    (Spark((None,)), Spark((0.0,))),
    (Instant(NOON), Instant(NOON.replace(microsecond=1))),
    (Day(NOON.date()), Foreign("2026-10-01")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_equal_cells_have_equal_bytes(one: Cell, other: Cell) -> None:
    assert one == other
    assert canonical(holding(one)) == canonical(holding(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_cells_have_other_bytes(one: Cell, other: Cell) -> None:
    assert one != other
    assert canonical(holding(one)) != canonical(holding(other))


def test_everything_that_identifies_a_report_is_in_its_bytes() -> None:
    document = specimen()
    bytes_ = canonical(document)
    others: dict[str, object] = dict.fromkeys(("id", "period", "definitions"), "another")
    others |= {key: {} for key in ("names", "organisation", "audience")} | dict.fromkeys(("as_of", "known_at"), NOON)
    others |= {"timezone": "UTC", "restatement": 1, "simulated": False, "span": Interval(NOON, NOON)}
    for field, value in others.items():
        changed = replace(document, identity=replace(document.identity, **{field: value}))
        assert canonical(changed) != bytes_, field


def test_the_bytes_are_canonical_and_what_acts_unseen_is_escaped() -> None:
    content = canonical(specimen(hostile=True))
    text = content.decode()
    assert text == "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    assert "企业资源计划系统" in text
    again = json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert json.loads(again) == json.loads(content)
    plain = canonical(specimen(services=6)).decode()
    assert json.dumps(json.loads(plain), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" == plain
    assert json.loads(canonical(holding(Foreign("half \ud800"))))["sections"][0]["blocks"][0]["rows"][0]["cell"][
        "value"
    ] == ("half \ud800")


def test_one_file_holds_every_language() -> None:
    (english,), (chinese,) = (list(write(specimen(), Speech(language))) for language in ("en", "zh"))
    assert english == chinese
    assert (english.name, english.language) == ("organisation-2026-10.json", "")


def test_a_table_with_two_columns_of_one_id_is_refused_instead_of_losing_one() -> None:
    document = holding(Count(1))
    (table,) = document.tables()
    twice = replace(table, columns=table.columns * 2, rows=((Count(1), Count(2)),))
    broken = replace(document, sections=(replace(document.sections[0], blocks=(twice,)),))
    with pytest.raises(ValueError, match="two columns of one id"):
        canonical(broken)
