"""What somebody sees of the register who sees some agreements only."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from slawatch.engine.findings import Finding, UnplannedOutage
from slawatch.engine.ground import Ground
from slawatch.engine.restriction import restricted_definitions
from slawatch.model.action import Acceptance, Action
from slawatch.model.reference import ObjectiveRef, OutageRef, Reference, ServiceRef
from slawatch.runtime.inquired_register import InquiredRegister, breaches_seen
from slawatch.runtime.stated_actions import accept_findings, state_action
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.plans import agreement, definitions

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
EVERY = definitions(
    agreement(), agreement(name="silver", services=("erp",)), services={"mail": "always", "erp": "always"}
)
MAIL = OutageRef(service_id="mail", started_at=NOW.replace(hour=1), ended_at=NOW.replace(hour=2))
ERP = replace(MAIL, service_id="erp")
GONE = replace(MAIL, service_id="gone")
FOUND: Sequence[UnplannedOutage] = (
    UnplannedOutage(ref=MAIL, slas=("gold",), lost_seconds=3600, lasts=False),
    UnplannedOutage(ref=ERP, slas=("silver",), lost_seconds=3600, lasts=False),
    UnplannedOutage(ref=ERP, slas=("silver", "gold"), lost_seconds=3600, lasts=False),
)


def action(title: str, *about: Reference) -> Action:
    return Action(
        id="", title=title, about=about, owner="Ada", due_on=date(2026, 4, 1), author="Bo", stated_at=NOW,
        changed_by="Bo", changed_at=NOW,
    )  # fmt: skip


def nothing(_since: datetime) -> Ground:
    raise AssertionError("no figure is asked for")


def found(slas: set[str]) -> Sequence[Finding]:
    """Return the outages as whoever sees some agreements finds them: under these alone."""
    assert breaches_seen(FOUND, slas) == ()
    told = (replace(each, slas=tuple(sla for sla in each.slas if sla in slas)) for each in FOUND)
    return [each for each in told if each.slas]


def seen(store: SqlStore, *slas: str) -> InquiredRegister:
    own = replace(EVERY, agreements=tuple(each for each in EVERY.agreements if each.id in slas))
    return InquiredRegister(
        store=store, definitions=own, found=found(set(slas)), rows_since=nothing, every={"gold", "silver"}
    )


def test_an_action_is_seen_by_those_who_see_all_that_it_names(tmp_path: Path) -> None:
    gold, silver = (ObjectiveRef(sla=sla, objective="p1", service_id="x") for sla in ("gold", "silver"))
    with closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as store:
        for title, about in (("gold", (gold,)), ("silver", (silver,)), ("both", (gold, silver)), ("mail", (MAIL,))):
            state_action(store, action(title, *about))
        state_action(store, replace(action("mail by silver's figure", MAIL), measure=silver))
        gone = replace(silver, sla="gone")
        state_action(store, action("mail, and one that is over", MAIL, gone))
        state_action(store, action("nobody's", ServiceRef(service_id="gone")))
        stated = Acceptance(id="", about=(ERP,), accepted_by="Di", reason="r", author="Di", stated_at=NOW)
        accept_findings(store, stated)
        told = {slas: seen(store, *slas) for slas in (("gold",), ("silver",), ("gold", "silver"))}
        titles = {slas: [each.title for each in one.register.actions] for slas, one in told.items()}
        assert titles == {
            ("gold",): ["gold", "mail"],
            ("silver",): ["silver"],
            ("gold", "silver"): [
                "gold",
                "silver",
                "both",
                "mail",
                "mail by silver's figure",
                "mail, and one that is over",
                "nobody's",
            ],
        }
        assert [len(one.register.acceptances) for one in told.values()] == [0, 1, 1]
        assert [len(one.versions(one.register.actions[0])) for one in told.values()] == [1, 1, 1]


def test_a_finding_is_told_of_the_agreements_that_are_seen_and_its_answer_counts_for_all(tmp_path: Path) -> None:
    with closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as store:
        assert [each.slas for each in seen(store, "gold").unanswered(NOW)] == [("gold",), ("gold",)]
        state_action(store, action("unseen", ERP, ObjectiveRef(sla="silver", objective="p1", service_id="erp")))
        assert [each.ref for each in seen(store, "gold").unanswered(NOW)] == [MAIL]
        assert [each.ref for each in seen(store, "gold", "silver").unanswered(NOW, ["silver"])] == []


def test_an_action_that_names_a_service_of_others_is_not_theirs_to_see(tmp_path: Path) -> None:
    own, part = (restricted_definitions(EVERY, slas) for slas in ({"gold"}, {"silver"}))
    with closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as store:
        for title, about in (("mail", (MAIL,)), ("both", (MAIL, ERP)), ("and what is gone", (MAIL, GONE))):
            state_action(store, action(title, *about))
        told = [
            InquiredRegister(
                store=store, definitions=each, found=(), rows_since=nothing, every={"gold", "silver"}
            ).register.actions
            for each in (own, part, EVERY)
        ]
    assert [[each.title for each in actions] for actions in told] == [
        ["mail"],
        [],
        ["mail", "both", "and what is gone"],
    ]
