from collections.abc import Mapping
from pathlib import Path

import pytest

from slawatch.config.load import load
from slawatch.config.settings import Configuration, SourceSchema
from slawatch.model.agreement import PeriodKind

HERE = Path(__file__).parent
Kinds = Mapping[str, SourceSchema]


@pytest.fixture
def everything(kinds: Kinds) -> Configuration:
    return load(HERE / "valid-everything.yml", kinds)


def test_an_agreement_and_further_subjects_have_reports(everything: Configuration) -> None:
    told = {(each.subject, each.period): each for each in everything.reports.scheduled}

    assert list(told) == [
        ("agreement/gold", PeriodKind.QUARTER),
        ("organisation", PeriodKind.QUARTER),
        ("customer/acme", PeriodKind.MONTH),
        ("agreement/gold", PeriodKind.YEAR),
    ]
    gold = told["agreement/gold", PeriodKind.QUARTER]
    assert (gold.languages, gold.formats) == (("zh", "en"), ("pdf", "xlsx", "csv", "html", "json"))
    assert (gold.after, gold.hours) == (5, "night")
    assert gold.to == ("cio@example.org", HERE / "lists/board.txt")
    assert told["customer/acme", PeriodKind.MONTH].after == 0


def test_what_is_not_said_of_a_report_is_usual(everything: Configuration) -> None:
    told = everything.reports.scheduled[1]

    assert (told.languages, told.formats, told.after, told.hours) == (("en",), ("html", "json"), 3, None)


def test_those_who_sign_are_named_for_their_roles(everything: Configuration) -> None:
    assert everything.reports.signers == {"prepared": ("li", "wang"), "reviewed": ("chen",), "approved": ("zhang",)}
    assert everything.reports.organisation["zh"] == "示例科技"


def test_reports_are_mailed_through_a_server_of_their_own_or_that_of_alerts(
    everything: Configuration, tmp_path: Path, kinds: Kinds
) -> None:
    assert everything.reports.smtp is not None
    assert everything.reports.smtp.host == "relay.example.org:465"
    path = tmp_path / "slawatch.yml"
    text = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")
    path.write_text(f"{text}alerting: {{smtp: {{host: 'a:25', from: a@b}}}}\n", encoding="utf-8")
    alerting = load(path, kinds)
    assert alerting.reports.smtp == alerting.alerting.smtp
    assert alerting.reports.smtp is not None
    assert alerting.reports.scheduled == ()


def test_reports_change_no_figure(everything: Configuration, tmp_path: Path, kinds: Kinds) -> None:
    path = tmp_path / "slawatch.yml"
    text = (HERE / "valid-ten-lines.yml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    before = load(path, kinds).definitions.sha256
    path.write_text(f"{text}reports: {{further: {{organisation: {{}}}}}}\n", encoding="utf-8")

    assert load(path, kinds).definitions.sha256 == before
