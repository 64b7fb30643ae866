"""The pages of the improvement register, as a browser is served them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from asked_site import AskedSite, serving

from slawatch.engine.plan import Plan
from slawatch.ingest.source import Batch
from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.mapping import FieldMap
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.model.outage import Outage
from slawatch.model.reference import BreachRef, ObjectiveRef, OutageRef, ServiceRef
from slawatch.runtime.stated_actions import Said, accept_findings, close_action, move_action, state_action
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
HOSTILE = "<script>alert(1)</script>\u202e=cmd|' /C calc'!A0"
PROMISE = ObjectiveRef(sla="gold", objective="uptime", service_id="mail")
BREACH = BreachRef(sla="gold", objective="uptime", service_id="mail", period="2026-03")
BASELINE = Measurement(
    starts_at=NOW - timedelta(days=19), ends_at=NOW - timedelta(days=10), quantity=Quantity.RATIO, value=0.98, count=9,
    exposure_seconds=9 * 86400,
)  # fmt: skip


def plan() -> Plan:
    mapping = replace(PLAIN, attributes={"service": FieldMap(field="service", default="mail")})
    home = replace(agreement(UPTIME), timezone="Asia/Shanghai")
    return planned(definitions(home, agreement(UPTIME, name="silver"), mapping=mapping))


def action(**told: object) -> Action:
    said = {
        "id": "", "title": "Second relay", "about": (BREACH,), "owner": "Ada", "due_on": date(2026, 3, 20),
        "author": "Bo", "stated_at": NOW, "changed_by": "Bo", "changed_at": NOW,
    }  # fmt: skip
    return Action(**{**said, **told})


def fill(store: SqlStore) -> None:
    """State an action that is done, one that is late, one with a hostile title, and an acceptance."""
    days = [NOW - timedelta(days=day) for day in (3, 15)]
    outages = tuple(
        Outage(id=str(at.day), service="mail", started_at=at, ended_at=at + timedelta(hours=1)) for at in days
    )
    store.commit("desk", Batch(cursor="1", outages=outages, complete_through=NOW), at=NOW, config_hash="")
    goal = Goal(quantity=Quantity.RATIO, value=0.999)
    state_action(store, action(measure=PROMISE, baseline=BASELINE, goal=goal, about=(ServiceRef(service_id="mail"),)))
    move_action(store, "A-1", Stage.CHECK, Said(by="Ada", at=NOW), done_at=NOW - timedelta(days=2))
    state_action(store, action(title="Late", due_on=date(2026, 3, 1)))
    state_action(store, action(title=HOSTILE, owner=HOSTILE, cause=HOSTILE, plan=HOSTILE, due_on=date(2026, 6, 1)))
    ref = OutageRef(service_id="mail", started_at=days[0], ended_at=days[0] + timedelta(seconds=1))
    stated = Acceptance(id="", about=(ref,), accepted_by=HOSTILE, reason=HOSTILE, author="Di", stated_at=NOW)
    accept_findings(store, stated)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    folder: Path = tmp_path_factory.mktemp("register")
    with closing(open_for_writing(f"sqlite:///{folder}/s.db")) as store:
        fill(store)
        with serving(store, plan(), as_of=NOW) as asked:
            yield asked


def ids(site: AskedSite, query: str) -> list[str]:
    return [each["id"] for each in site.api(f"/actions{query}")["actions"]]


def test_the_register_shows_what_is_late_first_and_is_narrowed_by_state_and_agreement(site: AskedSite) -> None:
    assert ids(site, "") == ["A-2", "A-1", "A-3"]
    assert ids(site, "?which=overdue") == ["A-2"]
    assert ids(site, "?sla=silver") == ["A-1"]
    assert ids(site, "?which=all&sla=gold") == ["A-2", "A-1", "A-3"]
    page = site.ask("/actions").text
    assert page.index("Late") < page.index("Second relay")
    assert "Open actions: 3" in page


def test_an_action_is_shown_with_its_figure_before_and_since(site: AskedSite) -> None:
    page = site.ask("/actions/A-1").text
    # Done two days ago, and no outage since: 100 % of two days.
    for words in ("98.00 % (9 outages in 216 h up)", "100.00 % (0 outages in 48 h up)", "at least 99.9 %",
                  "target reached", "too few to tell", "Asia/Shanghai", "stated"):  # fmt: skip
        assert words in page
    document = site.api("/actions/a-1")
    assert document["comparison"]["change"] == "too few to tell"
    assert [each["stage"] for each in document["versions"]] == ["plan", "check"]
    assert '<a href="/services/mail">' in page


def test_what_nobody_answered_leads_to_the_pages_that_tell_of_it(site: AskedSite) -> None:
    told = site.api("/findings")
    # The outage of 17 March is accepted, that of 5 March is not. Of 744 hours of March 0.744 may be lost: the outage of
    # the 5th went beyond that after 45 minutes. Under gold that has an action, under silver it has none.
    assert [each["finding"] for each in told["findings"]] == [
        "breach/silver/uptime/mail/2026-03",
        "outage/mail/2026-03-05T12:00:00Z/2026-03-05T13:00:00Z",
    ]
    page = site.ask("/findings").text
    row = "/outages?service_id=mail&amp;period=2026-03#outage-mail-20260305T120000Z"
    for href in ("/objectives/mail/silver/uptime?period=2026-03", row):
        assert f'href="{href}"' in page
        assert site.ask(href.replace("&amp;", "&").partition("#")[0]).status == 200
    listed = site.ask("/outages?service_id=mail&period=2026-03").text
    (own,) = [each for each in listed.split("<tr ") if 'id="outage-mail-20260305T120000Z"' in each]
    assert own.startswith('role="row" id="down-mail-20260305T120000Z"')
    assert listed.count('id="outage-') == 2
    assert [each["kind"] for each in site.api("/findings?kind=outage&sla=gold")["findings"]] == ["outage"]
    assert "2 breaches and outages without an answer" in site.ask("/actions").text


def test_every_language_says_all_of_it(site: AskedSite) -> None:
    for path, words in (("/actions", "进行中的措施"), ("/actions/A-1", "是否有效"), ("/findings", "无人处理")):
        page = site.ask(f"{path}?lang=zh").text
        assert words in page
        for english in ("Owner", "Baseline", "Stage", "Compared", "too few", "answer", "outages in"):
            assert english not in page, (path, english)


def test_words_of_people_are_inert_on_every_page(site: AskedSite) -> None:
    for path in ("/actions?which=all", "/actions/A-3", "/findings"):
        page = site.ask(path).text
        assert "<script" not in page
        assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)" in site.ask("/actions/A-3").text
    assert site.api("/actions/A-3")["title"] == HOSTILE


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/actions/A-99", 404, "there is no action"),
        ("/actions/%3Cscript%3E", 404, "there is no action"),
        ("/actions?which=done", 400, "allowed: open, overdue, all"),
        ("/findings?kind=fire", 400, "allowed: breach, outage"),
    ],
)
def test_what_is_not_there_is_said_so(site: AskedSite, path: str, status: int, words: str) -> None:
    told = site.ask(path)
    assert (told.status, words in told.text) == (status, True)
    assert "<script" not in told.text


def test_what_ended_is_shown_with_what_was_known_at_its_end(tmp_path: Path) -> None:
    with closing(open_for_writing(f"sqlite:///{tmp_path}/s.db")) as store:
        fill(store)
        close_action(store, "A-1", Said(by="Ada", at=NOW, reason="it holds"), result=replace(BASELINE, value=0.9991))
        with serving(store, plan(), as_of=NOW) as site:
            page = site.ask("/actions/A-1").text
    assert "99.91 % (9 outages in 216 h up)" in page
    assert "it holds" in page
