"""Reports from the seal to the restatement, and what is found when somebody tampers with them."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_world import World, ticket, utc, world
from structlog.testing import capture_logs

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.ingest.source import Batch
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.outage import Outage
from slawatch.model.sealed import Link
from slawatch.reports.life.restating import newest
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.life.seal import Seal
from slawatch.reports.life.signing import SigningError, sign
from slawatch.reports.life.verifying import Verification, Verifier
from slawatch.reports.notes import Role

REPORT = "agreement-gold-2026-10"
SEALED_AT = utc(11, 4, 18)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    made = world(tmp_path)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which October is sealed; it is copied, for a seal takes half a second."""
    made = world(tmp_path_factory.mktemp("sealed"))
    made.at(SEALED_AT)
    made.tell(through=SEALED_AT)
    (link,) = made.rounds.seal()
    made.store.close()
    assert link.report == REPORT
    return made.folder


@pytest.fixture
def sealed(template: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    made = world(tmp_path, with_facts=False)
    made.at(SEALED_AT)
    yield made
    made.store.close()


def seal(desk: World, restatement: int = 0) -> Seal:
    link = desk.store.reports.link(REPORT, restatement)
    assert link is not None
    return Seal.read(link)


def difference(desk: World, link: Link) -> dict[tuple[str, ...], tuple[str, str]]:
    content = desk.store.reports.content(Seal.read(link).difference)
    assert content is not None
    return {tuple(each["path"]): (each["before"], each["after"]) for each in json.loads(content)}


def verified(desk: World) -> Verification:
    return Verifier(store=desk.store, judges=desk.rounds.judges).verify()


def found(desk: World) -> list[tuple[str, str]]:
    told = verified(desk)
    return [(each.what, each.text) for each in (*told.chain, *(one for v in told.verdicts for one in v.findings))]


def tampered(desk: World, *statements: str) -> None:
    file = sqlite3.connect(desk.configuration.store.url.removeprefix("sqlite:///"))
    for statement in statements:
        assert file.execute(statement).rowcount == 1, statement
    file.commit()
    file.close()


def test_a_seal_holds_what_the_report_was_made_of(sealed: World) -> None:
    told = seal(sealed)
    # Three working days after 31 October 2026, a Saturday: 2, 3 and 4 November, until closing time.
    assert (told.as_of, told.known_at) == (utc(11, 4, 17), SEALED_AT)
    assert (told.subject, told.period, told.status, told.by, told.gaps) == (
        "agreement/gold", "2026-10", "final", "schedule", (),
    )  # fmt: skip
    assert told.marks == {"desk": (6, utc(11, 4, 17)), "watch": (1, utc(11, 4, 17))}
    assert {(each.format, each.language) for each in told.files} == {("json", ""), ("csv", "en"), ("csv", "zh")}
    assert told.definitions == sealed.configuration.definitions.sha256
    assert all(sealed.store.reports.content(each) for each in told.hashes())


def test_what_is_sealed_is_not_sealed_again(sealed: World) -> None:
    assert list(sealed.rounds.seal()) == []
    assert list(sealed.rounds.due()) == []
    assert len(list(sealed.store.reports.links())) == 1


def test_a_sealed_report_verifies(sealed: World) -> None:
    told = verified(sealed)
    assert told.is_equal
    assert [(each.report, each.findings, each.notes) for each in told.verdicts] == [(REPORT, (), ())]
    sealed.at(utc(11, 20))
    sealed.tell(ticket("9", utc(11, 12), utc(11, 13)), through=utc(11, 20))
    assert verified(sealed).is_equal


def test_a_late_ticket_makes_a_restatement_that_names_it(sealed: World) -> None:
    sealed.at(utc(11, 6))
    sealed.tell(ticket("late-4", utc(10, 12, 9), utc(10, 14, 12)), through=utc(11, 6))
    (link,) = sealed.rounds.restate()
    told = seal(sealed, 1)
    assert (link.restatement, told.status, told.reason, told.as_of) == (
        1, "restated", "ticket desk/late-4", seal(sealed).as_of,
    )  # fmt: skip
    changed = difference(sealed, link)
    # Of three tickets one took longer than 4 h; the late one, 19 working hours, is the second of four.
    (share,) = [each for path, each in changed.items() if path[0] == "objectives" and path[-1] == "attained"]
    assert (share[0].rpartition(" ")[2], share[1].rpartition(" ")[2]) == ("(2/3)", "(1/2)")
    assert "late-4" in json.dumps([*changed], ensure_ascii=False) + json.dumps([*changed.values()])
    assert verified(sealed).is_equal
    assert list(sealed.rounds.restate()) == []


def test_what_changes_no_figure_restates_nothing(sealed: World) -> None:
    sealed.at(utc(11, 9))
    sealed.tell(
        ticket("5", utc(11, 2, 9), utc(11, 2, 10)),
        outages=(Outage(id="o2", service=None, started_at=utc(11, 8), ended_at=utc(11, 8, 1)),),
        through=utc(11, 9),
    )
    assert list(sealed.rounds.restate()) == []


def test_an_outage_that_is_told_late_restates(sealed: World) -> None:
    sealed.at(utc(11, 9))
    late = Outage(id="o3", service=None, started_at=utc(10, 20, 9), ended_at=utc(10, 20, 13))
    sealed.tell(outages=(late,), through=utc(11, 9))
    (link,) = sealed.rounds.restate()
    assert Seal.read(link).reason == "outage watch/o3"
    # October 2026 has 22 working days of 8 h: 633,600 s; 1 h was lost, now 5 h are.
    told = [each for path, each in difference(sealed, link).items() if path[-1] == "attained"]
    assert [tuple(value.rpartition(" ")[2] for value in each) for each in told] == [("(175/176)", "(171/176)")]


def test_a_correction_restates_once_it_counts_and_again_when_it_is_withdrawn(sealed: World) -> None:
    stated = Correction(
        id="c1", source="desk", subject="2", told=TimerExcluded(), author="Ada", reason="Test", stated_at=utc(11, 8)
    )
    sealed.at(utc(11, 9))
    sealed.store.correct(stated, at=utc(11, 8))
    assert list(sealed.rounds.restate()) == []
    approved = replace(stated, approved_by="Bo", approved_at=utc(11, 9))
    sealed.store.correct(approved, at=utc(11, 9))
    (first,) = sealed.rounds.restate()
    assert Seal.read(first).reason == "correction @operator/c1"
    sealed.store.correct(replace(approved, withdrawn_by="Bo", withdrawn_at=utc(11, 10)), at=utc(11, 10))
    (second,) = sealed.rounds.restate()
    assert (first.restatement, second.restatement) == (1, 2)
    # Only what is told of the correction itself is other than in the first seal.
    assert [each.link.restatement for each in newest(sealed.store)] == [2]
    assert verified(sealed).is_equal


def test_other_definitions_restate_nothing_and_verify(sealed: World, tmp_path: Path) -> None:
    text = (tmp_path / "slawatch.yml").read_text().replace("within: 4h", "within: 100h")
    (tmp_path / "other.yml").write_text(text, encoding="utf-8")
    other = replace(sealed, configuration=configured(tmp_path / "other.yml", Overrides(), installed()))
    assert other.configuration.definitions.sha256 != sealed.configuration.definitions.sha256
    other.at(utc(11, 9))
    assert list(other.rounds.restate()) == []
    told = Verifier(store=other.store, judges=other.rounds.judges).verify()
    assert [each.findings for each in told.verdicts] == [()]


def test_a_changed_byte_of_a_file_is_named(sealed: World) -> None:
    (name,) = (each.name for each in seal(sealed).files if (each.format, each.language) == ("csv", "zh"))
    (hashed,) = (each.sha256 for each in seal(sealed).files if each.name == name)
    tampered(
        sealed,
        f"UPDATE report_contents SET content = substr(content, 2) WHERE sha256 = '{hashed}'",  # noqa: S608  our own hash
    )
    assert found(sealed) == [("file", f"{name} was changed: it does not have its hash")]


def test_a_changed_fact_is_named_with_its_ticket(sealed: World) -> None:
    tampered(sealed, "UPDATE events SET at = at - 7200 WHERE stream = 1 AND seq = 4")
    assert ("facts", "change 4 of desk (event of ticket 2) was changed behind our back") in found(sealed)


def test_a_removed_fact_is_named(sealed: World) -> None:
    tampered(sealed, "DELETE FROM outages WHERE id = 'o1'")
    told = found(sealed)
    assert ("facts", "change 1 of watch was removed") in told
    assert any(what == "figures" for what, _ in told)


def test_a_changed_copy_of_facts_shows_in_the_figures(sealed: World) -> None:
    tampered(sealed, "UPDATE tickets SET packed = (SELECT packed FROM tickets WHERE id = '1') WHERE id = '2'")
    assert {what for what, _ in found(sealed)} == {"figures"}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM report_chain WHERE position = 1", "link 1 of the chain is missing"),
        ("DELETE FROM report_chain WHERE position = 2", "link 2 of the chain is missing"),
        (
            "UPDATE report_chain SET body = replace(body, '\"final\"', '\"other\"') WHERE position = 1",
            "the text of link 1 (seal) was changed: it does not have its hash",
        ),
        (
            "UPDATE report_chain SET body = replace(body, 'li', 'wu') WHERE position = 2",
            "the text of link 2 (prepared) was changed: it does not have its hash",
        ),
        ("UPDATE report_chain SET report = 'other' WHERE position = 3", "what stands beside link 3 does not agree"),
    ],
)
def test_a_removed_or_changed_link_is_named(sealed: World, statement: str, expected: str) -> None:
    for role, by in ((Role.PREPARED, "li"), (Role.APPROVED, "zhang")):
        sign(sealed.store, sealed.configuration.reports, REPORT, role, by=by, at=utc(11, 5))
    assert verified(sealed).is_equal
    tampered(sealed, statement)
    assert any(text.startswith(expected) for _, text in found(sealed))


def test_links_that_changed_places_are_named(sealed: World) -> None:
    for role, by in ((Role.PREPARED, "li"), (Role.APPROVED, "zhang")):
        sign(sealed.store, sealed.configuration.reports, REPORT, role, by=by, at=utc(11, 5))
    tampered(
        sealed,
        "UPDATE report_chain SET position = 9 WHERE position = 2",
        "UPDATE report_chain SET position = 2 WHERE position = 3",
        "UPDATE report_chain SET position = 3 WHERE position = 9",
    )
    assert any("link 2 does not follow link 1" in text for _, text in found(sealed))


def test_a_chain_that_lost_its_end_is_told_by_what_it_held_and_by_a_hash_that_was_kept(sealed: World) -> None:
    head = verified(sealed).head
    tampered(sealed, "DELETE FROM report_chain WHERE position = 1")
    told = Verifier(store=sealed.store, judges=sealed.rounds.judges).verify(anchor=head)
    texts = [each.text for each in told.chain]
    assert any("contents are kept that no link names" in text for text in texts)
    assert f"no link has the hash {head}: links were removed" in texts


def test_who_prepared_a_report_does_not_approve_it(sealed: World) -> None:
    settings = sealed.configuration.reports
    with pytest.raises(SigningError, match="wu is not named for it; a report is prepared by li"):
        sign(sealed.store, settings, REPORT, Role.PREPARED, by="wu", at=utc(11, 5))
    sign(sealed.store, settings, REPORT, Role.PREPARED, by="li", at=utc(11, 5))
    with pytest.raises(SigningError, match="li has prepared this report; nobody approves what they prepared"):
        sign(sealed.store, settings, REPORT, Role.APPROVED, by="li", at=utc(11, 5))
    with pytest.raises(SigningError, match="was prepared by li already"):
        sign(sealed.store, settings, REPORT, Role.PREPARED, by="li", at=utc(11, 5))
    signed = sign(sealed.store, settings, REPORT, Role.APPROVED, by="zhang", at=utc(11, 5))
    link = sealed.store.reports.link(REPORT)
    assert link is not None
    assert signed.seal == link.sha256
    with pytest.raises(SigningError, match='there is no sealed report "other"'):
        sign(sealed.store, settings, "other", Role.REVIEWED, by="wu", at=utc(11, 5))


def test_a_report_that_can_not_be_made_keeps_no_other_from_being_sealed(desk: World) -> None:
    scheduled = desk.configuration.reports.scheduled
    broken = replace(scheduled[0], subject="customer/acme", formats=("nothing",))
    settings = replace(desk.configuration.reports, scheduled=(broken, *scheduled))
    desk.at(SEALED_AT)
    desk.tell(through=SEALED_AT)
    rounds: Rounds = replace(desk.rounds, settings=settings)
    assert [each.report for each in rounds.seal()] == [REPORT]


def test_a_report_that_can_not_be_made_is_tried_less_and_less_often_and_told_once(desk: World) -> None:
    as_configured = desk.configuration.reports
    broken = replace(as_configured, scheduled=(replace(as_configured.scheduled[0], formats=("nothing",)),))
    desk.at(SEALED_AT)
    desk.tell(through=SEALED_AT)
    rounds = replace(desk.rounds, settings=broken)
    tries = []
    with capture_logs() as logged:
        for _ in range(7):  # as the daemon looks, every two minutes
            assert list(rounds.seal()) == []
            tries.append(rounds.setbacks.every()[REPORT].tries)
            desk.clock.advance(120)
    assert tries == [1, 2, 2, 3, 3, 3, 3]  # after 2, 4 and then 8 minutes
    (told,) = (each for each in logged if each["event"] == "a report can't be sealed, and is tried again")
    assert (told["report"], told["reason"]) == (REPORT, "ValueError, see the log")
    assert [(each.report, each.stage) for each in rounds.due()] == [(REPORT, "ready")]
    desk.clock.advance(120)
    assert [each.report for each in replace(rounds, settings=as_configured).seal()] == [REPORT]
    assert not rounds.setbacks.every()


def test_a_source_that_is_silent_holds_a_report_back_until_patience_ends(desk: World) -> None:
    desk.store.commit("watch", Batch(cursor="2", complete_through=utc(11, 30)), at=utc(11, 4), config_hash="")
    desk.store.commit("desk", Batch(cursor="2", complete_through=utc(11, 1, 12)), at=utc(11, 4), config_hash="")
    tampered(desk, "UPDATE streams SET complete_through = complete_through - 86400 WHERE source = 'desk'")
    desk.at(utc(11, 17))
    assert list(desk.rounds.seal()) == []
    assert [(each.stage, each.waits_for) for each in desk.rounds.due()] == [("sources", ("desk",))]
    desk.at(utc(11, 19))
    (link,) = desk.rounds.seal()
    told = Seal.read(link)
    assert [(each.source, each.complete_through) for each in told.gaps] == [("desk", utc(10, 31, 12))]
    assert told.reason == "sealed without all of desk"
    desk.tell(through=utc(11, 20))
    assert verified(desk).is_equal
