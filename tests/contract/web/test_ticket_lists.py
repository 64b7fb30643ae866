"""The lists of tickets and of outages, over a desk whose every timer and outage was worked by hand.

Hours never end, 4 h are promised, and the figures are those of Wednesday 2026-06-03 12:00 UTC. Outages: broken from
06:00 to 07:00 and from 07:30 to 08:00 on Monday; silver takes what is less than an hour apart for one, gold does not.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from asked_site import AskedSite
from crawled import PageRead
from synced import pages_of, synced

HOSTILE = "<script>alert(1)</script>\u202e"
CONFIGURATION = """\
sources:
  desk:
    kind: csv_events
    path: tickets.csv
    complete_through: read
    columns: {id: id, at: at, status: status, service: service, priority: priority, fields: {broken: broken}}
    map:
      service: {values: {Post: mail, Books: erp}}
      priority: {values: {"1": P1, "2": P2}}
      status: {New: new, Done: resolved}
      outage: {when: {field: broken, equals: "yes"}}
services: {mail: {name: E-mail}, erp: {name: ERP}}
parties: {acme: {kind: customer, name: Acme}}
agreements:
  gold:
    with: acme
    services: [mail, erp]
    objectives:
      up: {indicator: availability, target: 99.9%}
      solve: {indicator: resolution, within: 4h, target: 90%}
  silver:
    with: acme
    services: [mail]
    merge_gap: 1h
    objectives:
      up: {indicator: availability, target: 99%}
"""
TICKETS = f"""\
id,at,status,service,priority,broken
fell,2026-06-01T06:00:00Z,New,Post,1,yes
fell,2026-06-01T07:00:00Z,Done,Post,1,yes
fell-again,2026-06-01T07:30:00Z,New,Post,1,yes
fell-again,2026-06-01T08:00:00Z,Done,Post,1,yes
late-done,2026-06-01T10:00:00Z,New,Books,2,no
late-done,2026-06-01T15:00:00Z,Done,Books,2,no
late-open,2026-06-03T06:00:00Z,New,Post,1,no
soon,2026-06-03T10:00:00Z,New,Books,2,no
new,2026-06-03T11:00:00Z,New,Post,1,no
may,2026-05-20T10:00:00Z,New,Books,2,no
may,2026-05-20T20:00:00Z,Done,Books,2,no
odd,2026-06-03T11:30:00Z,New,Post,{HOSTILE},no
lost,2026-06-03T09:00:00Z,New,Nowhere,1,no
"""
AS_OF = datetime(2026, 6, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    config = synced(tmp_path_factory.mktemp("lists"), CONFIGURATION, {"tickets.csv": TICKETS})
    with pages_of(config, as_of=AS_OF) as served:
        yield served


def listed(desk: AskedSite, query: str) -> list[str]:
    return [each["ticket"] for each in desk.api(f"/tickets{query}")["timers"]]


@pytest.mark.parametrize(
    ("query", "tickets"),
    [
        ("", ["late-open", "soon", "new", "odd"]),
        ("?due_within=8h", ["soon", "new", "odd"]),
        ("?state=breached", ["late-open"]),
        ("?list=missed", ["late-open", "late-done"]),
        ("?list=missed&period=previous", ["may"]),
        ("?list=missed&service_id=erp", ["late-done"]),
        ("?list=missed&priority=P1", ["late-open"]),
    ],
)
def test_each_list_has_its_timers(desk: AskedSite, query: str, tickets: list[str]) -> None:
    assert listed(desk, query) == tickets


@pytest.mark.parametrize(
    ("sort", "tickets"),
    [
        ("due", ["late-open", "soon", "new", "odd"]),
        ("-due", ["odd", "new", "soon", "late-open"]),
        ("left", ["late-open", "soon", "new", "odd"]),
        ("-used", ["late-open", "soon", "new", "odd"]),
        ("started", ["late-open", "soon", "new", "odd"]),
        ("service_id", ["soon", "late-open", "new", "odd"]),
        ("-service_id", ["late-open", "new", "odd", "soon"]),
        ("priority", ["odd", "late-open", "new", "soon"]),
    ],
)
def test_a_list_is_sorted_by_any_column_and_alike_ones_stay_in_its_order(
    desk: AskedSite, sort: str, tickets: list[str]
) -> None:
    assert listed(desk, f"?sort={sort}") == tickets


def test_a_missed_timer_tells_when_it_was_missed_and_by_how_much(desk: AskedSite) -> None:
    (line,) = desk.api("/tickets?list=missed&service_id=erp")["timers"]
    assert (line["breach_at"], line["stopped_at"]) == ("2026-06-01T14:00:01Z", "2026-06-01T15:00:00Z")
    assert line["left_seconds"] == -3600
    page = desk.ask("/tickets?list=missed").text
    assert "stopped 2026-06-01 15:00" in page
    assert "still open" in page


def test_the_heads_lead_to_the_list_sorted_by_them_and_say_which_way_it_is(desk: AskedSite) -> None:
    page = desk.ask("/tickets?sort=due&service_id=mail").text
    (head,) = re.findall(r'<th[^>]*aria-sort="(\w+)"><a class="calm" href="([^"]+)"', page)
    assert head == ("ascending", "/tickets?sort=-due&amp;service_id=mail")
    assert 'href="/tickets?sort=priority&amp;service_id=mail"' in page
    assert "aria-sort" not in desk.ask("/tickets").text
    # What is over grows as what is left sinks.
    assert 'aria-sort="descending"' in desk.ask("/tickets?list=missed&sort=left").text


def test_every_tab_tells_how_many_stand_behind_it(desk: AskedSite) -> None:
    page = desk.ask("/tickets?service_id=mail").text
    tabs = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+) <b[^>]*>(\d+)</b>', page)
    assert [(name, int(number)) for _, name, number in tabs] == [
        ("Open timers", 3), ("Due within 8 h", 2), ("Overdue", 1), ("Missed this period", 1), ("Missed last period", 0),
        ("Unmapped", 1), ("Quarantined", 0),
    ]  # fmt: skip
    for href, name, number in tabs[:5]:
        document = desk.api(href.replace("&amp;", "&"))
        assert (name, document["total"]) == (name, int(number))


def test_tickets_with_unmapped_words_are_listed_also_where_nothing_judges_them(desk: AskedSite) -> None:
    told_of = {each["ticket"]: each for each in desk.api("/tickets?list=unmapped")["tickets"]}
    assert list(told_of) == ["odd", "lost"]
    assert told_of["odd"]["words"] == [{"attribute": "priority", "word": HOSTILE}]
    assert told_of["lost"]["words"] == [{"attribute": "service", "word": "Nowhere"}]
    assert [told_of[name]["judged"] for name in ("odd", "lost")] == [True, False]
    page = desk.ask("/tickets?list=unmapped").text
    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("query", ["?sort=beauty", "?list=all", "?list=missed&period=2026-05"])
def test_what_cant_be_meant_is_refused_with_what_can(desk: AskedSite, query: str) -> None:
    answer = desk.ask(f"/tickets{query}")
    assert answer.status == 400
    assert "allowed" in answer.text


def test_an_outage_that_two_agreements_merge_differently_is_one(desk: AskedSite) -> None:
    document = desk.api("/outages")
    assert [(each["sla"], each["lost_seconds"]) for each in document["outages"]] == [
        ("gold", 1800), ("gold", 3600), ("silver", 7200),
    ]  # fmt: skip
    (one,) = document["distinct"]
    assert (one["id"], one["agreements"]) == ("down-mail-20260601T060000Z", ["gold", "silver"])
    assert [each["ticket"] for each in one["tickets"]] == ["fell", "fell-again"]
    assert (one["started_at"], one["ended_at"]) == ("2026-06-01T06:00:00Z", "2026-06-01T08:00:00Z")
    assert "<h1>1 outage</h1>" in desk.ask("/outages").text
    assert "<h1>2 outages</h1>" in desk.ask("/outages?sla=gold").text


def test_an_outage_is_drawn_where_it_was_and_leads_to_its_row(desk: AskedSite) -> None:
    """It began 6 h into a month of 720 h and took 2: less than the least that can be seen."""
    page = desk.ask("/outages").text
    stretch = r'<a href="#([^"]+)" aria-label="([^"]+)"><rect class="down" x="([^"]+)" y="2" width="([^"]+)"'
    (link,) = re.findall(stretch, page)
    assert link[0] in PageRead(page).ids
    assert link[1] == "down: 2026-06-01 06:00:00 to 2026-06-01 08:00:00 (2 h)"
    assert (link[2], link[3]) == ("0.833%", "0.45%")
    assert 'href="/tickets/desk/fell"' in page
    assert 'href="/objectives/mail/silver/up"' in page


def test_an_outage_that_nobody_has_answered_says_so(desk: AskedSite) -> None:
    (one,) = desk.api("/outages")["distinct"]
    assert (one["needs_answer"], one["answered"], one["actions"]) == (True, False, [])
    page = desk.ask("/outages").text
    assert re.search(r'href="/findings\?kind=outage"><span aria-hidden="true">▲</span> not answered', page)


def test_outages_are_chosen_by_severity(desk: AskedSite) -> None:
    assert desk.api("/outages?severity=degraded")["distinct"] == []
    assert len(desk.api("/outages?severity=down")["distinct"]) == 1
    assert desk.ask("/outages?severity=bad").status == 400


def test_the_days_of_a_service_stand_beside_its_outages(desk: AskedSite) -> None:
    assert '<ol class="days">' in desk.ask("/outages?service_id=mail").text
    assert '<ol class="days">' not in desk.ask("/outages").text


def test_the_use_of_a_budget_is_drawn_as_it_was_used(desk: AskedSite) -> None:
    """An hour from 6 h into 720 h on, half an hour from 7.5 h on, up to 60 h; the top is a tenth above 5,400 s."""
    page = desk.ask("/objectives/mail/gold/up").text
    (points,) = re.findall(r'<polyline class="used breached" points="([^"]+)"/>\s*</svg>\s*</svg>', page)
    assert points.split() == [
        "0.000,100.000", "0.833,100.000", "0.972,39.394", "1.042,39.394", "1.111,9.091", "8.333,9.091",
    ]  # fmt: skip
    assert 'role="img" aria-labelledby="burnt-1 burnt-told-1"' in page


def test_a_figure_leads_to_the_periods_beside_it_unless_they_have_not_begun(desk: AskedSite) -> None:
    may = desk.ask("/objectives/mail/gold/up?period=2026-05").text
    assert 'rel="prev" href="/objectives/mail/gold/up?period=2026-04"' in may
    assert 'rel="next" href="/objectives/mail/gold/up?period=2026-06"' in may
    assert 'rel="next"' not in desk.ask("/objectives/mail/gold/up?period=2026-06").text
    assert 'rel="prev"' not in desk.ask("/objectives/mail/gold/up?period=2026-05-03..2026-05-09").text


@pytest.mark.parametrize(("language", "words"), [("en", "Resolved within 4 h"), ("zh", "4 小时内解决")])
def test_the_objective_of_a_timer_is_told_in_words(desk: AskedSite, language: str, words: str) -> None:
    page = desk.ask("/tickets", accept="text/html", accept_language=language).text
    table = page[page.index("<table") : page.index("</table>")]
    assert (table.count(f">{words}<"), table.count(">solve<")) == (4, 0)
