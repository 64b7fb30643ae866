"""Services that are judged together, and tickets that a correction takes out of the count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from asked_site import AskedSite, serving

from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective, Scope
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket
from slawatch.store.opening import open_for_writing
from slawatch.testing.plans import agreement, definitions, planned

AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)


def told() -> Batch:
    tickets, events = [], []
    for number, service in enumerate(("mail", "erp", "erp")):
        name, at = f"{service}-{number}", AS_OF - timedelta(hours=1 + number)
        tickets.append(Ticket(id=name, key=name.upper(), created_at=at))
        fields = {"status": "new", "service": service}
        events.append(Event(ticket_id=name, type=EventType.CREATED, at=at, native_id=name, fields=fields))
    down = [
        Outage(id=f"O-{place}", service=service, started_at=AS_OF - timedelta(hours=9 - 2 * place),
               ended_at=AS_OF - timedelta(hours=8 - 2 * place), severity="down")
        for place, service in enumerate(("mail", "erp", "wiki"))
    ]  # fmt: skip
    return Batch(cursor="1", tickets=tuple(tickets), events=tuple(events), outages=tuple(down), complete_through=AS_OF)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    store = open_for_writing(f"sqlite:///{tmp_path_factory.mktemp('together')}/slawatch.db")
    store.commit("desk", told(), at=AS_OF, config_hash="h")
    excused = Correction(
        id="C-1", source="desk", subject="erp-2", told=TimerExcluded(), reason="a test", author="ann",
        stated_at=AS_OF - timedelta(minutes=9), approved_by="bob", approved_at=AS_OF - timedelta(minutes=8),
    )  # fmt: skip
    store.correct(excused, at=AS_OF)
    solve = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    up = Objective(id="up", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
    together = replace(agreement(solve, up, name="both", services=("mail", "erp")), scope=Scope.AGREEMENT)
    began = datetime(2026, 6, 1, tzinfo=UTC)
    alone = replace(agreement(up, name="each", services=("erp",)), ends_at=began)
    wider = replace(agreement(up, name="each", services=("erp", "wiki")), version=2, starts_at=began)
    plan = planned(definitions(together, alone, wider, services=dict.fromkeys(("mail", "erp", "wiki"), "always")))
    with serving(store, plan, as_of=AS_OF) as served:
        yield served
    store.close()


def test_services_together_are_asked_for_by_each_and_by_their_agreement(desk: AskedSite) -> None:
    asked = {query: [each["ticket"] for each in desk.api(f"/tickets?service_id={query}")["timers"]] for query in
             ("mail", "erp", "both", "mail,erp")}  # fmt: skip
    assert asked == {"mail": ["mail-0"], "erp": ["erp-1"], "both": ["erp-1", "mail-0"], "mail,erp": ["erp-1", "mail-0"]}


def test_the_figure_of_all_together_is_linked_from_each_ticket_and_from_the_overview(desk: AskedSite) -> None:
    for path in ("/tickets", "/tickets/desk/mail-0", "/?refresh=off"):
        assert 'href="/objectives/both/both/solve"' in desk.ask(path).text, path
    assert "ERP-1" in desk.ask("/objectives/both/both/solve").text


def test_a_timer_out_of_the_count_is_not_open_and_its_ticket_says_why(desk: AskedSite) -> None:
    assert "erp-2" not in desk.ask("/tickets").text
    page = desk.ask("/tickets/desk/erp-2").text
    assert "Excluded" in page
    assert "a test (stated by ann, approved by bob" in page


def test_outages_of_services_together_are_asked_for_by_each_and_by_their_agreement(desk: AskedSite) -> None:
    asked = {
        query: [(each["service_id"], each["sla"]) for each in desk.api(f"/outages?service_id={query}")["outages"]]
        for query in ("both", "erp", "each", "both&sla=each")
    }
    assert asked == {
        "both": [("erp", "both"), ("mail", "both")],
        "erp": [("erp", "both"), ("erp", "each")],
        "each": [],
        "both&sla=each": [],
    }


def test_a_period_that_is_asked_for_by_its_name_is_told_by_it(desk: AskedSite) -> None:
    """The two periods around the figures have names of their own; every other would read as the previous one."""
    for period in ("current", "previous", "2026-05", "2026-W22"):
        told = desk.api(f"/objectives/both/both/up?period={period}")
        (group,) = told["figures"]
        figures = [group["figure"], *(part["figure"] for part in group["services"])]
        assert [told["period"], *(figure["period"] for figure in figures)] == [period] * 4


def test_an_outage_leads_to_the_figure_of_its_service_or_of_all_together(desk: AskedSite) -> None:
    """Also of a service that only a later version of its agreement promises."""
    page = desk.ask("/outages").text
    for path in ("/objectives/both/both/up", "/objectives/erp/each/up", "/objectives/wiki/each/up"):
        assert f'href="{path}"' in page
        assert desk.ask(path).status == 200


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    """A desk with 305 open tickets."""
    since = AS_OF - timedelta(days=1)
    crowd = tuple(Ticket(id=f"T-{number}", key=f"T-{number}", created_at=since) for number in range(305))
    fields = {"status": "new", "service": "mail"}
    created = tuple(
        Event(ticket_id=each.id, type=EventType.CREATED, at=since, native_id=each.id, fields=fields) for each in crowd
    )
    store = open_for_writing(f"sqlite:///{tmp_path_factory.mktemp('crowd')}/slawatch.db")
    told = Batch(cursor="1", tickets=crowd, events=created, complete_through=AS_OF)
    store.commit("desk", told, at=AS_OF, config_hash="h")
    few = Objective(id="few", indicator=Indicator.BACKLOG, at_most=10)
    solve = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    with serving(store, planned(definitions(agreement(few, solve))), as_of=AS_OF) as served:
        yield served
    store.close()


def test_what_a_long_list_leaves_out_is_told(crowded: AskedSite) -> None:
    assert "5 more are not listed" in crowded.ask("/objectives/mail/gold/few").text
    assert "另有 5 条未列出" in crowded.ask("/objectives/mail/gold/few?lang=zh").text


def test_a_page_past_the_last_leads_back_to_the_last(crowded: AskedSite) -> None:
    page = crowded.ask("/tickets?page=90").text
    assert "This page is past the last one" in page
    assert 'href="/tickets?page=7" rel="prev"' in page
    assert 'rel="next"' not in page
    assert 'href="/tickets?page=6" rel="prev"' in crowded.ask("/tickets?page=7").text
