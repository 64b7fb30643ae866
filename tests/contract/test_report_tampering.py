"""What is found when rows around sealed reports are changed or go, and what stands firm meanwhile."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_world import CONFIGURATION, World, ticket, utc, world

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.reporting import LastSeals
from slawatch.ingest.source import Batch
from slawatch.model.outage import Outage
from slawatch.model.sealed import Delivered, Delivery, WrittenText
from slawatch.reports.life.by_hand import Wish, sealed_by_hand
from slawatch.reports.life.message import message_id
from slawatch.reports.life.restating import newest
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.signing import SigningError, sign
from slawatch.reports.life.verifying import Verifier
from slawatch.reports.notes import Role
from slawatch.reports.subject import Subject

REPORT, OTHER = "agreement-gold-2026-10", "customer-acme-2026-10"
TEXT = CONFIGURATION.replace("reports:\n", "reports:\n  further: {customer/acme: {formats: [json]}}\n")
SEALED_AT = utc(11, 4, 18)
STATED = WrittenText(
    subject="agreement/gold", period="2026-10", place="summary", language="en", version=0, text="A disk failed.",
    author="li", at=utc(11, 2),
)  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two sealed reports, of which one has a text, two signatures and a mail."""
    made = world(tmp_path_factory.mktemp("tampering"), text=TEXT)
    made.at(SEALED_AT)
    made.tell(through=SEALED_AT)
    made.store.reports.write_text(STATED)
    assert [link.report for link in made.rounds.seal()] == [REPORT, OTHER]
    for role, by in ((Role.PREPARED, "li"), (Role.APPROVED, "zhang")):
        sign(made.store, made.configuration.reports, REPORT, role, by=by, at=utc(11, 5))
    link = made.store.reports.link(REPORT)
    assert link is not None
    sent = Delivery(
        report=REPORT, restatement=0, recipient="cio@example.org", state=Delivered.SENT, at=SEALED_AT,
        message_id=message_id(link, "cio@example.org", "slawatch@example.org"),
    )  # fmt: skip
    made.store.reports.note_delivery(sent)
    made.store.close()
    return made.folder


@pytest.fixture
def sealed(template: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    made = world(tmp_path, text=TEXT, with_facts=False)
    made.at(SEALED_AT)
    yield made
    made.store.close()


def tampered(desk: World, statement: str) -> None:
    file = sqlite3.connect(desk.configuration.store.url.removeprefix("sqlite:///"))
    assert file.execute(statement).rowcount == 1, statement
    file.commit()
    file.close()


def found(desk: World, report: str | None = None) -> list[tuple[str, str]]:
    told = Verifier(store=desk.store, judges=desk.rounds.judges).verify(report)
    return [(each.what, each.text) for each in (*told.chain, *(one for v in told.verdicts for one in v.findings))]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE report_chain SET kind = 'real' WHERE position = 3",
            ("chain", "what stands beside link 3 does not agree with its text"),
        ),
        (
            "UPDATE report_texts SET text = 'Nothing failed.'",
            ("text", "the text of li (summary, en) was changed or removed"),
        ),
        ("DELETE FROM report_texts", ("text", "the text of li (summary, en) was changed or removed")),
        (
            "UPDATE report_deliveries SET recipient = 'eve@example.org'",
            ("mail", "the note of a mail to eve@example.org was changed: its id belongs to another mail"),
        ),
        (
            "UPDATE imprints SET prints = zeroblob(24) WHERE source = 'desk'",
            ("imprints", "the imprint of change 1 of desk was changed; the fact is what it was"),
        ),
        (
            "UPDATE imprints SET head = 'a' WHERE source = 'desk'",
            ("imprints", "the head of the imprints of desk at change 6 was changed"),
        ),
        (
            "DELETE FROM imprints WHERE source = 'watch'",
            ("imprints", "the imprints of changes 1 to 1 of watch were removed"),
        ),
        (
            "UPDATE imprints SET after = 2 WHERE source = 'desk'",
            ("imprints", "imprints of desk between change 1 and 6 were changed"),
        ),
    ],
)
def test_what_was_changed_is_named_and_nothing_else_is_blamed(
    sealed: World, statement: str, expected: tuple[str, str]
) -> None:
    tampered(sealed, statement)
    told = found(sealed, REPORT)
    assert expected in told
    assert {what for what, _ in told} == {expected[0]}


def test_a_mail_whose_state_nobody_can_read_may_have_been_sent(sealed: World) -> None:
    assert found(sealed) == []
    tampered(sealed, "UPDATE report_deliveries SET state = 'rent'")
    assert [each.state for each in sealed.store.reports.deliveries()] == [Delivered.INTENDED]


def test_a_link_of_another_shape_with_a_hash_of_its_own_stops_nothing(sealed: World) -> None:
    hashed = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"  # of the text []
    tampered(sealed, f"UPDATE report_chain SET body = '[]', sha256 = '{hashed}' WHERE position = 1")  # noqa: S608  ours
    assert ("chain", "link 1 does not follow nothing: one was removed, changed or put elsewhere") in found(sealed)
    assert [each.link.report for each in newest(sealed.store)] == [OTHER]
    assert LastSeals(sealed.store).by_subject() == {"customer/acme": SEALED_AT}


def test_links_are_read_once_to_tell_when_each_subject_was_sealed_last(sealed: World) -> None:
    last = LastSeals(sealed.store)
    assert last.by_subject() == {"agreement/gold": SEALED_AT, "customer/acme": SEALED_AT}
    tampered(sealed, "UPDATE report_chain SET body = 'unreadable' WHERE position = 1")
    late = utc(11, 6)
    sealed.at(late)
    sealed.tell(ticket("late", utc(10, 12, 9), utc(10, 14, 12)), through=late)
    assert [link.report for link in sealed.rounds.restate()] == [OTHER]
    assert last.by_subject() == {"agreement/gold": SEALED_AT, "customer/acme": late}


def test_a_report_that_can_not_be_restated_keeps_no_other_from_it_and_is_tried_again(sealed: World) -> None:
    late = utc(11, 6)
    sealed.at(late)
    sealed.tell(ticket("late", utc(10, 12, 9), utc(10, 14, 12)), through=late)
    settings = sealed.configuration.reports
    broken = [replace(each, formats=("nothing",)) for each in settings.scheduled if each.subject == "agreement/gold"]
    others = [each for each in settings.scheduled if each.subject != "agreement/gold"]
    rounds = replace(sealed.rounds, settings=replace(settings, scheduled=(*broken, *others)))
    assert [link.report for link in rounds.restate()] == [OTHER]
    assert [link.report for link in sealed.rounds.restate()] == [REPORT]
    assert list(sealed.rounds.restate()) == []


def test_late_data_of_a_source_that_is_configured_no_more_restate(sealed: World) -> None:
    head, _, rest = TEXT.partition("  watch:\n")
    text = f"{head}calendars:{rest.partition('calendars:')[2]}"
    text = text.replace("      uptime: {indicator: availability, target: 99%}\n", "")
    (sealed.folder / "other.yml").write_text(text, encoding="utf-8")
    other = replace(sealed, configuration=configured(sealed.folder / "other.yml", Overrides(), installed()))
    other.at(utc(11, 6))
    late = Outage(id="o9", service=None, started_at=utc(10, 20, 9), ended_at=utc(10, 20, 13))
    other.store.commit("watch", Batch(cursor="2", outages=(late,)), at=utc(11, 6), config_hash="")
    assert {Seal.read(link).reason for link in other.rounds.restate()} == {"outage watch/o9"}


def test_a_gap_that_is_filled_by_a_watermark_alone_restates_once(tmp_path: Path) -> None:
    desk = world(tmp_path)
    desk.store.commit("desk", Batch(cursor="2", complete_through=utc(11, 20)), at=utc(11, 4), config_hash="")
    tampered(desk, "UPDATE streams SET complete_through = complete_through - 5 * 86400 WHERE source = 'watch'")
    desk.at(utc(11, 19))
    (link,) = desk.rounds.seal()
    assert [gap.source for gap in Seal.read(link).gaps] == ["watch"]
    desk.at(utc(11, 20))
    assert list(desk.rounds.restate()) == []
    desk.store.commit("watch", Batch(cursor="3", complete_through=utc(11, 20)), at=utc(11, 20), config_hash="")
    (again,) = desk.rounds.restate()
    assert (Seal.read(again).reason, Seal.read(again).gaps) == ("all of 2026-10 from watch", ())
    assert list(desk.rounds.restate()) == []
    desk.store.close()


def test_the_previous_month_is_sealed_under_its_own_name(sealed: World) -> None:
    wish = Wish(subject=Subject.of("agreement/gold"), period="previous", by="li")
    assert sealed_by_hand(sealed.rounds, wish) == sealed.store.reports.link(REPORT)
    service = replace(wish, subject=Subject.of("service/mail"), formats=("json",), incomplete=True)
    assert sealed_by_hand(sealed.rounds, service).report == "service-mail-2026-10"


@pytest.mark.parametrize("name", ["LI", " li ", "l\u200bi", "\uff4c\uff49", "l\u00adi", "li\u3000"])
def test_a_name_in_other_signs_is_the_same_person(sealed: World, name: str) -> None:
    settings = replace(sealed.configuration.reports, signers={})
    sign(sealed.store, settings, OTHER, Role.PREPARED, by="li", at=SEALED_AT)
    with pytest.raises(SigningError, match="nobody approves what they prepared"):
        sign(sealed.store, settings, OTHER, Role.APPROVED, by=name, at=SEALED_AT)
