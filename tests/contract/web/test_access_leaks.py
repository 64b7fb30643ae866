"""Who sees some agreements only: no page, document or file tells anything of the others."""

import inspect
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from asked_site import AskedSite, serving
from command import told
from two_customers import OURS, SHARED, THEIRS, configuration, files

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.app.storing import for_appending
from slawatch.clock import StoppedClock
from slawatch.config.access_section import AccessSettings, ProxySettings, _network
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.outage import Exclusion
from slawatch.model.reference import ObjectiveRef, OutageRef, ServiceRef
from slawatch.model.user import Role, User
from slawatch.reports.life.by_hand import Wish, sealed_by_hand
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.subject import Subject
from slawatch.runtime.inquiry import Inquiry
from slawatch.runtime.operator_facts import state_exclusion
from slawatch.runtime.restricted import RestrictedInquiry
from slawatch.runtime.stated_actions import accept_findings, state_action
from slawatch.runtime.stated_corrections import state_correction
from slawatch.store.contract import Store

AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)
BOTH = frozenset({Role.WRITE, Role.APPROVE})
ACCESS = AccessSettings(
    users={
        "customer": User(name="customer", agreements=frozenset({f"{OURS}-gold"})),
        "writer": User(
            name="writer", roles=frozenset({Role.WRITE, Role.APPROVE}), agreements=frozenset({f"{OURS}-gold"})
        ),
        "chief": User(name="chief", roles=frozenset({Role.WRITE, Role.APPROVE})),
    },
    proxy=ProxySettings(user_header=b"x-user", trusted=(_network("127.0.0.0/8"),)),
)
KNOWN_READERS_OF_THE_STORE = {"ticket", "told", "quarantined", "quarantine_size", "stated_exclusions",
                              "stated_corrections", "deeds", "unmapped", "misalignments"}  # fmt: skip
"""Questions that a restricted inquiry answers by itself."""
SAFE = {"definitions", "plan", "open_timers", "missed_timers", "unmapped_tickets", "named", "tickets",
        "figures", "outages", "tickets_behind", "service", "exclusions", "passes", "agreement",
        "improvement", "findings", "older_periods_read", "unread_sources"}  # fmt: skip
"""Questions whose answers come from restricted definitions and columns alone."""


@pytest.fixture(scope="module", params=range(2))
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    folder = tmp_path_factory.mktemp("two")
    path = folder / "slawatch.yml"
    path.write_text(configuration(request.param))
    files(folder, request.param)
    told(path, "sync")
    settings = configured(path, Overrides(), installed())
    with closing(for_appending(settings.store)) as store:
        _state(store)
        judges = Judges(store=store, today=settings.definitions, planned=planned)
        rounds = Rounds(store=store, settings=settings.reports, judges=judges, clock=StoppedClock(AS_OF))
        _seal(rounds)
        with serving(store, planned(settings.definitions), as_of=AS_OF, access=ACCESS, rounds=rounds) as served:
            yield served


def _seal(rounds: Rounds) -> None:
    """Seal the reports of May, when nothing had happened, of everything and of each customer's."""
    told = [f"{kind}/{name}-{what}" for name in (OURS, THEIRS) for kind, what in KINDS]
    for subject in ("organisation", *told):
        sealed_by_hand(rounds, Wish(subject=Subject.of(subject), period="2026-05", by="ann", incomplete=True))


KINDS = (("agreement", "gold"), ("service", "s0"), ("customer", "party"))


def _state(store: Store) -> None:
    """State something of each customer's."""
    for name, other in ((OURS, THEIRS), (THEIRS, OURS)):
        edges = {"started_at": datetime(2026, 6, 1, 2, tzinfo=UTC), "ended_at": datetime(2026, 6, 1, 3, tzinfo=UTC)}
        words = {"reason": f"{name} reason", "author": f"{name} author"}
        state_exclusion(store, Exclusion(id="", service=f"{name}-s0", **edges, **words), at=AS_OF)
        ticket = next(store.facts(f"{name}-desk")).ids[0]
        stated = Correction(
            id="", source=f"{name}-desk", subject=ticket, told=TimerExcluded(), stated_at=AS_OF, **words
        )
        state_correction(store, stated)
        of_others = {"told": TimerExcluded(objective=f"{other}-solve"), "reason": f"{other} reason"}
        state_correction(store, replace(stated, author=f"{other} author", **of_others))
        _answer(store, name)


def _answer(store: Store, name: str) -> None:
    """State actions and acceptances of each customer's; one is about what both may have, for the sake of one figure."""
    words = {"author": f"{name} author", "stated_at": AS_OF}
    promise = ObjectiveRef(sla=f"{name}-gold", objective=f"{name}-up", service_id=f"{name}-s0")
    told = {"owner": f"{name} owner", "due_on": date(2026, 6, 2), "plan": f"{name} plan", "measure": promise}
    for service in (f"{name}-s0", f"{name}-s0", SHARED):
        about = ServiceRef(service_id=service)
        changed = {"changed_by": f"{name} author", "changed_at": AS_OF}
        title = f"{name} title {len(store.actions())}"
        state_action(store, Action(id="", title=title, about=(about,), **told, **words, **changed))
    edges = {"started_at": datetime(2026, 5, 1, tzinfo=UTC), "ended_at": datetime(2026, 5, 2, tzinfo=UTC)}
    accepted = {"accepted_by": f"{name} chief", "reason": f"{name} reason"}
    about = (OutageRef(service_id=f"{name}-s0", **edges),)
    accept_findings(store, Acceptance(id="", about=about, **accepted, **words))


def addresses(desk: AskedSite) -> list[str]:
    """Return every address that the daemon serves, with what names somebody else's things in the place of names."""
    names = {
        "source": f"{THEIRS}-desk", "ticket": f"{THEIRS}-t1", "service_id": f"{THEIRS}-s0", "sla": f"{THEIRS}-gold",
        "objective": f"{THEIRS}-up", "action": "A-4", "report": f"agreement-{THEIRS}-gold-2026-05", "restatement": "0",
        "file": f"agreement-{THEIRS}-gold-2026-05.json", "draft": f"agreement/{THEIRS}-gold/2026-06",
    }  # fmt: skip
    own = {key: value.replace(THEIRS, OURS) for key, value in names.items()} | {"action": "A-1"}
    found = [
        re.sub(r"\{(\w+)(:\w+)?\}", lambda name, by=by: quote(by.get(name[1], f"{THEIRS}-x")), path)
        for path in desk.paths
        for by in (names, own)
    ]
    queries = (f"?service_id={OURS}-s0", "?period=previous", "?lang=zh", "?period=2026-05", "?state=breached")
    lists = (*queries, "?list=missed", "?list=missed&period=previous", "?list=unmapped", "?list=quarantined")
    return [*dict.fromkeys(found), *(f"{path}{query}" for path in ("/", "/tickets", "/outages") for query in lists)]


@pytest.mark.parametrize("user", ["customer", "writer"])
def test_no_address_tells_a_restricted_user_anything_of_others(desk: AskedSite, user: str) -> None:
    asked = 0
    for address in addresses(desk):
        answer = desk.ask(address, x_user=user)
        # What they wrote themselves comes back to them, and tells them nothing.
        text = answer.text
        for written in (address, quote(address), *re.findall(rf"{THEIRS}-\w+", address)):
            text = text.replace(written, "")
        assert THEIRS not in text.lower(), (address, text[max(text.lower().find(THEIRS) - 200, 0) :][:400])
        assert answer.status in (200, 404, 405, 400), (address, answer.status)
        if THEIRS in address:
            assert answer.status in (404, 405), (address, answer.status)
        asked += answer.status == 200
    assert asked > 15


def test_the_same_addresses_tell_the_chief_of_both_so_the_search_can_find(desk: AskedSite) -> None:
    tells = dict.fromkeys((OURS, THEIRS), 0)
    for address in addresses(desk):
        text = desk.ask(address, x_user="chief").text.lower()
        for word in tells:
            tells[word] += word in text
    assert min(tells.values()) > 15


def test_counts_are_those_of_their_own_tickets(desk: AskedSite) -> None:
    whole = desk.ask("/api/v1/tickets", x_user="chief").document["timers"]
    own = desk.ask("/api/v1/tickets", x_user="customer").document
    assert own["total"] == sum(each["sla"] == f"{OURS}-gold" for each in whole)
    assert sum(own["bands"].values()) == own["total"]
    figures = desk.ask("/api/v1/objectives", x_user="customer").document
    everyones = desk.ask("/api/v1/objectives", x_user="chief").document
    assert figures["objectives"] == [each for each in everyones["objectives"] if each["sla"] == f"{OURS}-gold"]
    assert (figures["known_through"], figures["unjudged"], figures["quality"]) == ({}, [], [])


def test_metrics_and_the_log_are_not_there_for_whom_sees_some_agreements_only(desk: AskedSite) -> None:
    for path in ("/metrics", "/deeds", "/api/v1/deeds"):
        assert [desk.ask(path, x_user=user).status for user in ("customer", "writer", "chief")] == [404, 404, 200]


def test_whoever_adds_a_question_says_what_a_restricted_user_is_answered() -> None:
    questions = {name for name, _ in inspect.getmembers(Inquiry) if not name.startswith("_")}
    assert questions == KNOWN_READERS_OF_THE_STORE | SAFE
    assert {name for name in vars(RestrictedInquiry) if not name.startswith("_")} >= KNOWN_READERS_OF_THE_STORE


def test_the_register_and_what_waits_for_an_answer_are_told_of_ones_own(desk: AskedSite) -> None:
    own, whole = (desk.ask("/api/v1/actions?which=all", x_user=user).document for user in ("customer", "chief"))
    shared = {f"{OURS}-gold", f"{THEIRS}-gold"} <= set(whole["actions"][2]["agreements"])
    assert len(whole["actions"]) == 6
    assert {each["author"] for each in own["actions"]} == {f"{OURS} author"}
    assert len(own["actions"]) == 2 + shared
    assert [each["reason"] for each in own["acceptances"]] == [f"{OURS} reason"]
    for user, register in (("customer", own), ("chief", whole)):
        found = desk.ask("/api/v1/findings", x_user=user).document
        page = re.sub(r"<[^>]+>|\s+", " ", desk.ask("/", x_user=user).text)
        assert f"{found['total']} breaches and outages without an answer" in page
        overdue = sum(each["overdue"] for each in register["actions"])
        assert f"Overdue actions: {overdue} " in page.replace(" :", ":")
    (action,) = [each["id"] for each in whole["actions"] if each["title"] == f"{THEIRS} title 3"]
    for verb in ("change", "move", "close", "cancel"):
        fields = json.dumps({"stage": "do", "reason": "Mine", "owner": "Me"})
        answer = desk.send("POST", f"/api/v1/actions/{action}/{verb}", fields, x_user="writer", **JSON)
        assert (answer.status, THEIRS in answer.text) == (404, False)


JSON = {"Content_Type": "application/json"}
