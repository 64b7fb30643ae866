"""The pages that alerts and dashboards link to, over a small desk whose figures were worked by hand.

Hours are 09:00 to 18:00 in Shanghai (UTC+8), 4 h are promised, and the figures are those of Wednesday 12:00 there.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from asked_site import AskedSite
from command import told
from synced import pages_of, synced

from slawatch.testing.pages import published

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
      status: {New: new, Waiting: pending_requester, Done: resolved}
      outage: {when: {field: broken, equals: "yes"}}
services: {mail: {name: {en: E-mail, zh: 电子邮件}}, erp: {name: {en: ERP, zh: 企业资源计划}}}
calendars: {office: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-18:00"}}}
parties: {acme: {kind: customer, name: {en: Acme, zh: 安科}}}
agreements:
  gold:
    with: acme
    name: {en: Gold for Acme, zh: 安科金牌}
    services: [mail, erp]
    timezone: Asia/Shanghai
    objectives:
      up: {indicator: availability, target: 99.9%}
      solve: {indicator: resolution, within: 4h, target: 90%, hours: office}
      backlog: {indicator: backlog, at_most: 3}
"""
TICKETS = """\
id,at,status,service,priority,broken
done,2026-06-01T01:00:00Z,New,Post,1,yes
done,2026-06-01T02:00:00Z,Done,Post,1,yes
late/1,2026-06-02T01:00:00Z,New,Post,1,no
due,2026-06-03T01:30:00Z,New,Books,2,no
held,2026-06-03T01:00:00Z,New,Books,2,no
held,2026-06-03T02:00:00Z,Waiting,Books,2,no
odd,2026-06-03T03:50:00Z,New,Post,9,no
"""
AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)
LATE, DUE, HELD, ODD = "late/1", "due", "held", "odd"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("pages"), CONFIGURATION, {"tickets.csv": TICKETS})


@pytest.fixture(scope="module")
def desk(config: Path) -> Iterator[AskedSite]:
    with pages_of(config, as_of=AS_OF) as served:
        yield served


def tickets(desk: AskedSite, query: str = "") -> list[str]:
    return [each["ticket"] for each in desk.api(f"/tickets{query}")["timers"]]


def asked_there(config: Path, *arguments: str) -> object:
    return json.loads(told(config, *arguments, "--as-of", AS_OF.isoformat(), "--format", "json"))


def test_open_timers_stand_by_due_instant_overdue_first_and_paused_last(desk: AskedSite) -> None:
    assert tickets(desk) == [LATE, DUE, ODD, HELD]


def test_a_row_tells_what_was_worked_by_hand(desk: AskedSite) -> None:
    late, due, odd, held = desk.api("/tickets")["timers"]
    assert (late["due_at"], late["left_seconds"], late["used_ratio"]) == ("2026-06-02T05:00:00Z", -8 * 3600, 3.0)
    assert (late["band"], late["breached"], late["service_id"], late["priority"]) == ("overdue", True, "mail", "P1")
    assert (due["due_at"], due["left_seconds"], due["band"]) == ("2026-06-03T05:30:00Z", 5400, "50_75")
    assert (odd["priority"], odd["left_seconds"]) == ("", 4 * 3600 - 600)
    assert (held["due_at"], held["due_if_resumed_at"], held["paused"]) == (None, "2026-06-03T07:00:00Z", True)


def test_open_timers_are_those_of_the_command_line(desk: AskedSite, config: Path) -> None:
    lines = [line for line in asked_there(config, "timers") if not line["stopped_at"]]
    there = {line["ticket"]: (line["due_at"] or None, line["elapsed_seconds"], line["objective"]) for line in lines}
    here = {
        each["ticket"]: (each["due_at"], each["elapsed_seconds"], each["objective"])
        for each in desk.api("/tickets")["timers"]
    }
    assert here == there


def test_bands_are_those_of_the_published_figures(desk: AskedSite) -> None:
    counted = dict.fromkeys(desk.api("/tickets")["bands"], 0)
    for figure in desk.made.published.snapshot.objectives:
        for running in figure.running:
            for band, number in running.bands:
                counted[band] += number
    assert desk.api("/tickets")["bands"] == counted == {"lt_50": 2, "50_75": 1, "75_90": 0, "90_100": 0, "overdue": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?band=overdue", [LATE]),
        ("?band=overdue,50_75", [LATE, DUE]),
        ("?due_within=2h", [DUE]),
        ("?due_within=4h", [DUE, ODD]),
        ("?state=paused", [HELD]),
        ("?state=breached", [LATE]),
        ("?state=unmapped", [ODD]),
        ("?service_id=erp", [DUE, HELD]),
        ("?service_id=erp&service_id=mail&priority=P1", [LATE]),
        ("?priority=P1,P2&state=running", [LATE, DUE]),
        ("?service_id=.%2B&sla=.*&objective=%24__all&priority=All&source=&band=", [LATE, DUE, ODD, HELD]),
        ("?sla=gold&objective=solve&source=desk", [LATE, DUE, ODD, HELD]),
        ("?service_id=nothing", []),
        ("?page=2", []),
    ],
)
def test_filters_let_through_what_they_say(desk: AskedSite, query: str, found: list[str]) -> None:
    assert tickets(desk, query) == found
    assert desk.ask(f"/tickets{query}").status == 200


def test_an_empty_list_says_which_filter_nothing_passes(desk: AskedSite) -> None:
    page = desk.ask("/tickets?service_id=nothing&band=overdue").text
    assert "service_id: nothing is called nothing; there are: erp, mail" in page
    assert "priority=P7 is passed by no open timer" in desk.ask("/tickets?priority=P7").text
    assert "pass these filters together" not in page
    assert "No open timer passes these filters together" in desk.ask("/tickets?service_id=erp&band=overdue").text
    assert desk.api("/tickets?service_id=nothing&band=overdue")["unmatched"] == ["service_id"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/tickets?band=late", "lt_50, 50_75, 75_90, 90_100, overdue"),
        ("/tickets?state=gone", "breached, running, paused, unmapped"),
        ("/tickets?due_within=30", "30m"),
        ("/tickets?due_within=9999999h", "30m"),
        ("/tickets?page=0", "page=0"),
        ("/tickets?page=%D9%A1", "page="),
        ("/tickets?page=100001", "100000"),
        (f"/tickets?page=0000001{'9' * 5000}", "100000"),
        (f"/tickets?priority={'x' * 4001}", "priority holds more than 4000 characters"),
        ("/outages?period=soon", "2026-10"),
        ("/outages?period=2000-01-01..2020-01-01", "at most 367 days"),
        ("/objectives/mail/gold/up?period=2026-13", "2026-10"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_what_is_allowed(desk: AskedSite, path: str, allowed: str) -> None:
    page, document = desk.ask(path), desk.ask(f"/api/v1{path}")
    assert (page.status, document.status) == (400, 400)
    assert allowed in page.text
    assert allowed in document.document["error"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/tickets/desk/gone", "write its id or its key"),
        ("/tickets/dsk/due", "there are desk"),
        ("/objectives/mail/gold/answer", "mail/gold/solve"),
        ("/objectives/x/y/z", "Nothing is called"),
    ],
)
def test_what_is_not_there_is_404_with_a_hint(desk: AskedSite, path: str, hint: str) -> None:
    page, document = desk.ask(path), desk.ask(f"/api/v1{path}")
    assert (page.status, document.status) == (404, 404)
    assert hint in page.text
    assert hint in document.document["error"]


@pytest.mark.parametrize("name", [LATE, DUE, HELD, ODD, "done"])
def test_a_ticket_is_explained_as_on_the_command_line(desk: AskedSite, config: Path, name: str) -> None:
    assert desk.api(f"/tickets/desk/{quote(name, safe='')}") == asked_there(config, "explain", name)


@pytest.mark.parametrize("period", ["current", "previous", "2026-06", "2026-05"])
@pytest.mark.parametrize("objective", ["up", "solve", "backlog"])
def test_a_figure_is_explained_as_on_the_command_line(
    desk: AskedSite, config: Path, objective: str, period: str
) -> None:
    there = asked_there(config, "explain", "--objective", objective, "--service", "mail", "--period", period)
    here = desk.api(f"/objectives/mail/gold/{objective}?period={period}")
    assert here["figures"] == there["figures"]
    assert desk.ask(f"/objectives/mail/gold/{objective}?period={period}").status == 200


def test_outages_are_those_of_the_command_line_and_cost_what_was_worked_by_hand(desk: AskedSite, config: Path) -> None:
    here = desk.api("/outages")
    assert [{**each, "ended_at": each["ended_at"] or ""} for each in here["outages"]] == asked_there(config, "outages")
    (outage,) = here["outages"]
    assert (outage["service_id"], outage["outage_seconds"], outage["lost_seconds"]) == ("mail", 3600, 3600)
    assert desk.api("/outages?service_id=erp")["outages"] == []
    assert desk.api("/outages?period=2026-05")["outages"] == []
    assert "1 outage" in desk.ask("/outages?sla=gold").text
    assert "there are: gold" in desk.ask("/outages?sla=silver").text


def test_a_ticket_page_tells_its_segments_and_its_story(desk: AskedSite) -> None:
    page = desk.ask("/tickets/desk/held").text
    assert "2026-06-03 15:00:00" in page  # due if resumed now, in Shanghai
    assert "3 h left" in page
    assert "pending_requester" in page
    assert "Waiting" in page


def test_the_figure_of_tickets_lists_those_missed_first_and_links_to_them(desk: AskedSite) -> None:
    page = desk.ask("/objectives/mail/gold/solve").text
    links = re.findall(r'href="(/tickets/desk/[^"]+)"', page)
    assert links == ["/tickets/desk/late%2F1", "/tickets/desk/odd", "/tickets/desk/done"]
    assert desk.ask(links[0]).status == 200


def test_pages_speak_the_language_of_the_address_or_of_the_browser(desk: AskedSite) -> None:
    chinese = desk.ask("/tickets?lang=zh").text
    assert 'lang="zh-CN"' in chinese
    assert "电子邮件" in chinese
    assert "4 个进行中的计时" in chinese
    assert "1 个已逾期" in chinese
    assert 'href="/tickets/desk/due?lang=zh"' in chinese
    assert "电子邮件" in desk.ask("/tickets", Accept_Language="zh-CN,zh;q=0.9,en;q=0.5").text
    english = desk.ask("/tickets?lang=en", Accept_Language="zh-CN").text
    assert "4 open timers: 1 overdue" in english
    assert "E-mail" in desk.ask("/tickets", Accept_Language="de, en;q=0.1").text


def test_old_data_are_told_to_be_old(desk: AskedSite) -> None:
    desk.made.now = AS_OF + timedelta(days=400)
    try:
        assert "Stale data: desk has told everything up to" in desk.ask("/tickets").text
    finally:
        desk.made.now = AS_OF
    assert "Stale data" not in desk.ask("/tickets").text


@pytest.mark.parametrize("path", ["/tickets", "/tickets/desk/due", "/objectives/mail/gold/up", "/outages"])
def test_before_the_first_evaluation_a_page_says_why_it_has_nothing_to_tell(desk: AskedSite, path: str) -> None:
    inquiry, desk.made.inquiry = desk.made.inquiry, None
    told, desk.made.published = desk.made.published, published(desk.made.published.snapshot)
    try:
        page, document = desk.ask(path), desk.ask(f"/api/v1{path}")
    finally:
        desk.made.inquiry, desk.made.published = inquiry, told
    assert (page.status, document.status) == (503, 503)
    assert "figures of the run before" in page.text
    assert page.headers["retry-after"] == "10"


@pytest.mark.parametrize("path", ["/tickets", "/outages", "/unmapped"])
def test_every_list_tells_what_it_stands_on(desk: AskedSite, path: str) -> None:
    page, told = desk.ask(path).text, desk.api(path)
    assert told["watermarks"].keys() == {"desk"}
    assert "desk has told everything up to" in page
    assert {"definition", "simulated"} <= told.keys()
