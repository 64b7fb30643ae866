"""Whatever a ticketing system tells stays text on the pages, and finds its way through addresses and back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

import pytest
from asked_site import AskedSite, serving

from slawatch.app.planning import planned
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.store.opening import open_for_writing
from slawatch.testing.plans import PLAIN, agreement, definitions
from slawatch.web.guard import SECURITY_HEADERS
from slawatch.web.links import outside

AS_OF = datetime(2026, 6, 3, 4, tzinfo=UTC)
IDS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "../../etc/passwd",
    "..",
    ".",
    "a/b//c",
    "/",
    "工单-1",
    "line\nbreak",
    "\u202egpj.exe",
    "100%",
    "%2e%2e",
    "a?b#c&d=e;f",
    "{{ 7 * 7 }}",
    "{0.__class__}",
    "nul\0",
    "x" * 10_000,
    "\u0646\u0635",
    " spaces ",
    "\ud800",
)
URLS = ("javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", "https://desk.example/1", "http://[")
WORDS = ("<b>", "\u202e", "y" * 10_000, "{{ x }}", "'\"")


def told() -> Batch:
    tickets, events = [], []
    for number, (name, url) in enumerate(zip(IDS, URLS * 4, strict=False)):
        at, word = AS_OF - timedelta(hours=1 + number), WORDS[number % len(WORDS)]
        tickets.append(Ticket(id=name, key=name, created_at=at, url=url))
        fields = {"status": "new", "priority": word, "kind": "incident", "service": "mail", "title": "SECRET TITLE"}
        common = {"ticket_id": name, "at": at}
        events.append(Event(**common, type=EventType.CREATED, native_id=f"{number}/c", fields=fields))
        events.append(
            Event(**common, type=EventType.STATUS, native_id=f"{number}/s", order=1, field="status", new=word)
        )
        events.append(Event(**common, type=EventType.ASSIGNED, native_id=f"{number}/a", order=2, new="Jane Person"))
    return Batch(cursor="1", tickets=tuple(tickets), events=tuple(events), complete_through=AS_OF)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    store = open_for_writing(f"sqlite:///{tmp_path_factory.mktemp('hostile')}/slawatch.db")
    store.commit("desk", told(), at=AS_OF, config_hash="h")
    solve = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600)
    plan = planned(definitions(agreement(solve), mapping=PLAIN))
    with serving(store, plan, as_of=AS_OF) as served:
        yield served
    store.close()


class Read(HTMLParser):
    """A page as a browser takes it: its elements, its links and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def links(self) -> list[str]:
        return [told["href"] or "" for tag, told in self.elements if tag == "a"]


def harmless(page: str) -> None:
    """Fail where a page holds anything that acts, or a sign that is not seen but turns text around."""
    read = Read(page)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "img src", "iframe", "object", "style", "b>"}
    assert {told["src"] for tag, told in read.elements if tag == "img"} == {"/assets/icon.svg"}
    assert not [name for _, told in read.elements for name in told if name.startswith("on") or name == "style"]
    assert {urlsplit(link).scheme for link in read.links} <= {"", "https"}
    assert not re.search("[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)
    assert not re.search("SECRET TITLE|Jane Person", page)


def test_the_list_holds_every_ticket_as_text(desk: AskedSite) -> None:
    answer = desk.ask("/tickets")
    harmless(answer.text)
    assert desk.api("/tickets")["total"] == len(IDS)
    text = " ".join(Read(answer.text).words)
    assert "<script>alert(1)</script>" in text
    assert "49" not in re.findall(r"\{\{.*?\}\}|\b49\b", text)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name.lower()] == value


def test_each_link_of_the_list_leads_to_its_own_ticket(desk: AskedSite) -> None:
    stored = [each["ticket"] for each in desk.api("/tickets")["timers"]]
    links = [link for link in Read(desk.ask("/tickets").text).links if link.startswith("/tickets/")]
    assert len(links) == len(stored) == len(IDS)
    for name, link in zip(stored, links, strict=True):
        resolved = urljoin("http://x/tickets", link).removeprefix("http://x")  # as a browser walks the path
        page = desk.ask(resolved)
        assert page.status == 200, link
        harmless(page.text)
        assert desk.api(resolved)["ticket"] == name
        (document,) = [each for each in Read(page.text).links if each.startswith("/api/v1/")]
        assert desk.ask(document).document["ticket"] == name


@pytest.mark.parametrize("name", IDS)
def test_an_id_that_is_asked_for_as_it_was_told_is_found(desk: AskedSite, name: str) -> None:
    if name in ("..", "."):
        path = f"/api/v1/tickets/desk/?ticket={name}"
    else:
        path = f"/api/v1/tickets/desk/{quote(name, safe='', errors='surrogatepass')}"
    answer = desk.ask(path)
    if name == "\ud800":  # no address can hold half a character; what stands in its place is found by its link
        return
    assert answer.status == 200
    assert answer.document["source"] == "desk"


def test_pages_of_figures_hold_hostile_tickets_as_text(desk: AskedSite) -> None:
    harmless(desk.ask("/objectives/mail/gold/solve").text)
    harmless(desk.ask("/objectives/mail/gold/solve?lang=zh").text)


@pytest.mark.parametrize(
    "path",
    [
        "/tickets?service_id=%3Cscript%3Ealert(1)%3C/script%3E",
        "/tickets?band=%3Cscript%3E%E2%80%AE",
        "/tickets?priority=%00%0d%0aX:%20y",
        "/tickets/desk/%3Cscript%3E",
        "/tickets/%3Cscript%3E/1",
        "/objectives/%3Cscript%3E/{0}/{x}",
        "/outages?sla=%3Cb%3E%22onload=x&period=current",
        "/outages?period=%3Cscript%3E",
        "/tickets?lang=%22%3E%3Cscript%3E",
        "/tickets?" + "service_id=a&" * 2000,
    ],
)
def test_what_an_address_says_stays_text(desk: AskedSite, path: str) -> None:
    answer = desk.ask(path)
    assert answer.status in (200, 400, 404)
    harmless(answer.text)


@pytest.mark.parametrize(
    ("url", "goes"),
    [
        ("https://desk.example/1", True),
        ("HTTP://desk.example/1", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https:alert(1)", False),
        ("https://", False),
        ("//desk.example", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, goes: bool) -> None:  # noqa: FBT001  a table's column
    assert (outside(url) == url) is goes or url is None


@pytest.mark.parametrize(
    "page",
    [
        '<img src="/assets/icon.svg"><script>1</script>',
        '<img src="http://evil.example/x">',
        '<img src="/assets/icon.svg"><a href="javascript:alert(1)">x</a>',
        '<img src="/assets/icon.svg" onerror="x">',
        '<img src="/assets/icon.svg"><p style="x">',
        '<img src="/assets/icon.svg">\u202e',
        '<img src="/assets/icon.svg">\0',
        '<img src="/assets/icon.svg">Jane Person',
    ],
)
def test_what_would_do_harm_is_seen_to(page: str) -> None:
    with pytest.raises(AssertionError):
        harmless(page)
