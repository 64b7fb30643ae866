"""Every page of the site over the simulated desk, walked along its links as a visitor does, in both languages."""

# ruff: noqa: RUF001  the full-width signs are Chinese punctuation

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from asked_site import AskedSite
from crawled import Crawl, PageRead, crawled
from simulated_site import BAD_ROWS, HOSTILE, simulated_site

ACTS = re.compile("<(script|iframe|object|style|form)|\\son[a-z]+=|\\sstyle=|javascript:", re.IGNORECASE)
TURNS = re.compile("[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LIVE = ("/metrics", "/-/", "/assets/")


def skips(path: str) -> bool:
    """Tell whether a page is like one that was seen: tickets but those of a list, filters beside filters."""
    asked = parse_qs(urlsplit(path).query)
    own = {name: told for name, told in asked.items() if name not in ("lang", "refresh")}
    is_ticket = path.startswith("/tickets/")
    is_like_others = path.startswith("/objectives/") and "/erp/" not in path and "/whole" not in path
    return is_ticket or is_like_others or len(own) > 1 or path.startswith(LIVE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    with simulated_site(tmp_path_factory.mktemp("every")) as served:
        yield served


@pytest.fixture(scope="module")
def walk(site: AskedSite) -> Crawl:
    english, chinese = (crawled(site, start, skips=skips) for start in ("/?refresh=off", "/?refresh=off&lang=zh"))
    return Crawl(
        pages=english.pages | chinese.pages,
        broken=english.broken + chinese.broken,
        anchors=english.anchors + chinese.anchors,
    )


def test_every_link_leads_somewhere_and_every_anchor_is_there(walk: Crawl) -> None:
    assert walk.broken == []
    assert sorted(set(walk.dead_anchors)) == []
    kinds = {path.partition("?")[0].split("/")[1] for path in walk.pages}
    assert {"", "tickets", "outages", "services", "agreements", "objectives", "sources", "method"} <= kinds


def test_every_page_has_one_heading_landmarks_whole_elements_and_ids_of_its_own(walk: Crawl) -> None:
    for path, page in walk.pages.items():
        assert page.headings.count("h1") == 1, path
        assert page.landmarks.count("main") == 1, path
        assert {"header", "nav", "footer"} <= set(page.landmarks), path
        assert page.unclosed == [], path
        assert page.unlabelled == [], path
        assert len(page.ids) == len(set(page.ids)), path


@pytest.mark.parametrize("query", ["", "?by=agreement", "?state=met", "?lang=zh"])
def test_every_number_of_the_overview_is_a_link(site: AskedSite, query: str) -> None:
    assert PageRead(site.ask(f"/{query}").text).loose == []


def test_a_loose_number_is_seen() -> None:
    assert PageRead("<main><p>3 tickets <a href='/'>4</a></p></main>").loose == ["3 tickets"]


def test_names_that_would_act_are_inert_on_every_page(site: AskedSite, walk: Crawl) -> None:
    for path, page in walk.pages.items():
        assert not ACTS.search(page.html), path
        assert not TURNS.search(page.html), path
    assert "&lt;script&gt;alert(1)" in site.ask("/agreements/whole").text


def test_each_page_is_a_document_too(site: AskedSite) -> None:
    for path in ("/services", "/services/erp", "/agreements", "/agreements/whole", "/sources", "/method"):
        told = site.api(path)
        assert json.loads(json.dumps(told)) == told
        assert told["as_of"] == "2026-11-20T09:45:00Z"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/services/nothing", "No service is called"),
        ("/agreements/nothing", "No agreement is called"),
        ("/sources/nothing/quarantine", "There is no source"),
    ],
)
def test_what_is_not_there_is_told_with_what_there_is(site: AskedSite, path: str, says: str) -> None:
    answer = site.ask(path)
    assert answer.status == 404
    assert says in answer.text
    assert ("desk" if "sources" in path else "erp" if "services" in path else "whole") in answer.text


def test_the_days_of_a_service_are_those_of_the_month_and_tell_what_happened(site: AskedSite) -> None:
    told = site.api("/services/mail")
    (acme,) = [each for each in told["agreements"] if each["sla"] == "acme-business"]
    assert [each["day"] for each in acme["days"]] == [f"2026-11-{day:02}" for day in range(1, 21)]
    lost = sum(each["seconds"].get("down", 0) for each in acme["days"])
    assert lost == sum(each["lost_seconds"] for each in acme["outages"])
    strip = re.findall(r'<li class="(\w+)" title="(2026-11-\d\d)', site.ask("/services/mail").text)[:30]
    down = {each["day"] for each in acme["days"] if each["seconds"].get("down")}
    assert {day for kind, day in strip if kind == "down"} == down
    assert [day for kind, day in strip if kind == "ahead"] == [f"2026-11-{day}" for day in range(21, 31)]


def test_a_service_that_is_made_of_others_names_them_and_is_named_by_them(site: AskedSite) -> None:
    assert site.api("/services/business")["parts"] == ["erp", "mail"]
    assert site.api("/services/erp")["part_of"] == ["business"]
    assert 'href="/services/business"' in site.ask("/services/erp").text


def test_maintenance_that_comes_is_told_to_the_minute(site: AskedSite) -> None:
    """Sundays at 02:00 in Shanghai are Saturdays at 18:00 UTC; the next one is the day after this Friday."""
    first = site.api("/services/erp")["maintenance"][0]
    assert (first["starts_at"], first["ends_at"]) == ("2026-11-21T18:00:00Z", "2026-11-21T22:00:00Z")


def test_the_paper_of_an_agreement_is_told_in_its_versions(site: AskedSite) -> None:
    told = site.api("/agreements/whole")
    assert [(each["number"], each["begins"], each["is_judging"]) for each in told["versions"]] == [
        (2, "2026-11-01", True),
        (1, "2026-01-01", False),
    ]
    assert [each["promises"][0]["target"] for each in told["versions"]] == ["99.5 %", "99.9 %"]
    assert told["review_by"] == "2026-06-30"
    assert "▲" in site.ask("/agreements").text


def test_credits_and_what_carries_an_agreement_are_told(site: AskedSite) -> None:
    told = site.api("/agreements/nordwind-online")
    assert {each["period"] for each in told["credits"]} == {"current", "previous"}
    assert told["carried_by"] == ["applications-team"]
    assert "availability below 99 %: 25 % of the fee" in site.ask("/agreements/nordwind-online").text
    assert "可用性低于 99 %：费用的 25 %" in site.ask("/agreements/nordwind-online?lang=zh").text


def test_a_promise_that_what_stands_below_can_not_carry_is_told_in_both_languages(site: AskedSite) -> None:
    """Acme is promised an answer within 15 minutes, and the team below has 30 of the same hours."""
    told = {each["says"] for each in site.api("/agreements/acme-business")["misalignments"]}
    ticket = "applications-team/p1-response 30 min of always; a ticket that uses all of it takes 30 min of always"
    assert f"promises 15 min of always for erp, and below it stands {ticket}" in told
    assert "其下为 applications-team/p1-response 30 分钟" in site.ask("/agreements/acme-business?lang=zh").text
    assert "What stands below can carry every promise" in site.ask("/agreements/nordwind-online").text


def test_sources_tell_how_they_stand(site: AskedSite) -> None:
    desk, dead = site.api("/sources")["sources"]
    assert (desk["quarantined"], desk["is_stale"], desk["clock_skew_seconds"]) == (BAD_ROWS, False, -7.0)
    assert (dead["up"], dead["is_stale"], dead["problem"]) == (False, True, HOSTILE)
    page = site.ask("/sources").text
    assert "7 s behind" in page
    assert page.count("Stale data") == 2


def test_rows_that_can_not_be_read_are_told_page_by_page(site: AskedSite) -> None:
    first, second = (site.api(f"/sources/desk/quarantine?page={page}") for page in (1, 2))
    rows = [each["row"] for page in (first, second) for each in page["rows"]]
    assert rows == [f"{HOSTILE}{number:03}" for number in range(BAD_ROWS)]
    assert (first["total"], first["pages"], len(first["rows"])) == (BAD_ROWS, 2, 200)
    assert "past the last one" in site.ask("/sources/desk/quarantine?page=9").text


def test_the_frame_tells_where_one_is_how_fresh_the_figures_are_and_what_is_stale(site: AskedSite) -> None:
    page = site.ask("/services/erp").text
    assert page.count('href="/services" aria-current="true"') == 2
    assert 'As of <time datetime="2026-11-20T09:45:00Z">' in page
    assert "evaluated 0 s ago" in page
    assert re.search(r'class="risky" href="/sources">.*rt', page)
