"""Timers as the ticket page draws them; every place was worked by hand.

Hours are 09:00 to 18:00 in Shanghai (UTC+8), 4 h are promised, and the figures are those of Wednesday 12:00 there.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from asked_site import AskedSite
from synced import pages_of, synced

HOSTILE = "<script>alert(1)</script>\u202e"
CONFIGURATION = """\
sources:
  desk:
    kind: csv_events
    path: tickets.csv
    complete_through: read
    columns: {id: id, at: at, status: status, service: service}
    map:
      service: {values: {Post: mail}}
      status: {New: new, Waiting: pending_requester, Done: resolved}
services: {mail: {name: Mail, hours: office}}
calendars:
  office:
    timezone: Asia/Shanghai
    hours: {mon-fri: "09:00-18:00"}
    holidays: {country: CN}
parties: {acme: {kind: customer, name: Acme}}
agreements:
  gold:
    with: acme
    services: [mail]
    timezone: Asia/Shanghai
    objectives:
      solve: {indicator: resolution, within: 4h, target: 90%, hours: office}
"""
TICKETS = f"""\
id,at,status,service
done,2026-06-01T01:00:00Z,New,Post
done,2026-06-01T02:00:00Z,Done,Post
late,2026-06-02T01:00:00Z,New,Post
held,2026-06-03T01:00:00Z,New,Post
held,2026-06-03T02:00:00Z,Waiting,Post
feast,2026-04-30T08:00:00Z,New,Post
quick,2026-06-03T02:00:00Z,New,Post
quick,2026-06-03T02:00:05Z,Done,Post
again,2026-06-03T01:00:00Z,New,Post
again,2026-06-03T02:00:00Z,Done,Post
again,2026-06-03T03:00:00Z,New,Post
year,2025-06-03T01:00:00Z,New,Post
odd,2026-06-03T01:00:00Z,New,Post
odd,2026-06-03T02:00:00Z,{HOSTILE},Post
"""
AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    config = synced(tmp_path_factory.mktemp("drawn"), CONFIGURATION, {"tickets.csv": TICKETS})
    with pages_of(config, as_of=AS_OF) as served:
        yield served


def drawing(desk: AskedSite, ticket: str) -> ET.Element:
    """Return the drawing of a ticket's only timer, read as XML, so nothing in it was left open."""
    page = desk.ask(f"/tickets/desk/{ticket}").text
    found = re.findall(r'<svg class="axis" width="100%".*?</svg>\s*</div>', page, re.DOTALL)
    assert len(found) == 1
    return ET.fromstring(found[0].removesuffix("</div>").rstrip())  # noqa: S314  our own page


def places(svg: ET.Element) -> list[tuple[str, float, float]]:
    """Return kind, start and width of what is drawn, from left to right."""
    percent = ("x", "width")
    told = [(each.get("class") or "", *(float((each.get(key) or "").rstrip("%")) for key in percent))
            for each in svg.iter("rect")]  # fmt: skip
    return sorted(told, key=lambda piece: piece[1])


def flags(svg: ET.Element) -> dict[str, float]:
    lines = [(each.get("class") or "", each.find("line")) for each in svg.iter("g")]
    return {
        kind.removeprefix("flag "): float((line.get("x1") or "").rstrip("%"))
        for kind, line in lines
        if line is not None
    }


def marks(svg: ET.Element) -> list[tuple[str, float, str]]:
    found = [each for each in svg.iter("svg") if (each.get("class") or "").startswith("mark ")]
    kinds = [(each.get("class") or "").removeprefix("mark ") for each in found]
    at = [float((each.get("x") or "").rstrip("%")) for each in found]
    return list(zip(kinds, at, [each.findtext("title") or "" for each in found], strict=True))


def words(svg: ET.Element, kind: str) -> list[str]:
    return [each.text or "" for each in svg.iter("text") if (each.get("class") or "").split()[0] == kind]


def test_a_paused_timer_is_drawn_up_to_where_it_would_be_due(desk: AskedSite) -> None:
    """One hour runs, two are paused, three are left: six hours of open time, nothing closed."""
    svg = drawing(desk, "held")
    assert places(svg) == [("running", 0, 16.667), ("paused", 16.667, 33.333), ("ahead", 50, 50)]
    assert flags(svg) == {"start": 0, "resumed": 100, "now": 50}
    assert [(kind, x) for kind, x, _ in marks(svg)] == [("status", 16.667)]
    assert words(svg, "tick")[:4] == ["09:00", "2026-06-03", "09:30", "10:00"]


def test_a_missed_timer_turns_where_it_was_due_and_its_night_takes_a_quarter(desk: AskedSite) -> None:
    """Four hours run and eight are beyond the target, around a night of fifteen hours: 6.25 % an open hour."""
    svg = drawing(desk, "late")
    assert places(svg) == [("running", 0, 25), ("over", 25, 31.25), ("closed", 56.25, 25), ("over", 81.25, 18.75)]
    assert flags(svg)["due"] == 25
    assert flags(svg)["breach"] == pytest.approx(25, abs=0.01)
    assert flags(svg)["now"] == 100


def test_what_was_not_used_of_a_target_takes_half_of_the_width_at_the_most(desk: AskedSite) -> None:
    """One hour of four; to scale it would have a quarter."""
    svg = drawing(desk, "done")
    assert places(svg) == [("running", 0, 50), ("ahead", 50, 50)]
    assert flags(svg) == {"start": 0, "stop": 50, "due": 100}
    assert "not used" in desk.ask("/tickets/desk/done").text


def test_a_holiday_stands_apart_from_nights_and_bears_its_name(desk: AskedSite) -> None:
    svg = drawing(desk, "feast")
    named = [each.findtext("title") or "" for each in svg.iter("rect") if each.get("class") == "holiday"]
    assert any("(Labor Day)" in said and "2026-05-01 " in said for said in named), named
    assert "holiday or closing day" in desk.ask("/tickets/desk/feast").text


def test_a_timer_of_seconds_has_a_scale_of_seconds(desk: AskedSite) -> None:
    svg = drawing(desk, "quick")
    assert places(svg) == [("running", 0, 50), ("ahead", 50, 50)]
    assert words(svg, "tick")[:3] == ["10:00:00", "2026-06-03", "10:00:01"]


def test_a_reopening_is_marked_where_it_happened(desk: AskedSite) -> None:
    """An hour runs, an hour is no time of the timer's, an hour runs: all three are as wide."""
    svg = drawing(desk, "again")
    (again,) = [each for each in marks(svg) if each[0] == "reopened"]
    pieces = places(svg)
    assert again[1] == pieces[2][1]
    assert again[2] == "2026-06-03 11:00:00: reopened"
    assert pieces[0][2] == pieces[1][2] == pieces[2][2]


def test_a_year_is_no_barcode(desk: AskedSite) -> None:
    """Nights and weekends are too thin to be seen: what is drawn is the time to the target and beyond, and holidays."""
    svg = drawing(desk, "year")
    assert {kind for kind, _, _ in places(svg)} == {"running", "over", "holiday"}
    assert len(places(svg)) < 30
    labels = words(svg, "tick")
    assert labels[0] == "2025-07"
    assert all(re.fullmatch(r"202[56]-\d\d", text) for text in labels)


def test_what_a_source_writes_acts_nowhere_in_a_drawing(desk: AskedSite) -> None:
    page = desk.ask("/tickets/desk/odd").text
    assert "<script" not in page
    assert "\u202e" not in page
    (mark,) = [says for kind, _, says in marks(drawing(desk, "odd")) if kind == "status"]
    assert mark == "2026-06-03 10:00:00: status changed → <script>alert(1)</script>\ufffd"


def test_a_drawing_says_in_words_what_it_shows_and_bears_no_style(desk: AskedSite) -> None:
    for lang, due in (("en", "due: 2026-06-02 13:00:00"), ("zh", "到期：2026-06-02 13:00:00")):  # noqa: RUF001  Chinese
        page = desk.ask(f"/tickets/desk/late?lang={lang}").text
        assert re.search(r'role="img" aria-labelledby="drawn-1 told-1"', page)
        assert re.search(r'<title id="drawn-1">[^<]+</title>', page)
        (told_in_words,) = re.findall(r'<desc id="told-1">([^<]+)</desc>', page)
        assert due in told_in_words
        assert "style=" not in page
        assert 'aria-label="' in page


@pytest.mark.parametrize(("lang", "name", "other"), [("en", "Labor Day", "劳动节"), ("zh", "劳动节", "Labor Day")])
def test_holidays_are_called_by_their_names_in_the_pages_language(
    desk: AskedSite, lang: str, name: str, other: str
) -> None:
    page = desk.ask(f"/tickets/desk/feast?lang={lang}").text
    assert page.count(name) >= 2  # drawn, and in the list of closed hours
    assert other not in page
