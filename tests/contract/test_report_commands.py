"""The commands about sealed reports, as an operator and an auditor use them."""

import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from command import asked, told
from report_world import CONFIGURATION, reopened, ticket, utc, world

from slawatch.app.planning import planned
from slawatch.clock import StoppedClock
from slawatch.reports.asked import ReportAsked
from slawatch.reports.life.readiness import Answer, Readiness
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject, SubjectKind

REPORT = "agreement-gold-2026-10"
ENGLISH = re.compile(r"[a-z]{3,}")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = world(tmp_path_factory.mktemp("commands"))
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 20))
    list(made.rounds.seal())
    made.store.close()
    return made.folder


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path / "slawatch.yml"


def test_a_report_is_signed_and_listed(config: Path) -> None:
    assert told(config, "sign", REPORT, "--role", "prepared", "--by", "li").startswith(f"{REPORT} prepared by li")
    refused = asked(config, "sign", REPORT, "--role", "approved", "--by", "li", status=1)
    assert "nobody approves what they prepared" in refused.output
    told(config, "sign", REPORT, "--role", "approved", "--by", "zhang")
    (row,) = json.loads(told(config, "seal", "--list", "--output", "json"))
    assert (row["report"], row["stage"], row["signed"], row["link"]) == (
        REPORT, "sealed", "prepared by li, approved by zhang", 1,
    )  # fmt: skip


def test_only_what_the_signer_has_looked_at_is_signed(config: Path) -> None:
    (first,) = json.loads(told(config, "seal", "--list", "--output", "json"))
    made = reopened(config.parent, at=utc(11, 6))
    made.tell(ticket("late-4", utc(10, 12, 9), utc(10, 14, 12)), through=utc(11, 20))
    (newest,) = made.rounds.restate()
    made.store.close()
    sign = ("sign", REPORT, "--role", "prepared", "--by", "li")
    for old in (("--restatement", "0"), ("--seal", first["sha256"][:8])):
        refused = told(config, *sign, *old, status=1)
        assert f"the newest seal of {REPORT} is {newest.sha256} (restatement 1)" in refused
    assert "no sealed report" in told(config, *sign, "--restatement", "7", status=1)
    assert "--restatement or by --seal" in told(config, *sign, "--restatement", "1", "--seal", "a" * 8, status=2)
    assert "write 8 to 64" in told(config, *sign, "--seal", newest.sha256[:7], status=2)
    assert newest.sha256 in told(config, *sign, "--seal", newest.sha256[:8])
    assert newest.sha256 in told(config, *sign[:2], "--role", "reviewed", "--by", "wu", "--restatement", "1")


def test_verify_ends_with_1_where_something_is_not_as_it_was(config: Path) -> None:
    assert told(config, "verify").splitlines()[0] == f"{REPORT}: equal"
    database = config.with_name("slawatch.db")
    content = database.read_bytes()
    assert content.count(b'"by":"schedule"') == 1
    database.write_bytes(content.replace(b'"by":"schedule"', b'"by":"Schedule"'))
    out = told(config, "verify", REPORT, status=1)
    assert "the text of link 1 (seal) was changed" in out
    assert json.loads(told(config, "verify", "--format", "json", status=1))["equal"] is False


def test_what_nobody_sealed_is_not_verified(config: Path) -> None:
    refused = asked(config, "verify", "agreement-gold-2026-09", status=1)
    assert 'there is no sealed report "agreement-gold-2026-09"' in refused.output
    assert "name a report, or ask for all" in asked(config, "verify", REPORT, "--all", status=2).output


def test_a_closed_period_is_sealed_by_hand_once(config: Path) -> None:
    hand = ("seal", "--subject", "customer/acme", "--period", "2026-10", "--by", "Li", "--format", "json")
    first = told(config, *hand)
    assert "customer-acme-2026-10 is sealed as link 2" in first
    assert told(config, *hand) == first
    over = asked(config, "seal", "--subject", "customer/acme", "--period", "2198", "--by", "Li", status=1)
    assert "2198 is not over" in over.output
    assert "name what to seal" in asked(config, "seal", status=2).output


def test_a_text_is_written_printed_and_taken_back(config: Path) -> None:
    note = ("note", "--subject", "agreement/gold", "--period", "2026-10")
    told(config, *note, "--by", "Li", "A disk", "failed.")
    assert "A disk failed." in told(config, *note)
    assert "version 2" in told(config, *note, "--by", "Li", "")
    assert "A disk failed." not in told(config, *note)
    assert "--by NAME" in asked(config, *note, "text", status=2).output


def test_an_audit_pack_can_be_checked_by_hand_and_is_the_same_each_time(config: Path) -> None:
    told(config, "sign", REPORT, "--role", "prepared", "--by", "li")
    packs = [config.with_name(f"{nth}.zip") for nth in range(2)]
    for pack in packs:
        told(config, "audit-pack", "--from", "2026-10", "--to", "2026-10", "--output", str(pack))
    assert packs[0].read_bytes() == packs[1].read_bytes()
    archive = zipfile.ZipFile(packs[0])
    files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert sums == hashes
    links = [json.loads(files[name]) for name in sorted(files) if name.startswith("chain/")]
    assert [link["previous"] for link in links] == ["", hashes["chain/000001.json"]]
    assert links[1]["seal"] == hashes["chain/000001.json"]
    folder = f"reports/{REPORT}/0"
    assert {each["name"]: each["sha256"] for each in links[0]["files"]}.items() <= {
        name.removeprefix(f"{folder}/"): hashed for name, hashed in hashes.items()
    }.items()
    assert (links[0]["figures"], links[0]["notes"]) == (
        hashes[f"{folder}/figures.json"],
        hashes[f"{folder}/notes.json"],
    )
    assert links[0]["letter"] == hashes[f"{folder}/letter.json"]
    assert f"definitions/{links[0]['definitions']}.json" in files
    assert files["findings.csv"].decode("utf-8-sig").splitlines() == ["report,restatement,what,text"]
    assert any(REPORT in line for line in files["activity-log.csv"].decode().splitlines())
    assert "README.zh.md" in files
    assert b"prepared,li" in files["signatures.csv"]
    none = ("audit-pack", "--from", "2025-01", "--to", "2025-02", "--output", str(packs[0]))
    assert "no report of these periods was sealed" in asked(config, *none, status=1).output


def test_an_audit_pack_of_damaged_records_says_so(config: Path) -> None:
    file = sqlite3.connect(config.with_name("slawatch.db"))
    link = json.loads(file.execute("SELECT body FROM report_chain").fetchone()[0])
    (name, hashed), (other, changed) = ((each["name"], each["sha256"]) for each in link["files"][:2])
    file.execute("DELETE FROM report_contents WHERE sha256 = ?", (hashed,))
    file.execute("UPDATE report_contents SET content = x'00' WHERE sha256 = ?", (changed,))
    file.commit()
    file.close()
    pack = config.with_name("new") / "damaged.zip"
    told(config, "audit-pack", "--from", "2026-10", "--to", "2026-10", "--output", str(pack))
    findings = zipfile.ZipFile(pack).read("findings.csv").decode("utf-8-sig").splitlines()
    assert f"{REPORT},0,file,{name} is missing" in findings
    assert f"{REPORT},0,file,{other} was changed: it does not have its hash" in findings


def test_a_link_that_nobody_can_read_stops_neither_the_list_nor_the_pack(config: Path) -> None:
    told(config, "seal", "--subject", "customer/acme", "--period", "2026-10", "--by", "Li", "--format", "json")
    file = sqlite3.connect(config.with_name("slawatch.db"))
    file.execute("UPDATE report_chain SET body = '[]' WHERE position = 1")
    file.commit()
    file.close()
    rows = json.loads(told(config, "seal", "--list", "--output", "json"))
    assert [row["stage"] for row in rows] == ["changed", "sealed"]
    pack = config.with_name("rest.zip")
    told(config, "audit-pack", "--from", "2026-10", "--to", "2026-10", "--output", str(pack))
    assert b"the text of link 1 (seal) was changed" in zipfile.ZipFile(pack).read("findings.csv")
    refused = asked(config, "report", "--sealed", REPORT, "--output", str(config.parent / "out"), status=1)
    assert "can't be read" in refused.output


def test_the_files_of_a_sealed_report_are_written_as_they_were_sealed(config: Path) -> None:
    out = config.parent / "out"
    told(config, "report", "--sealed", REPORT, "--output", str(out))
    file = sqlite3.connect(config.with_name("slawatch.db"))
    link = json.loads(file.execute("SELECT body FROM report_chain").fetchone()[0])
    sealed = {each["name"]: each["sha256"] for each in link["files"]}
    assert {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in out.iterdir()} == sealed
    one = config.parent / "one"
    told(
        config,
        "report",
        "--sealed",
        REPORT,
        "--restatement",
        "0",
        "--format",
        "csv",
        "--lang",
        "zh",
        "--output",
        str(one),
    )
    assert [each.name for each in one.iterdir()] == [f"{REPORT}.zh.csv.zip"]
    for arguments, said in (
        (("--sealed", "other"), 'there is no sealed report "other"'),
        (("--sealed", REPORT, "--restatement", "1"), "there is no sealed report"),
        (("--sealed", REPORT, "--format", "pdf"), "was not sealed so; it has agreement-gold"),
    ):
        assert said in asked(config, "report", *arguments, status=1).output
    assert "goes with --sealed" in asked(config, "report", "--restatement", "1", status=2).output
    file.execute("UPDATE report_contents SET content = x'00' WHERE sha256 = ?", (sealed[f"{REPORT}.json"],))
    file.commit()
    file.close()
    refused = asked(config, "report", "--sealed", REPORT, "--output", str(config.parent / "none"), status=1)
    assert f"{REPORT}.json was changed: it does not have its hash; nothing was written" in refused.output
    assert not (config.parent / "none").exists()


def test_a_report_comes_in_the_languages_and_formats_that_it_is_sealed_in(config: Path) -> None:
    out = config.parent / "usual"
    told(config, "report", "--period", "2026-10", "--agreement", "gold", "--service", "mail", "--output", str(out))
    assert {each.name for each in out.iterdir()} == {
        f"{REPORT}.json", f"{REPORT}.en.csv.zip", f"{REPORT}.zh.csv.zip", "service-mail-2026-10.en.html",
    }  # fmt: skip


def test_readiness_names_what_an_audit_would_miss(config: Path) -> None:
    questions = {each["id"]: each for each in json.loads(told(config, "readiness", "--format", "json", status=1))}
    assert questions["reviews"]["answer"] == "missing"
    assert questions["reviews"]["missing"] == ["gold: no day is set by when it is looked at again (review_by)"]
    assert questions["chain"]["answer"] == "ready"
    assert "questions are answered" in told(config, "readiness", status=1)
    chinese = told(config, "readiness", "--lang", "zh", status=1)
    assert "未设定评审期限" in chinese
    assert "每份协议" in chinese
    assert set(ENGLISH.findall(chinese)) <= {"gold", "review", "agreement", "fast"}  # ids of the configuration


def test_readiness_asks_for_an_answer_to_every_breach_and_outage(config: Path) -> None:
    made = world(config.parent, with_facts=False)
    asked_for = ReportAsked(subject=Subject(SubjectKind.ORGANISATION), period="previous")
    plan = planned(made.configuration.definitions)
    material = Material.collected(made.store, plan, StoppedClock(utc(11, 20)), asked_for)
    looked = Readiness(store=made.store, material=material, now=utc(11, 20))
    found = {each.id: each for each in looked.questions()}
    made.store.close()
    # Two of three tickets in time where 90 % were promised, and one outage that nobody had planned.
    assert found["breaches"].by_id() == ["breach/gold/fast/mail/2026-10"]
    assert found["outages"].by_id() == ["outage/mail/2026-10-08T10:00:00Z/2026-10-08T11:00:00Z"]
    assert found["causes"].missing == found["outages"].missing
    assert [each for each in found["sealed"].by_id() if "2026-10" in each] == []
    assert found["signed"].by_id() == [f"{REPORT}: not prepared and not approved"]
    assert found["overdue"].answer is Answer.NOTHING


def test_readiness_does_not_ask_for_the_end_of_a_quarter_that_runs(tmp_path: Path) -> None:
    made = world(
        tmp_path, text=CONFIGURATION.replace("    services: mail\n", "    services: mail\n    period: quarter\n")
    )
    made.at(utc(11, 20))
    asked_for = ReportAsked(subject=Subject(SubjectKind.ORGANISATION), period="previous")
    material = Material.collected(made.store, planned(made.configuration.definitions), made.clock, asked_for)
    looked = Readiness(store=made.store, material=material, now=utc(11, 20))
    (coverage,) = (each for each in looked.questions() if each.id == "coverage")
    made.store.close()
    assert coverage.by_id() == []  # the sources have told up to 1 November, and the quarter ends with December
