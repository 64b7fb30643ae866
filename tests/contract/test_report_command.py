"""slawatch report: which files it writes, what it says first, and how it refuses."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from command import asked
from synced import synced

from slawatch.reports import formats
from slawatch.reports.written import Format

CONFIG = """\
sources:
  file:
    kind: csv_outages
    path: outages.csv
    columns: {id: id, service: service, started_at: start, ended_at: end}
services: {mail: {name: {en: Mail, zh: 邮件}}, net: Network}
parties: {acme: Acme, netco: {kind: supplier}}
agreements:
  gold-mail:
    with: acme
    services: mail
    timezone: Asia/Shanghai
    decimals: 3
    objectives: {uptime: {indicator: availability, target: 99.9%}}
  lines:
    kind: contract
    with: netco
    services: net
    period: quarter
    objectives: {uptime: {indicator: availability, target: 99.5%}}
"""
OUTAGES = """\
id,service,start,end
1,mail,2026-02-03T12:00:00Z,2026-02-03T12:10:00Z
2,mail,2026-03-03T12:00:00Z,2026-03-03T13:05:00Z
3,net,2026-03-13T12:00:00Z,2026-03-14T13:05:00Z
"""
AS_OF = "--as-of=2026-04-10"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("report"), CONFIG, {"outages.csv": OUTAGES})


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_the_last_period_that_is_over_of_everything_is_written_as_html(config: Path, tmp_path: Path) -> None:
    told = asked(config, "report", AS_OF, f"--output={tmp_path / 'new' / 'folder'}").output
    place = tmp_path / "new" / "folder" / "organisation-2026-03.en.html"
    size = place.stat().st_size
    assert [line.split() for line in told.splitlines()] == [
        ["file", "size"],
        [str(place), f"{size / 1000:.1f}", "kB"],
    ]


def test_formats_and_languages_are_asked_for_in_lists(config: Path, tmp_path: Path) -> None:
    asked(config, "report", AS_OF, "--agreement=gold-mail", "--format=xlsx, csv,json", "--lang=en,zh",
          f"--output={tmp_path}")  # fmt: skip
    name = "agreement-gold-mail-2026-03"
    assert files(tmp_path) == sorted(
        [f"{name}.{language}.{end}" for language in ("en", "zh") for end in ("xlsx", "csv.zip")] + [f"{name}.json"]
    )
    identity = json.loads((tmp_path / f"{name}.json").read_text())["identity"]
    assert identity["subject"] == "agreement/gold-mail"
    assert (identity["starts_at"], identity["ends_at"]) == ("2026-03-01T00:00:00+08:00", "2026-04-01T00:00:00+08:00")
    assert (identity["as_of"], identity["status"]) == ("2026-04-10T08:00:00+08:00", "provisional")
    assert "_report.csv" in zipfile.ZipFile(tmp_path / f"{name}.zh.csv.zip").namelist()
    assert openpyxl.load_workbook(tmp_path / f"{name}.zh.xlsx").worksheets[0].title == "摘要"


def test_the_previous_period_of_an_agreement_is_of_its_own_kind(config: Path, tmp_path: Path) -> None:
    asked(
        config, "report", AS_OF, "--agreement=lines", "--agreement=gold-mail", "--format=json", f"--output={tmp_path}"
    )
    assert files(tmp_path) == ["agreement-gold-mail-2026-03.json", "agreement-lines-2026-Q1.json"]


def test_several_subjects_are_told_each_once(config: Path, tmp_path: Path) -> None:
    asked(config, "report", AS_OF, "--subject=customer/acme", "--customer=acme", "--service=mail", "--supplier=netco",
          "--subject=organisation", "--period=2026-02", "--format=json", f"--output={tmp_path}")  # fmt: skip
    assert files(tmp_path) == [
        "customer-acme-2026-02.json",
        "organisation-2026-02.json",
        "service-mail-2026-02.json",
        "supplier-netco-2026-02.json",
    ]


def test_all_is_every_agreement_service_customer_supplier_and_the_whole(config: Path, tmp_path: Path) -> None:
    asked(config, "report", AS_OF, "--all", "--format=json", "--period=2026-02", f"--output={tmp_path}")
    assert len(files(tmp_path)) == 1 + 2 + 2 + 1 + 1


def test_a_file_that_is_there_is_replaced_and_nothing_is_left_beside_it(config: Path, tmp_path: Path) -> None:
    place = tmp_path / "organisation-2026-03.json"
    place.write_text("old")
    asked(config, "report", AS_OF, "--format=json", f"--output={tmp_path}")
    assert json.loads(place.read_text())["format"] == "slawatch-report"
    assert files(tmp_path) == [place.name]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--agreement=gold-mial"], 'there is no agreement "gold-mial"; did you mean "gold-mail"?'),
        (["--customer=nobody"], 'there is no customer "nobody"; there are: acme'),
        (["--subject=gold-mail"], '"gold-mail" is no subject of a report; did you mean "agreement/gold-mail"?'),
        (["--subject=team/x"], '"team/x" is no subject of a report; write e.g. agreement/gold-mail'),
        (["--period=2027-01"], "2027-01 lies ahead: what is known ends at 2026-04-10 00:00:00 UTC"),
    ],
)
def test_what_can_not_be_reported_on_is_said_in_one_line(
    config: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    told = asked(config, "report", AS_OF, *arguments, f"--output={tmp_path}", status=1).output
    assert said in told
    assert len(told.splitlines()) == 1
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--format=html,pfd", '"pfd" is none of html, pdf, xlsx, csv, json; did you mean "pdf"?'),
        ("--lang=de", '"de" is none of en, zh'),
        ("--lang=,", "name at least one of en, zh"),
        ("--period=2026-13", '"2026-13" is not a period'),
    ],
)
def test_a_slip_on_the_command_line_is_a_wrong_command_line(config: Path, argument: str, said: str) -> None:
    assert said in asked(config, "report", argument, status=2).output


def test_a_period_that_is_not_over_and_one_of_which_nothing_is_known_are_told(config: Path, tmp_path: Path) -> None:
    out = f"--output={tmp_path}"
    told = asked(config, "report", AS_OF, "--period=current", "--format=json", out).stderr
    assert "organisation: 2026-04 is not over; its figures end at 2026-04-10 00:00:00 UTC" in told
    assert "not over" not in asked(config, "report", AS_OF, "--period=2026-03", "--format=json", out).stderr


def test_a_store_to_which_no_source_has_told_anything_makes_no_report(tmp_path: Path) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIG)
    assert "yet; `slawatch run` or `slawatch sync` makes it" in asked(path, "report", status=1).output
    asked(path, "sync", status=1)  # its file is not there
    told = asked(path, "report", f"--output={tmp_path / 'out'}", status=1).output
    assert "no source has told anything yet" in told


def test_a_folder_that_can_not_be_written_is_named(config: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = asked(config, "report", AS_OF, "--format=json", f"--output={tmp_path / 'file' / 'folder'}", status=1).output
    assert f"{tmp_path / 'file' / 'folder'}" in told
    assert "can't be written" in told


def test_an_extra_that_is_missing_is_named_with_what_installs_it(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = formats.find_spec
    monkeypatch.setattr(formats, "find_spec", lambda name: None if name == "xlsxwriter" else found(name))
    told = asked(config, "report", AS_OF, "--format=xlsx,json", f"--output={tmp_path}", status=1).output
    assert 'XLSX needs what is not installed: pip install "slawatch[xlsx]", or ask for --format json' in told
    assert list(formats.missing((Format.JSON, Format.CSV, Format.HTML))) == []
    with pytest.raises(formats.MissingExtraError, match=r"slawatch\[xlsx\]"):
        formats.writer(Format.XLSX)


def test_the_schema_of_a_report_is_printed(config: Path) -> None:
    assert json.loads(asked(config, "schema", "--report").output)["title"] == "slawatch report"
    asked(config, "schema", "--report", "--source=rest", status=2)
